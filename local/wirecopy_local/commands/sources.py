"""``wirecopy sources``: what is watched."""

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from wirecopy.edges import utc_now
from wirecopy.errors import UserError
from wirecopy.identity import source_id
from wirecopy.model import Extent, Rights, Rules, Source, SourceKind
from wirecopy.model.access import FullText
from wirecopy_local.choosing import known
from wirecopy_local.commands.run import add_stack, read_sources
from wirecopy_local.halting import add_halting
from wirecopy_local.keys import add_credential
from wirecopy_local.pacing import add_every, add_setting, span_given
from wirecopy_local.rules import add_rules, ruled
from wirecopy_local.showing import add_showing


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("sources", help="list, show, add, set, remove, import and export what is watched")
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
    add_every(add)
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
    others = (
        add_showing(choices),
        add_setting(choices),
        rights,
        ruling,
        add_credential(choices),
        *add_halting(choices),
    )
    for choice in (*others, listing, add, remove, taking, giving):
        add_stack(choice)


def _list(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.twins import stand_ins  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        sources = stores.sources.all()
        readings = {it.id: stores.sources.reading(it.id) for it in sources if it.home}
    also = {name: reading.also if reading else () for name, reading in readings.items()}
    twins = stand_ins(sources)
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
                "same_as": twins[it.id].id if it.id in twins else None,
            }
            for it in sources
        ]
        out.print_json(json.dumps(rows))
        return 0
    show_rows(
        out,
        ("id", "kind", "url", "tags", "found at"),
        (
            (it.id, it.kind.value, it.url, ", ".join(it.tags), _found_at(it, also.get(it.id, ()), twins.get(it.id)))
            for it in sources
        ),
    )
    return 0


def _found_at(source: Source, also: Sequence[str], twin: Source | None) -> str:
    """Where the source was found, which other feeds are named there, and which other source is the same."""
    found = f"{source.home}, which also names {', '.join(also)}" if source.home and also else source.home
    same = f"the same as {twin.id}" if twin else ""
    return "; ".join(filter(None, (found, same)))


def _add(arguments: argparse.Namespace) -> int:
    from wirecopy.feeds.scrub import tag_name  # noqa: PLC0415
    from wirecopy.stages.watch import watch  # noqa: PLC0415
    from wirecopy.urls import is_fetchable  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    if arguments.kind not in set(SourceKind):
        raise UserError(f"there is no source kind {arguments.kind!r}: choose one of {', '.join(SourceKind)}")
    if re.match(r"https?://[^/?#]*@", arguments.url, re.IGNORECASE):
        raise UserError("an address with a password in it is not stored: wirecopy sources credential gives a key")
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
        every=span_given(arguments.every),
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
        for source in known(stores.sources.all(), arguments.source):
            twins = unwatch(source, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            err.print(f"no longer watching {source.id}")
            if twins:
                err.print(f"asked in its stead: {', '.join(twin.id for twin in twins)}, at the same address")
    return 0


def _rights(arguments: argparse.Namespace) -> int:
    from wirecopy.feeds.scrub import line  # noqa: PLC0415
    from wirecopy_local.deployed import open_published  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    if arguments.extent not in (*Extent, "default"):
        raise UserError(f"there is no {arguments.extent!r} to show: choose {', '.join(Extent)} or default")
    with open_published(arguments) as stores:
        found = known(stores.sources.all(), arguments.source)[0]
        attribution = found.rights.attribution if arguments.attribution is None else line(arguments.attribution)
        extent = None if arguments.extent == "default" else Extent(arguments.extent)
        rights = Rights(extent=extent, attribution=attribution)
        stores.sources.amend(found.id, partial(replace, rights=rights))
        written = stores.reconcile.run().behind
    err.print(f"{arguments.extent} of {found.id}: {written} stories written again", markup=False)
    return 0


def _rules(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err, out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        for source in known(stores.sources.all(), arguments.source):
            rules = ruled(arguments, Rules() if arguments.clear else source.rules)
            if rules != source.rules:
                stores.sources.amend(source.id, partial(replace, rules=rules))
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
