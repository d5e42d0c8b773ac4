"""What a run did, read from what is stored before and after it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wirecopy.articles import ArticleRow, Stage
from wirecopy.frontier.rows import SUCCESSES, Outcome, Poll
from wirecopy.identity import content_hash
from wirecopy.model import Relation, Source
from wirecopy_local.cloud.report import Report
from wirecopy_local.pipeline import Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """How a source answered in a run; ``outcome`` is ``None`` when it was not asked."""

    source: Source
    outcome: Outcome | None = None
    status: int | None = None
    reason: str = ""
    links: int | None = None
    new: int = 0

    @property
    def failed(self) -> bool:
        """Whether it was asked and gave nothing that can be used."""
        return self.outcome is not None and (self.outcome not in SUCCESSES or bool(self.reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was there at a moment."""

    at: datetime
    articles: Mapping[str, ArticleRow]
    stories: Mapping[str, Counter[Relation]]
    documents: Mapping[str, str]

    @property
    def folded(self) -> dict[str, ArticleRow]:
        """The articles that are part of a story."""
        return {name: row for name, row in self.articles.items() if row.stage is Stage.FOLDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did."""

    sources: tuple[SourceAnswer, ...]
    new_articles: int
    articles: int
    refused: tuple[ArticleRow, ...]
    """Pages that were had in this run and hold no article."""
    failed: tuple[ArticleRow, ...]
    """Pages that could not be had in this run."""
    new_stories: int
    stories: int
    copies: Mapping[Relation, int]
    written: tuple[str, ...]
    report: Report

    @property
    def broke(self) -> bool:
        """Whether anything was set aside or broke inside."""
        return not self.report.clean

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        return {
            "sources": [
                {
                    "id": answer.source.id,
                    "url": answer.source.url,
                    "outcome": answer.outcome.value if answer.outcome else None,
                    "status": answer.status,
                    "reason": answer.reason or None,
                    "links": answer.links,
                    "new_articles": answer.new,
                }
                for answer in self.sources
            ],
            "articles": {"new": self.new_articles, "total": self.articles},
            "stories": {"new": self.new_stories, "total": self.stories},
            "copies": {relation.value: self.copies.get(relation, 0) for relation in Relation},
            "refused": [{"url": row.url, "reason": row.reason} for row in self.refused],
            "failed": [{"url": row.url, "reason": row.reason} for row in self.failed],
            "written": list(self.written),
            "set_aside": [
                {"queue": letter.queue, "function": letter.function, "reason": letter.reason}
                for letter in self.report.dead_letters
            ],
        }


def take_snapshot(pipeline: Pipeline, at: datetime) -> Snapshot:
    """What is there now."""
    return Snapshot(
        at=at,
        articles={row.article: row for row in pipeline.articles.all() if row.alias_of is None},
        stories={
            row.id: Counter(copy.relation for copy in row.story.copies)
            for row in pipeline.stories.all()
            if row.story.merged_into is None and row.story.copies
        },
        documents={path: content_hash(body) for path, body in pipeline.documents()},
    )


def summarise(pipeline: Pipeline, before: Snapshot, after: Snapshot, report: Report) -> Summary:
    """What happened between two snapshots."""
    touched = [row for row in after.articles.values() if row.changed_at >= before.at]
    new = after.folded.keys() - before.folded.keys()
    new_of = Counter(listing.source for name in new for listing in pipeline.articles.record(name).listings)
    copies: Counter[Relation] = Counter()
    for counted in after.stories.values():
        copies += counted
    return Summary(
        sources=tuple(_answers(pipeline, before.at, new_of)),
        new_articles=len(new),
        articles=len(after.folded),
        refused=tuple(_by_url(row for row in touched if row.stage is Stage.REFUSED)),
        failed=tuple(_by_url(row for row in touched if row.stage is Stage.FAILED)),
        new_stories=len(after.stories.keys() - before.stories.keys()),
        stories=len(after.stories),
        copies=copies,
        written=tuple(sorted(path for path, it in after.documents.items() if before.documents.get(path) != it)),
        report=report,
    )


def _by_url(rows: Iterator[ArticleRow]) -> list[ArticleRow]:
    return sorted(rows, key=lambda row: row.url)


def _answers(pipeline: Pipeline, since: datetime, new: Mapping[str, int]) -> Iterator[SourceAnswer]:
    polls: dict[str, list[Poll]] = {}
    for host in pipeline.frontier.hosts():
        for due in pipeline.frontier.polls(host):
            polls.setdefault(due.poll.source, []).append(due.poll)
    for source in pipeline.sources.all():
        yield _answer(pipeline, source, polls.get(source.id, []), since, new.get(source.id, 0))


def _answer(pipeline: Pipeline, source: Source, polls: list[Poll], since: datetime, new: int) -> SourceAnswer:
    asked = [poll for poll in polls if poll.answered_at is not None and poll.answered_at >= since]
    reading = pipeline.sources.reading(source.id)
    links = reading.links if reading else None
    if not asked:
        return SourceAnswer(source=source, links=links, new=new)
    last = max(asked, key=_telling)
    problem = reading.problem if reading and last.outcome in SUCCESSES else ""
    reason = problem or (last.reason if last.outcome not in SUCCESSES else "")
    return SourceAnswer(source=source, outcome=last.outcome, status=last.status, reason=reason, links=links, new=new)


def _telling(poll: Poll) -> tuple[bool, bool, bool]:
    """Of a source's several addresses, a failure tells most, then news, then what is no mere redirect."""
    return poll.outcome not in SUCCESSES, poll.outcome is Outcome.FRESH, poll.outcome is not Outcome.REDIRECTED
