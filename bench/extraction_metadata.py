"""How often a page's title, author and date of publication are right, and given where the truth has none.

    python bench/extraction_metadata.py FOLDER... [--list author]

FOLDERs are as ``extraction_sets`` says, their truths with ``title``, ``author``, and ``date`` or ``published``. "False"
is the share given where the truth has none; "noted" leaves out the pages of which it has not even a title.
"""

import argparse
import gzip
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extraction_sets import NOWHERE, TOKEN

from wirecopy.errors import UnreadableError
from wirecopy.extract import extract
from wirecopy.model import Article

FIELDS = ("title", "author", "published")
FOLDS = 5
_APART = re.compile(r";|,| and | & | und | et ")
_BY = re.compile(r"^(?:by|von|par|di|por) ")


@dataclass(frozen=True, slots=True)
class Read:
    """A field of a page: what is true and what was given, as they are compared."""

    page: str
    noted: bool
    truth: object
    given: object
    source: str


def plain(text: str) -> str:
    return " ".join(TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


def people(text: str) -> frozenset[str]:
    return frozenset(_BY.sub("", plain(part)) for part in _APART.split(text) if plain(part))


def compared(row: dict[str, Any], article: Article, field: str) -> Read:
    source = next((e.source for e in article.evidence if e.field == field), "")
    day = article.published.date().isoformat() if article.published else ""
    dated = str(row.get("published") or row.get("date") or "")[:10]
    pairs = {
        "title": (plain(row.get("title") or ""), plain(article.title)),
        "author": (people(row.get("author") or ""), people(article.author)),
        "published": (dated, day),
    }
    return Read(row["page"], bool(row.get("title")), *pairs[field], source)


def share(part: Sequence[Read], whole: Sequence[Read]) -> str:
    return f"{len(part) / len(whole):.2f} of {len(whole)}" if whole else "-"


def right(reads: Sequence[Read]) -> str:
    known = [read for read in reads if read.truth]
    return share([read for read in known if read.truth == read.given], known)


def false(reads: Sequence[Read]) -> str:
    unknown = [read for read in reads if not read.truth]
    return share([read for read in unknown if read.given], unknown)


def article_of(folder: Path, row: dict[str, Any]) -> Article:
    url = row["url"] or NOWHERE
    try:
        return extract(gzip.decompress((folder / row["page"]).read_bytes()), url)
    except UnreadableError:
        return Article(url=url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list", choices=FIELDS, help="name the pages where this field is given and not the truth's")
    options = parser.parse_args()
    print("| set | field | right | false | false, noted | right, by fold |")
    print("|---|---|---|---|---|---|")
    listed: list[Read] = []
    for folder in options.folders:
        rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
        if not any(row.get("title") for row in rows):
            continue
        articles = [(row, article_of(folder, row)) for row in rows]
        for field in FIELDS:
            reads = [compared(row, article, field) for row, article in articles]
            noted = [read for read in reads if read.noted]
            by_fold = " ".join(right(reads[n::FOLDS]).partition(" ")[0] for n in range(FOLDS))
            print(f"| {folder.name} | {field} | {right(reads)} | {false(reads)} | {false(noted)} | {by_fold} |")
            if field == options.list:
                listed += [read for read in reads if read.given and read.given != read.truth]
    for read in listed:
        print(f"{read.page}\t{read.source}\t{read.given}\t{read.truth}")


if __name__ == "__main__":
    main()
