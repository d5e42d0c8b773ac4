"""``wirecopy status``: how every source is doing, and what is waiting."""

import argparse
import json
from collections import Counter
from datetime import datetime
from typing import Any

from wirecopy_local.commands.run import add_stack

_MOST_REASONS = 10
"""How many of the wishes and refusals are named, the most frequent first."""


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("status", help="how every source is doing, and what is waiting or set aside")
    add_stack(parser)
    parser.add_argument("--json", action="store_true", help="as JSON on standard output")
    parser.set_defaults(run=_status)


def _status(arguments: argparse.Namespace) -> int:
    from wirecopy.articles import Stage  # noqa: PLC0415
    from wirecopy.edges import utc_now  # noqa: PLC0415
    from wirecopy.stages.flaws import Flaws  # noqa: PLC0415
    from wirecopy.stages.standing import standings  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.rules import lost_rules  # noqa: PLC0415
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    with open_stores(arguments) as stores:
        now = utc_now()
        sources = list(standings(stores.sources, stores.frontier, stores.hosts, stores.subscriptions, now=now))
        left = [it for it in stores.subscriptions.all() if it.asked.source not in {its.source.id for its in sources}]
        rows = [row for row in stores.articles.all() if row.alias_of is None]
        stages = Counter(row.stage.value for row in rows)
        limited, refused = (
            Counter(row.reason for row in rows if row.stage is stage and row.reason)
            for stage in (Stage.FOLDED, Stage.REFUSED)
        )
        stories = sum(row.story.merged_into is None and bool(row.story.copies) for row in stores.stories.all())
        orders = stores.sources.orders()
        unmatched = list(lost_rules(stores))
        flaws = Flaws(stores.feeds).known()
        aside = {name: count for name, count in stores.stack.set_aside().items() if count}
    if arguments.json:
        answer = {
            "sources": [standing.as_json() for standing in sources],
            "articles": dict(sorted(stages.items())),
            "limited": dict(limited),
            "refused": dict(refused),
            "stories": stories,
            "hubs_left": [{"source": it.asked.source, "hub": it.asked.hub} for it in left],
            "hosts": {"paused": orders.paused, "blocked": orders.blocked},
            "lost_rules": [rule.as_json() for rule in unmatched],
            "flawed_feeds": flaws,
            "set_aside": aside,
        }
        out.print_json(json.dumps(answer))
        return 0
    show_rows(
        out,
        ("source", "last answer", "last success", "next poll", "failures"),
        (
            (
                standing.source.title or standing.source.url,
                standing.answer,
                _ago(standing.succeeded_at, now),
                _in(standing.next_at, now),
                str(standing.failures),
            )
            for standing in sources
        ),
    )
    out.print()
    out.print("articles  " + (", ".join(f"{count} {stage}" for stage, count in sorted(stages.items())) or "none yet"))
    for word, reasons in (("limited", limited), ("refused", refused)):
        for reason, count in reasons.most_common(_MOST_REASONS):
            out.print(f"{word:9} {count}: {reason}", markup=False, soft_wrap=True)
    out.print(f"stories   {stories}")
    for word, hosts in (("paused", orders.paused), ("blocked", orders.blocked)):
        if hosts:
            out.print(f"{word:9} {', '.join(hosts)}")
    for known in left:
        out.print(f"hub       {known.in_words(now)} of {known.asked.topic}", markup=False, soft_wrap=True)
    for rule in unmatched:
        out.print(f"rule      {rule}", style="yellow", markup=False, soft_wrap=True)
    for path, flaw in flaws.items():
        told = f"feed      {path} is made anew tonight, or now by `wirecopy rebuild`: {flaw}"
        out.print(told, style="yellow", markup=False, soft_wrap=True)
    for name, count in aside.items():
        out.print(f"set aside {count} in {name}", style="red")
    return 0


def _ago(moment: datetime | None, now: datetime) -> str:
    return f"{_span((now - moment).total_seconds())} ago" if moment else "never"


def _in(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "not again"
    return f"in {_span((moment - now).total_seconds())}" if moment > now else "due"


def _span(seconds: float) -> str:
    seconds = max(seconds, 0)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
