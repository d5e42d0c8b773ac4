"""Sets of pages with the truth about their bodies, and how a text is held against it.

A set is a folder with ``truth.jsonl``, an object a line: ``page`` (a gzipped file beside it), ``url``, and either
``body`` or the snippets ``with`` and ``without``, which must and must not be in the text.
"""

import collections
import gzip
import json
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirecopy.errors import UnreadableError
from wirecopy.extract import extract

TOKEN = re.compile(r"\w+")
SHINGLE = 4
NOWHERE = "http://example.com/"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page, and what is true of it."""

    name: str
    url: str
    page: bytes
    body: str | None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a text has of the truth, has beside it, and lacks: in shingles of four tokens, or in snippets."""

    hits: int = 0
    junk: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.junk) if self.hits + self.junk else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0

    @property
    def f1(self) -> float:
        return balance(self.precision, self.recall)


def balance(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def load(folder: Path) -> list[Sample]:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    return [
        Sample(
            name=row["page"],
            url=row["url"] or NOWHERE,
            page=gzip.decompress((folder / row["page"]).read_bytes()),
            body=row.get("body"),
            wanted=tuple(row.get("with", ())),
            unwanted=tuple(row.get("without", ())),
        )
        for row in rows
    ]


def ours(page: bytes, url: str) -> str:
    """The text that Wirecopy finds; none in what is no page."""
    try:
        return extract(page, url).text
    except UnreadableError:
        return ""


def counted(sample: Sample, text: str) -> Counts:
    if sample.body is None:
        flat = " ".join(text.split())
        found = sum(" ".join(snippet.split()) in flat for snippet in sample.wanted)
        junk = sum(" ".join(snippet.split()) in flat for snippet in sample.unwanted)
        return Counts(found, junk, len(sample.wanted) - found)
    truth, given = shingles(sample.body), shingles(text)
    hits = sum((truth & given).values())
    return Counts(hits, given.total() - hits, truth.total() - hits)


def shingles(text: str) -> collections.Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    if len(tokens) < SHINGLE:
        return collections.Counter([tuple(tokens)] if tokens else [])
    return collections.Counter(zip(*(tokens[n:] for n in range(SHINGLE)), strict=False))


def measured(samples: Iterable[Sample], extractor: Callable[[bytes, str], str] = ours) -> list[Counts]:
    return [counted(sample, extractor(sample.page, sample.url)) for sample in samples]


def precision_and_recall(samples: Sequence[Sample], counts: Sequence[Counts]) -> tuple[float, float]:
    """Of a set, as its authors count: the means over pages where bodies are known, over all snippets otherwise."""
    if samples[0].body is not None:
        return statistics.fmean(c.precision for c in counts), statistics.fmean(c.recall for c in counts)
    whole = Counts(sum(c.hits for c in counts), sum(c.junk for c in counts), sum(c.misses for c in counts))
    return whole.precision, whole.recall


def f1(samples: Sequence[Sample], counts: Sequence[Counts]) -> float:
    return balance(*precision_and_recall(samples, counts))
