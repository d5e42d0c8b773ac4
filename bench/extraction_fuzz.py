"""Pages that are broken at random, put through extraction for a while: it may refuse them, and nothing else.

    python bench/extraction_fuzz.py [--seconds 60] [--seed N]

The pages are those of the sample sites. A page that breaks it is written beside, and its name is said.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from wirecopy.errors import UnreadableError
from wirecopy.extract import extract
from wirecopy.feeds.scrub import scrub
from wirecopy_local.demo.sites import load_sites

LONGEST = 5.0
"""Seconds that a page may take."""
FORBIDDEN = {"script", "style", "iframe", "form", "object", "embed", "svg", "meta", "base", "link"}
SCRAPS = (
    b"<div>", b"</div>", b"<p", b"<!--", b"-->", b"]]>", b"<script>", b"</script>", b"<a href='javascript:alert(1)'>",
    b"<img src=x onerror=alert(1)>", b"\x00", b"\xff\xfe", b"&#0;", b"&#xD800;", b"<table><tr><td>", b"</html>",
    b"<svg><style>", b"<noscript>", b"<template>", b'{"@type":', b"<base href='//x/'>", b"<meta charset=utf-7>",
)  # fmt: skip


def broken(page: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """The page after a few accidents: parts lost, doubled, moved, replaced by scraps or by parts of another page."""
    for _ in range(dice.randint(1, 12)):
        start = dice.randrange(len(page) + 1)
        end = min(len(page), start + int(dice.expovariate(1 / 200)))
        donor = dice.choice(others)
        at = dice.randrange(len(donor) + 1)
        part = dice.choice(
            (
                b"",
                page[start:end] * dice.randint(2, 30),
                dice.choice(SCRAPS) * dice.choice((1, 1, 1, 50, 2000)),
                donor[at : at + end - start],
                bytes(dice.randrange(256) for _ in range(dice.randint(1, 20))),
            )
        )
        page = page[:start] + part + page[end:]
    return page


def pages() -> Iterator[bytes]:
    for site in load_sites().values():
        yield from (it.body for it in site.values() if it.status == 200 and b"<" in it.body)


def failure(page: bytes) -> str:
    """What is wrong with what extraction makes of the page; empty when nothing is."""
    started = time.process_time()
    try:
        article = extract(page, "https://fuzz.example/page")
    except UnreadableError:
        return ""
    except Exception as error:
        return repr(error)
    taken = time.process_time() - started
    if taken > LONGEST:
        return f"took {taken:.1f} s"
    return next(dangers(article.html), "")


def dangers(body: str) -> Iterator[str]:
    """What a browser would act on in a body that is shown to readers."""
    for element in lxml.html.fragment_fromstring(scrub(body), create_parent="div").iter():
        if element.tag in FORBIDDEN:
            yield f"lets <{element.tag}> through"
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                yield f"lets {name} through"
            if name in ("href", "src") and not value.startswith(("http:", "https:", "mailto:")):
                yield f"lets {name}={value[:40]!r} through"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    known = list(pages())
    until, tried = time.monotonic() + arguments.seconds, 0
    while time.monotonic() < until:
        page = broken(dice.choice(known), known, dice)
        tried += 1
        if wrong := failure(page):
            name = Path(f"fuzz-{arguments.seed}-{tried}.html")
            name.write_bytes(page)
            print(f"{name}: {wrong}", file=sys.stderr)
            return 1
    print(f"{tried} broken pages were extracted or refused (seed {arguments.seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
