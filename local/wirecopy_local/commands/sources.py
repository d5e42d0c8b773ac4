"""``wirecopy sources``: what is watched."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from wirecopy.edges import utc_now
from wirecopy.errors import UserError
from wirecopy.identity import source_id
from wirecopy.model import Extent, FullText, Rights, Rules, Source, SourceKind
from wirecopy_local.commands.run import add_stack, read_sources
from wirecopy_local.rules import add_rules, ruled


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("sources", help="list, add, remove, import and export what is watched")
    choices = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    listing = choices.add_parser("list", help="what is watched")
    listing.add_argument("--json", action="store_true", help="as JSON on standard output")
    listing.set_defaults(run=_list)

    add = choices.add_parser("add", help="watch an address")
    add.add_argument("url")
    add.add_argument(
        "--kind",
        default="auto",
        help=f"what lies there: {', '.join(SourceKind)} (auto: a home page's feed, else its sitemap, else its links)",
    )
    add.add_argument("--title", default="")
    add.add_argument("--tag", action="append", default=[], dest="tags", help="a tag for its articles; may be repeated")
    add.add_argument(
        "--full-text",
        choices=[choice.value for choice in FullText],
        default=FullText.AUTO.value,
        help="whether a feed's entries stand for their pages (auto: where they proved to carry as much)",
    )
    add.set_defaults(run=_add)

    remove = choices.add_parser("remove", help="stop watching a source; its articles stay")
    remove.add_argument("source", help="its id or its address")
    remove.set_defaults(run=_remove)

    taking = choices.add_parser("import", help="watch what an OPML file lists")
    taking.add_argument("file", type=Path)
    taking.set_defaults(run=_import)

    giving = choices.add_parser("export", help="what is watched, as OPML")
    giving.add_argument("file", type=Path, nargs="?", help="where to; standard output if left out")
    giving.set_defaults(run=_export)
    pausing = choices.add_parser("pause", help="poll a source no more, or ask a host nothing, until it is resumed")
    pausing.add_argument("what", help="a source's id or address, or a host, which stands for those below it too")
    pausing.set_defaults(run=_pause)

    resuming = choices.add_parser("resume", help="take a paused source or host up again")
    resuming.add_argument("what", help="as it was paused")
    resuming.set_defaults(run=_resume)

    blocking = choices.add_parser("block", help="ask a publisher's host nothing any more, whoever links there")
    blocking.add_argument("host", help="it stands for the hosts below it too")
    blocking.set_defaults(run=_block)

    unblocking = choices.add_parser("unblock", help="ask a blocked host again")
    unblocking.add_argument("host")
    unblocking.set_defaults(run=_unblock)
    rights = choices.add_parser("rights", help="say how much of a source's articles may be shown")
    rights.add_argument("source", help="its id or its address")
    rights.add_argument("extent", metavar="EXTENT", help=f"{', '.join(Extent)}, or default for what is set for all")
    rights.add_argument("--attribution", metavar="TEXT", help="a line that must stand with each article; '' for none")
    rights.set_defaults(run=_rights)
    ruling = choices.add_parser(
        "rules",
        help="show or set the selectors that a source's pages are read by",
        description="Without options, show them. '' takes a selector away. wirecopy extract previews them.",
    )
    ruling.add_argument("source", help="its id or its address")
    ruling.add_argument("--clear", action="store_true", help="take all away first")
    add_rules(ruling)
    ruling.set_defaults(run=_rules)
    for choice in (listing, add, remove, rights, ruling, taking, giving, pausing, resuming, blocking, unblocking):
        add_stack(choice)


def _list(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        sources = stores.sources.all()
        readings = {it.id: stores.sources.reading(it.id) for it in sources if it.home}
    also = {name: reading.also if reading else () for name, reading in readings.items()}
    if arguments.json:
        rows = [
            {
                "id": it.id,
                "url": it.url,
                "kind": it.kind.value,
                "title": it.title,
                "tags": it.tags,
                "home": it.home or None,
                "also": also.get(it.id, ()),
            }
            for it in sources
        ]
        out.print_json(json.dumps(rows))
        return 0
    show_rows(
        out,
        ("id", "kind", "url", "tags", "found at"),
        ((it.id, it.kind.value, it.url, ", ".join(it.tags), _found_at(it, also.get(it.id, ()))) for it in sources),
    )
    return 0


def _found_at(source: Source, also: Sequence[str]) -> str:
    """Where the source was found, and which other feeds are named there."""
    if not source.home:
        return ""
    return f"{source.home}, which also names {', '.join(also)}" if also else source.home


def _add(arguments: argparse.Namespace) -> int:
    from wirecopy.feeds.scrub import tag_name  # noqa: PLC0415
    from wirecopy.stages.watch import watch  # noqa: PLC0415
    from wirecopy.urls import is_fetchable  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    if arguments.kind not in set(SourceKind):
        raise UserError(f"there is no source kind {arguments.kind!r}: choose one of {', '.join(SourceKind)}")
    if not is_fetchable(arguments.url):
        raise UserError(
            f"{arguments.url!r} is no http or https address: write it whole, as in https://example.com/feed"
        )
    now = utc_now()
    source = Source(
        id=source_id(arguments.url),
        url=arguments.url,
        kind=SourceKind(arguments.kind),
        title=arguments.title,
        tags=tuple(filter(None, map(tag_name, arguments.tags))),
        full_text=FullText(arguments.full_text),
        added_at=now,
    )
    with open_stores(arguments) as stores:
        new = watch(source, sources=stores.sources, frontier=stores.frontier, now=now)
    err.print(f"{'watching' if new else 'changed'} {source.id}")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.watch import unwatch  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = _named(stores.sources.all(), arguments.source)
        if not found:
            raise UserError(f"no source has the id or address {arguments.source!r}: wirecopy sources list names them")
        for source in found:
            unwatch(source, sources=stores.sources, frontier=stores.frontier)
            err.print(f"no longer watching {source.id}")
    return 0


def _pause(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import pause, pause_host  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = _named(stores.sources.all(), arguments.what)
        for source in found:
            pause(source, sources=stores.sources)
            err.print(f"paused {source.id}")
        if not found:
            host = _host(arguments.what)
            pause_host(host, sources=stores.sources)
            err.print(f"paused the host {host}")
    return 0


def _resume(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import resume, resume_host  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = _named(stores.sources.all(), arguments.what)
        for source in found:
            resume(source, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            err.print(f"resumed {source.id}")
        if not found:
            host = _host(arguments.what)
            if not resume_host(host, sources=stores.sources, frontier=stores.frontier, clock=utc_now):
                raise UserError(f"neither a source nor a host {host} is paused: wirecopy status names those that are")
            err.print(f"resumed the host {host}")
    return 0


def _block(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import block  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    host = _host(arguments.host)
    with open_stores(arguments) as stores:
        block(host, sources=stores.sources)
    err.print(f"blocked {host}")
    return 0


def _unblock(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.halting import unblock  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    host = _host(arguments.host)
    with open_stores(arguments) as stores:
        if not unblock(host, sources=stores.sources, frontier=stores.frontier, clock=utc_now):
            raise UserError(f"{host} is not blocked: wirecopy status names the hosts that are")
    err.print(f"unblocked {host}")
    return 0


def _named(sources: Iterable[Source], name: str) -> list[Source]:
    """The sources of that id, address or home page."""
    return [source for source in sources if name in (source.id, source.url, source.home)]


def _host(given: str) -> str:
    """The host that is meant by its name or by an address on it, without a port."""
    from wirecopy.frontier.orders import name_of  # noqa: PLC0415
    from wirecopy.urls import host_of  # noqa: PLC0415

    try:
        host = host_of(given if "://" in given else f"https://{given}")
    except ValueError as error:
        raise UserError(f"{given!r} is neither a source nor a host: wirecopy sources list names the sources") from error
    return name_of(host)


def _rights(arguments: argparse.Namespace) -> int:
    from wirecopy.feeds.scrub import line  # noqa: PLC0415
    from wirecopy_local.deployed import open_published  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    if arguments.extent not in (*Extent, "default"):
        raise UserError(f"there is no {arguments.extent!r} to show: choose {', '.join(Extent)} or default")
    with open_published(arguments) as stores:
        found = _named(stores.sources.all(), arguments.source)
        source = stores.sources.get(found[0].id) if found else None
        if source is None:
            raise UserError(f"no source has the id or address {arguments.source!r}: wirecopy sources list names them")
        attribution = source.rights.attribution if arguments.attribution is None else line(arguments.attribution)
        extent = None if arguments.extent == "default" else Extent(arguments.extent)
        stores.sources.put(replace(source, rights=Rights(extent=extent, attribution=attribution)))
        written = stores.reconcile.run().behind
    err.print(f"{arguments.extent} of {source.id}: {written} stories written again", markup=False)
    return 0


def _rules(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err, out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        found = _named(stores.sources.all(), arguments.source)
        if not found:
            raise UserError(f"no source has the id or address {arguments.source!r}: wirecopy sources list names them")
        for source in found:
            rules = ruled(arguments, Rules() if arguments.clear else source.rules)
            if rules != source.rules:
                known = stores.sources.get(source.id) or source
                stores.sources.put(replace(known, rules=rules))
                err.print(f"changed {source.id}: its pages are read by these rules from now on")
            out.print(json.dumps({"source": source.id, **asdict(rules)}), soft_wrap=True, markup=False, highlight=False)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.watch import watch  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    sources = read_sources(arguments.file)
    now = utc_now()
    with open_stores(arguments) as stores:
        new = sum(watch(source, sources=stores.sources, frontier=stores.frontier, now=now) for source in sources)
    err.print(f"{new} new of {len(sources)} in {arguments.file}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from wirecopy.feeds.opml import write_opml  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        data = write_opml(stores.sources.all())
    if arguments.file is None:
        out.file.write(data.decode())
        return 0
    try:
        arguments.file.write_bytes(data)
    except OSError as error:
        raise UserError(f"{arguments.file} cannot be written: {error.strerror}") from error
    return 0
