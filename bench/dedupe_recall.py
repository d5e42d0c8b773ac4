#!/usr/bin/env python3
"""How many copies are found, and how many different articles are taken for one: ``python bench/dedupe_recall.py``.

Makes copies of articles, shuffles all of them into one stream and folds it, in several orders. The articles are those
of the demo's sample sites; ``--articles`` takes others, in JSON Lines as ``wirecopy dedupe`` does. ``--others`` names a
folder of texts that nothing is copied from, news wires say: they make the stream longer and must stay apart from all.

A spun copy has a share of its swappable words replaced, as synonym spinners do: names, numbers and function words stay,
and so does the order. What a word becomes does not matter, only that it is another. What holds half of another article
is printed twice.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from wirecopy.closed_class import CLOSED_CLASS
from wirecopy.dedupe.corpus import Corpus
from wirecopy.dedupe.fingerprint import SHORT

SITES = Path(__file__).parent.parent / "local" / "wirecopy_local" / "demo" / "sites"
SAME = ("tool-library", "tool-lending", "sharing-equipment")
"""Sample articles that are copies of one another: one of them is enough."""
SENTENCE = re.compile(r"(?<=[.!?])\s+")
SWAPPABLE = re.compile(r"(?<![.!?] )\b[a-z]{4,}\b")
BOILERPLATE = (
    "Sign up for our newsletter and never miss a story. Follow us for more.",
    "This page may carry advertising. All rights remain with their owners. Read our terms before you copy from it.",
    "You may also like what our readers liked this week. Leave a comment below and tell us what you think.",
)


class Item(NamedTuple):
    """A text of the stream, and the articles whose text it holds."""

    id: str
    kind: str
    origins: tuple[str, ...]
    text: str


def samples() -> Iterator[tuple[str, str]]:
    """The sample sites' articles, without what stands above them."""
    for file in sorted(SITES.glob("*/*.txt")):
        if file.stem == "robots" or (any(name in file.stem for name in SAME) and file.parent.name[:4] != "moss"):
            continue
        text = file.read_text(encoding="utf-8")
        body = text.split("\n\n", 1)[-1]
        if len(body.split()) >= 3 * SHORT:
            yield f"{file.parent.name}/{file.stem}", body


def given(file: Path) -> Iterator[tuple[str, str]]:
    """The articles of a file that are long enough to be cut."""
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    yield from ((row["id"], row["text"]) for row in rows if len(row["text"].split()) >= 3 * SHORT)


def spun(text: str, share: float, words: list[str], chance: random.Random) -> str:
    """The text with that share of its swappable words replaced."""
    closed = CLOSED_CLASS["en"]

    def swap(found: re.Match[str]) -> str:
        return found[0] if found[0] in closed or chance.random() >= share else chance.choice(words)

    return SWAPPABLE.sub(swap, text)


def copies(name: str, text: str, others: list[tuple[str, str]], words: list[str], seed: int) -> Iterator[Item]:
    """What is made of one article."""
    chance = random.Random(f"{name} {seed}")
    sentences = SENTENCE.split(text)
    for share in (20, 40, 60):
        for again in "ab":
            body = [sentence for sentence in sentences if chance.random() > 0.1]
            link = spun(chance.choice(BOILERPLATE), 0, words, chance)
            yield Item(
                f"{name}#{share}{again}",
                f"spun {share}%",
                (name,),
                spun(" ".join(body), share / 100, words, chance) + "\n" + link,
            )
    start = chance.randrange(len(sentences))
    kept = sentences[:start] + sentences[start + len(sentences) // 3 :]
    yield Item(f"{name}#reprint", "reprint", (name,), f"{BOILERPLATE[0]}\n{' '.join(kept)}\n{BOILERPLATE[1]}")
    yield Item(
        f"{name}#head", "first 40%", (name,), " ".join(text.split()[: max(SHORT + 15, len(text.split()) * 2 // 5)])
    )
    other, strange = chance.choice([pair for pair in others if pair[0] != name])
    inserted = SENTENCE.split(strange)
    at = chance.randrange(len(sentences) + 1)
    for again in "ab":
        mixed = [*sentences[:at], *inserted[: len(inserted) // 2], *sentences[at:]]
        yield Item(f"{name}#mixed{again}", "mixed", (name, other), " ".join(mixed[: len(mixed) - (again == "b")]))


def measure(stream: list[Item]) -> tuple[dict[str, list[bool]], list[tuple[str, str]]]:
    """Of each kind, whether each copy is in its original's story or related to it; and the pairs that are wrongly one.

    The first 40% of an article must be in its story.
    """
    corpus, by_id = Corpus(), {item.id: item for item in stream}
    for item in stream:
        corpus.fold(item.id, item.text)
    outcomes = {outcome.article: outcome for outcome in corpus.outcomes()}
    home = {name: outcome.story for name, outcome in outcomes.items()}
    related = {frozenset((home[name], home[outcome.of])) for name, outcome in outcomes.items() if outcome.of}
    found: defaultdict[str, list[bool]] = defaultdict(list)
    stories: defaultdict[str, list[str]] = defaultdict(list)
    for item in stream:
        stories[home[item.id]].append(item.id)
        both = frozenset((home[item.id], home[item.origins[0]]))
        if item.kind != "original":
            found[item.kind].append(len(both) == 1 or (item.kind != "first 40%" and both in related))
    pairs = (pair for story in stories.values() for pair in combinations(story, 2))
    return found, [(a, b) for a, b in pairs if not set(by_id[a].origins) & set(by_id[b].origins)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, metavar="FILE", help="JSON Lines; without, the demo's sample articles")
    parser.add_argument("--others", type=Path, metavar="FOLDER", help="texts (*.txt) that nothing is copied from")
    parser.add_argument("--orders", type=int, default=3, metavar="N")
    parser.add_argument("--show", action="store_true", help="name the pairs that are wrongly one")
    arguments = parser.parse_args()
    articles = list(given(arguments.articles) if arguments.articles else samples())
    words = sorted({word for _, text in articles for word in SWAPPABLE.findall(text)} - set(CLOSED_CLASS["en"]))
    stream = [Item(name, "original", (name,), text) for name, text in articles]
    stream += [item for name, text in articles for item in copies(name, text, articles, words, 1)]
    if arguments.others:
        files = sorted(arguments.others.rglob("*.txt"))
        stream += [Item(str(file), "original", (str(file),), file.read_text("utf-8", "replace")) for file in files]
    print(f"{len(stream):,} texts, {len(articles)} of them with copies")
    for order in range(1, arguments.orders + 1):
        random.Random(order).shuffle(stream)
        found, wrong = measure(stream)
        recall = "  ".join(f"{kind} {sum(each) / len(each):.3f}" for kind, each in sorted(found.items()))
        print(f"order {order}:  {recall}  false links {len(wrong)}")
        for pair in wrong if arguments.show else ():
            print("   ", " ~ ".join(pair))


if __name__ == "__main__":
    main()
