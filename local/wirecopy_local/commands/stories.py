"""``wirecopy stories``: the stories and their copies, and what a person says of them."""

import argparse
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wirecopy.errors import UserError
from wirecopy.identity import article_id
from wirecopy.model import Copy, Story
from wirecopy_local.commands.run import add_stack

if TYPE_CHECKING:
    from wirecopy.dedupe.story import StoryRow
    from wirecopy_local.stores import Stores

_ACTIONS = {
    "split": ("STORY", "ARTICLE"),
    "merge": ("STORY", "STORY"),
    "lead": ("STORY", "ARTICLE"),
}
_DESCRIPTION = """\
wirecopy stories                      every story, the newest first
wirecopy stories STORY                one story with its copies
wirecopy stories split STORY ARTICLE  ARTICLE is another story than STORY
wirecopy stories merge STORY STORY    the two are one story
wirecopy stories lead STORY ARTICLE   ARTICLE is the original

A story is named by its id or the beginning of it, an article by its address or id. What is said holds against every
later verdict; the feeds follow with the next wirecopy run."""


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "stories",
        help="the stories and their copies; split, merge, and name the lead",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("words", nargs="*", metavar="STORY | split | merge | lead", help="see above")
    parser.add_argument("--json", action="store_true", help="as JSON on standard output")
    add_stack(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415

    words = arguments.words
    action = words[0] if words and words[0] in _ACTIONS else None
    if action and len(words) != 1 + len(_ACTIONS[action]):
        raise UserError(f"say it as in: wirecopy stories {action} {' '.join(_ACTIONS[action])}")
    if not action and len(words) > 1:
        raise UserError(f"there is no {words[0]!r} to do: choose one of {', '.join(_ACTIONS)}")
    with open_stores(arguments) as stores:
        rows = {row.id: row for row in stores.stories.all()}
        if not words:
            living = [row.story for row in rows.values() if row.story.copies]
            if not (living or arguments.json):
                raise UserError(
                    f"there is no story in {arguments.stack or arguments.state} yet: wirecopy run makes them"
                )
            _list(sorted(living, key=lambda story: (story.changed_at, story.id), reverse=True), as_json=arguments.json)
            return 0
        row = _named(words[1] if action else words[0], rows)
        if action:
            row = _overruled(stores, action, row, words[2], rows)
        _show(row.story, as_json=arguments.json)
    return 0


def _overruled(stores: "Stores", action: str, row: "StoryRow", other: str, rows: dict[str, "StoryRow"]) -> "StoryRow":
    from wirecopy.edges import utc_now  # noqa: PLC0415
    from wirecopy.stages.overrule import Overrule  # noqa: PLC0415
    from wirecopy.stages.relate import relate  # noqa: PLC0415

    person = Overrule(stories=stores.stories, index=stores.index, archive=stores.archive, clock=utc_now)
    if action == "merge":
        changed = person.merge(row.id, _named(other, rows).id)
    elif action == "split":
        changed = person.split(row.id, _copy_of(row, other, rows))
    else:
        changed = person.lead(row.id, _copy_of(row, other, rows))
    for story in dict.fromkeys((changed.id, row.id)):
        relate(story, stories=stores.stories, archive=stores.archive, clock=utc_now, anew=action == "split")
    return stores.stories.read(stories=[changed.id]).stories[changed.id]


def _copy_of(row: "StoryRow", named: str, rows: dict[str, "StoryRow"]) -> str:
    """The article of that address or id, which is a copy of the story."""
    article = named if row.copy(named) else article_id(named)
    if row.copy(article) is None:
        home = next((f"a copy of {other.id}" for other in rows.values() if other.copy(article)), "not known")
        raise UserError(f"{named} is {home}, not of {row.id}: wirecopy stories {row.id} lists its copies")
    return article


def _named(beginning: str, rows: dict[str, "StoryRow"]) -> "StoryRow":
    """The story whose id begins so, or that it became."""
    found = {living(row, rows).id for story, row in rows.items() if story.startswith(beginning)}
    if len(found) > 1:
        raise UserError(f"{len(found)} stories begin with {beginning}: write more of the id")
    if not found:
        raise UserError(f"there is no story {beginning}: wirecopy stories lists them")
    return rows[found.pop()]


def living(row: "StoryRow", rows: dict[str, "StoryRow"]) -> "StoryRow":
    """The story that a row became."""
    while row.story.merged_into:
        row = rows[row.story.merged_into]
    return row


def _list(stories: Iterable[Story], *, as_json: bool) -> None:
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import out  # noqa: PLC0415

    if as_json:
        out.print_json(json.dumps([_as_json(story) for story in stories]))
        return
    rows = ((s.id, str(len(s.copies) + s.unlisted), lead.url, lead.title) for s in stories if (lead := _lead(s)))
    show_rows(out, ("story", "copies", "lead", "title"), rows)


def _show(story: Story, *, as_json: bool) -> None:
    from wirecopy_local.show import show_rows  # noqa: PLC0415
    from wirecopy_local.talk import err, out  # noqa: PLC0415

    if as_json:
        out.print_json(json.dumps(_as_json(story)))
        return
    err.print(f"story {story.id}, revision {story.revision}", markup=False)
    err.print(f"lead  {_lead(story).url} ({story.lead_reason.value})", markup=False)
    head = ("relation", "similarity", "first seen", "sources", "url")
    show_rows(out, head, (_copy_row(copy) for copy in story.copies))
    if story.unlisted:
        err.print(f"and {story.unlisted} more that are counted only")


def _lead(story: Story) -> Copy:
    return next((copy for copy in story.copies if copy.article == story.lead), story.copies[0])


def _copy_row(copy: Copy) -> tuple[str, ...]:
    similarity = "" if copy.similarity is None else f"{copy.similarity:.2f}"
    return copy.relation.value, similarity, f"{copy.first_seen:%Y-%m-%d %H:%M}", ", ".join(copy.sources), copy.url


def _as_json(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "revision": story.revision,
        "lead": _lead(story).url,
        "lead_reason": story.lead_reason.value,
        "tags": story.tags,
        "unlisted": story.unlisted,
        "related": story.related,
        "copies": [
            {
                "article": copy.article,
                "url": copy.url,
                "title": copy.title,
                "relation": copy.relation.value,
                "similarity": copy.similarity,
                "published": copy.published and copy.published.isoformat(),
                "first_seen": copy.first_seen.isoformat(),
                "sources": copy.sources,
            }
            for copy in story.copies
        ],
    }
