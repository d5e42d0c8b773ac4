"""The page that says how each source is doing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from wirecopy.feeds.layout import page
from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import Document, Site, content_type, uri
from wirecopy.feeds.view import rfc3339, utc
from wirecopy.model import Source

_HEADS = ("Source", "Health", "Last success", "Next poll", "Every", "Entries a week", "Last error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is doing: what is unknown is ``None``, and ``problem`` is empty when nothing is wrong."""

    source: Source
    last_success: datetime | None = None
    next_poll: datetime | None = None
    interval: timedelta | None = None
    entries_a_week: float | None = None
    problem: str = ""
    last_error: str = ""
    last_error_at: datetime | None = None
    same_as: str = ""
    """The id of the source that is asked in its stead, at the same address."""


def sources_document(sources: Iterable[Health], site: Site) -> Document:
    """The page of the sources: what is wrong first, then by name. Columns in which nothing is known are left out."""
    known = sorted(sources, key=lambda health: (not health.problem, _name(health.source).casefold()))
    troubled = sum(1 for health in known if health.problem)
    about = (
        f"<p>{len(known)} in all, {troubled or 'none'} with a problem. Times are in UTC. "
        '<a href="sources.opml">All as OPML</a></p>'
    )
    rows = [_cells(health) for health in known]
    told = [column for column in range(len(_HEADS)) if column == 0 or any(row[column] for row in rows)]
    heads = "".join(f'<th scope="col">{_HEADS[column]}</th>' for column in told)
    main = f"""<div class="scroll" role="region" aria-label="Sources" tabindex="0"><table class="sources">
<thead><tr>{heads}</tr></thead>
<tbody>{"".join(_row(row, told) for row in rows)}</tbody>
</table></div>"""
    body = page(site, title="Sources", heading="Sources", about=about, main=main, root="")
    return Document(path="sources.html", content_type=content_type("sources.html"), body=body)


def _row(cells: Sequence[str], columns: Iterable[int]) -> str:
    name, *others = [(_HEADS[column], cells[column]) for column in columns]
    told = "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in others)
    return f'<tr><th scope="row">{name[1]}</th>{told}</tr>'


def _cells(health: Health) -> tuple[str, ...]:
    """What is told of a source, under each of the heads."""
    source = health.source
    name = f'<a href="{escape(uri(source.url))}">{escape(_name(source))}</a>'
    if health.problem:
        state = f'<span class="bad">{escape(line(health.problem))}</span>'
    elif health.same_as and not source.paused:
        state = f"the same as {escape(line(health.same_as))}"
    else:
        state = "paused" if source.paused else "well" if health.last_success else "not asked yet"
    return (
        name,
        state,
        _moment(health.last_success),
        "" if source.paused else _moment(health.next_poll),
        f"{_span(source.every)}, as set" if source.every and not health.same_as else _span(health.interval),
        "" if health.entries_a_week is None else _count(health.entries_a_week),
        _error(health),
    )


def _error(health: Health) -> str:
    """The last error and when it was; what is said of the source's health is not said again."""
    at, error = _moment(health.last_error_at), escape(line(health.last_error))
    return at if not at or health.last_error in health.problem else f"{error}, {at}"


def _count(entries: float) -> str:
    return f"{entries:.0f}" if entries >= 1 or entries == 0 else "under 1"


def _name(source: Source) -> str:
    return line(source.title) or source.url


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    at = utc(moment)
    return f'<time datetime="{rfc3339(at)}">{at.day} {at:%b %Y, %H:%M}</time>'


def _span(span: timedelta | None) -> str:
    if span is None:
        return ""
    minutes = round(span / timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
