"""What a run did, read from what is stored before and after it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wirecopy.articles import ArticleRow, Stage
from wirecopy.edges import utc_now
from wirecopy.identity import content_hash
from wirecopy.model import Relation
from wirecopy.stages.standing import Standing, standings
from wirecopy_local.cloud.report import Report
from wirecopy_local.pipeline import Pipeline
from wirecopy_local.rules import LostRule, lost_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """How a source stands after a run, whether it was asked in it, and what came of it."""

    standing: Standing
    asked: bool
    new: int = 0

    @property
    def name(self) -> str:
        """What people call the source."""
        return self.standing.source.title or self.standing.source.url

    @property
    def failed(self) -> bool:
        """Whether it was asked and gave nothing that can be used."""
        return self.asked and bool(self.standing.reason)

    @property
    def links(self) -> int | None:
        """How many links its document names; ``None`` where it has none."""
        return self.standing.reading.links if self.standing.reading else None


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
    waiting: int
    """Articles that are wanted or stored, and wait for the next run."""
    new_stories: int
    stories: int
    copies: Mapping[Relation, int]
    written: tuple[str, ...]
    lost_rules: tuple[LostRule, ...]
    """Selectors of the user's that match nothing any more."""
    report: Report

    @property
    def broke(self) -> bool:
        """Whether anything was set aside or broke inside."""
        return not self.report.clean

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        return {
            "sources": [
                answer.standing.as_json() | {"asked": answer.asked, "links": answer.links, "new_articles": answer.new}
                for answer in self.sources
            ],
            "articles": {"new": self.new_articles, "total": self.articles, "waiting": self.waiting},
            "stories": {"new": self.new_stories, "total": self.stories},
            "copies": {relation.value: self.copies.get(relation, 0) for relation in Relation},
            "refused": [{"url": row.url, "reason": row.reason} for row in self.refused],
            "failed": [{"url": row.url, "reason": row.reason} for row in self.failed],
            "written": list(self.written),
            "lost_rules": [rule.as_json() for rule in self.lost_rules],
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
        # How the sources are doing changes with every poll, and is no news to readers.
        documents={path: content_hash(body) for path, body in pipeline.documents() if path != "sources.html"},
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
        waiting=sum(row.stage in (Stage.WANTED, Stage.STORED) for row in after.articles.values()),
        new_stories=len(after.stories.keys() - before.stories.keys()),
        stories=len(after.stories),
        copies=copies,
        written=tuple(sorted(path for path, it in after.documents.items() if before.documents.get(path) != it)),
        lost_rules=tuple(lost_rules(pipeline)),
        report=report,
    )


def _by_url(rows: Iterator[ArticleRow]) -> list[ArticleRow]:
    return sorted(rows, key=lambda row: row.url)


def _answers(pipeline: Pipeline, since: datetime, new: Mapping[str, int]) -> Iterator[SourceAnswer]:
    for standing in standings(pipeline.sources, pipeline.frontier, pipeline.hosts, now=utc_now()):
        poll = standing.telling
        asked = poll is not None and poll.answered_at is not None and poll.answered_at >= since
        asked = asked and standing.stand_in is None
        yield SourceAnswer(standing=standing, asked=asked, new=new.get(standing.source.id, 0))
