#!/usr/bin/env python3
"""What folding one article costs when so many are known already, counted in memory on synthetic text.

    python bench/dedupe_growth.py                       # 1,000, 10,000 and 100,000 articles
    python bench/dedupe_growth.py 1000000 --plot growth.svg

The text has the word frequencies of natural English: closed-class words as they are, other words by Zipf's law over a
vocabulary of 60,000, sentences of 8 to 30 words, articles of 60 to 900. One article in twenty is a spun copy of an
earlier one: what is counted on those says whether they are still found.
"""

import argparse
import itertools
import random
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from wirecopy.closed_class import CLOSED_CLASS
from wirecopy.dedupe.candidates import CROWDED, rank
from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.index import Member, MemoryIndex

CLOSED = list(CLOSED_CLASS["en"])
CLOSED_WEIGHTS = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(CLOSED))))
SYLLABLES = [a + b for a in "bcdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
SAMPLE = 400
"""So many of the last articles are counted at each size."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Averages over the last :data:`SAMPLE` articles that are no copies."""

    articles: int
    written: float
    read: float
    held: float
    candidates: float
    crowded: float
    found: float
    keys: int
    megabytes: float
    microseconds: float


class Press:
    """Articles without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = [self._word() for _ in range(60_000)]
        self.weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self.names = [self._word().capitalize() for _ in range(20_000)]
        self.name_weights = list(itertools.accumulate(1 / (rank + 4) for rank in range(len(self.names))))

    def article(self) -> list[str]:
        """The words of a new article."""
        chance = self.chance
        length = min(900, 60 + int(chance.expovariate(1 / 160)))
        topic = chance.choices(self.names, cum_weights=self.name_weights, k=6)
        closed = iter(chance.choices(CLOSED, cum_weights=CLOSED_WEIGHTS, k=length))
        other = iter(chance.choices(self.words, cum_weights=self.weights, k=length))
        words: list[str] = []
        while len(words) < length:
            for _ in range(chance.randint(8, 30)):
                dice = chance.random()
                if dice < 0.42:
                    words.append(next(closed, "the"))
                elif dice < 0.49:
                    words.append(chance.choice(topic))
                elif dice < 0.51:
                    words.append(str(chance.randint(1, 2000)))
                else:
                    words.append(next(other, "thing"))
            words[-1] += "."
        return words

    def spun(self, words: list[str]) -> list[str]:
        """The article with half of its other words replaced."""
        plain = set(CLOSED)
        return [
            self.chance.choice(self.words) if w.islower() and w not in plain and self.chance.random() < 0.5 else w
            for w in words
        ]

    def _word(self) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.randint(1, 4)))


def grown(sizes: list[int], seed: int) -> list[Counted]:
    """Fold articles up to the largest size, counting at each."""
    press, index, counted = Press(seed), MemoryIndex(), []
    recent: list[tuple[str, list[str]]] = []
    rows: list[tuple[int, int, int, int, int]] = []
    hits: list[bool] = []
    spent = time.perf_counter()
    folding = 0.0
    for number in range(max(sizes)):
        name, copied = f"{number:x}", None
        if recent and press.chance.random() < 0.05:
            copied, words = press.chance.choice(recent)
            words = press.spun(words)
        else:
            words = press.article()
        text = " ".join(words)
        start = time.perf_counter()
        print_ = fingerprint(text)
        found = {**index.probe(print_.posted), **index.probe(print_.probed)}
        ranked = rank(found, today=0)
        index.post(print_.posted, Member(name, name, 0))
        folding += time.perf_counter() - start
        if copied:
            hits = [*hits, copied in ranked][-SAMPLE:]
        else:
            held = sum(map(len, found.values()))
            crowded = sum(len(members) >= CROWDED for members in found.values())
            rows.append((len(print_.posted), len(print_.probed), held, len(ranked), crowded))
            del rows[:-SAMPLE]
            recent = [*recent, (name, words)][-SAMPLE:]
        if number + 1 in sizes:
            written, probed, held, candidates, crowded = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            counted.append(
                Counted(
                    articles=number + 1,
                    written=written,
                    read=written + probed,
                    held=held,
                    candidates=candidates,
                    crowded=crowded,
                    found=sum(hits) / max(1, len(hits)),
                    keys=len(index),
                    megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                    microseconds=1e6 * folding / (number + 1),
                )
            )
            print(f"# after {time.perf_counter() - spent:.0f} s: {counted[-1]}", file=sys.stderr)
    return counted


def table(counted: list[Counted]) -> str:
    """The counts as a table in Markdown."""
    head = ["articles", "keys written", "keys read", "members read", "candidates", "crowded keys read", "copies found"]
    lines = [f"| {' | '.join(head)} |", f"|{'---:|' * len(head)}"]
    lines += [
        f"| {c.articles:,} | {c.written:.1f} | {c.read:.1f} | {c.held:.2f} | {c.candidates:.2f} | {c.crowded:.2f} "
        f"| {c.found:.3f} |"
        for c in counted
    ]
    lines += ["", "| articles | keys in the index | µs an article, alignment aside | memory |", "|---:|---:|---:|---:|"]
    lines += [f"| {c.articles:,} | {c.keys:,} | {c.microseconds:.0f} | {c.megabytes:.0f} MB |" for c in counted]
    return "\n".join(lines)


def plot(counted: list[Counted]) -> str:
    """Keys written, keys read and candidates an article over the number of articles, as SVG."""
    width, height, left, base = 560, 300, 60, 250
    columns = {c.articles: left + n * (width - left - 150) / max(1, len(counted) - 1) for n, c in enumerate(counted)}
    top = max(c.read for c in counted) * 1.1
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"']
    parts[0] += ' font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
    series = (
        ("keys read", "#1f6f8b", "read"),
        ("keys written", "#b5541c", "written"),
        ("candidates", "#4b7f2c", "candidates"),
    )
    for label, colour, field in series:
        points = [(columns[c.articles], base - getattr(c, field) / top * (base - 30)) for c in counted]
        path = " ".join(f"{x:.0f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        x, y = points[-1]
        value = getattr(counted[-1], field)
        parts.append(f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{colour}">{label} {value:.1f}</text>')
    parts += [f'<text x="{x:.0f}" y="{base + 20}" text-anchor="middle">{n:,}</text>' for n, x in columns.items()]
    parts.append(f'<text x="{left}" y="{height - 8}">articles known; each count is for one more</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    """Count, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("largest", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path, help="write the curves as SVG")
    arguments = parser.parse_args()
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= arguments.largest] or [arguments.largest]
    counted = grown(sizes, arguments.seed)
    print(table(counted))
    if arguments.plot:
        arguments.plot.write_text(plot(counted), encoding="utf-8")


if __name__ == "__main__":
    main()
