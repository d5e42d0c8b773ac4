"""What each step of extraction is worth: the score of every set with all steps, and with one step left out.

    python bench/extraction_ablation.py FOLDER [FOLDER...]

A FOLDER holds ``truth.jsonl``, an object a line: ``page`` (a gzipped file beside it), ``url``, and either ``body`` or
the snippets ``with`` and ``without``. Scores are F1: of 4-token shingles for bodies, of snippets otherwise.
"""

import argparse
import collections
import functools
import gzip
import json
import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wirecopy.errors import UnreadableError
from wirecopy.extract import article as sequence
from wirecopy.extract import cleaning, extract

TOKEN = re.compile(r"\w+")
Pages = list[tuple[dict, bytes]]


def load(folder: Path) -> Pages:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    return [(row, gzip.decompress((folder / row["page"]).read_bytes())) for row in rows]


def score(pages: Pages) -> float:
    texts = [text_of(page, row["url"]) for row, page in pages]
    if "body" in pages[0][0]:
        return statistics.fmean(shingle_f1(row["body"], text) for (row, _), text in zip(pages, texts, strict=True))
    hits = misses = junk = 0
    for (row, _), text in zip(pages, texts, strict=True):
        flat = " ".join(text.split())
        found = sum(" ".join(snippet.split()) in flat for snippet in row["with"])
        hits, misses = hits + found, misses + len(row["with"]) - found
        junk += sum(" ".join(snippet.split()) in flat for snippet in row["without"])
    return 2 * hits / (2 * hits + misses + junk)


def text_of(page: bytes, url: str) -> str:
    try:
        return extract(page, url or "http://example.com/").text
    except UnreadableError:
        return ""


def shingle_f1(truth: str, given: str) -> float:
    a, b = shingles(truth), shingles(given)
    shared = sum((a & b).values())
    return 2 * shared / (a.total() + b.total()) if shared else float(not a and not b)


def shingles(text: str, size: int = 4) -> collections.Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return collections.Counter(tuple(tokens[n : n + size]) for n in range(max(1, len(tokens) - size + 1)) if tokens)


@contextmanager
def replaced(name: str, stand_in: Callable) -> Iterator[None]:
    """One function of the sequence replaced for a while."""
    kept = getattr(sequence, name)
    setattr(sequence, name, stand_in)
    try:
        yield
    finally:
        setattr(sequence, name, kept)


def variants() -> Iterator[tuple[str, str, Callable]]:
    yield "acquit", "acquit", lambda blocks: None  # noqa: ARG005
    yield "lead", "lead", lambda root, blocks: None  # noqa: ARG005
    for step in cleaning.STEPS:
        rest = tuple(other for other in cleaning.STEPS if other is not step)
        yield step.__name__, "clean", functools.partial(cleaning.clean, steps=rest)
    yield "all cleaning", "clean", functools.partial(cleaning.clean, steps=())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    sets = {folder.name: load(folder) for folder in parser.parse_args().folders}
    whole = {name: score(pages) for name, pages in sets.items()}
    print("| without | " + " | ".join(sets) + " |")
    print("|---" * (len(sets) + 1) + "|")
    print("| (nothing) | " + " | ".join(f"{whole[name]:.4f}" for name in sets) + " |")
    for label, function, stand_in in variants():
        with replaced(function, stand_in):
            print(f"| {label} | " + " | ".join(f"{score(pages) - whole[n]:+.4f}" for n, pages in sets.items()) + " |")


if __name__ == "__main__":
    main()
