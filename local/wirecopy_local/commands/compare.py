"""``wirecopy compare A B``: is B a copy of A, and what was done to it."""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirecopy.dedupe.compare import Comparison, Kind, Piece, Told, compare
from wirecopy.dedupe.references import site_of
from wirecopy.edges import IPNetwork
from wirecopy.errors import UnreadableError, UserError
from wirecopy.identity import article_id
from wirecopy.model import Article
from wirecopy_local.commands.extract import read_page
from wirecopy_local.commands.run import add_private, add_stack
from wirecopy_local.commands.stories import living

if TYPE_CHECKING:
    from rich.table import Table

    from wirecopy.dedupe.story import StoryRow
    from wirecopy_local.stores import Stores

_STYLES = {
    Kind.SAME: "",
    Kind.SWAPPED: "yellow",
    Kind.INSERTED: "bold green",
    Kind.MISSING: "red",
    Kind.APART: "dim",
}
_COLOURS = {
    Kind.SWAPPED: "#fdf0c0",
    Kind.INSERTED: "#c9f2cf",
    Kind.MISSING: "#fbd3d0",
    Kind.APART: "#ececec",
}
_ID = re.compile(r"[0-9a-f]{4,64}")
_ROW = 60
"""So many words a row, so that the two sides stay beside each other."""


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("compare", help="show whether B is a copy of A, and what was done to it")
    named = "a text, a saved page, an address, or the id of an article or story that is kept, or its beginning"
    parser.add_argument("reference", metavar="FILE|URL|ID", help=named)  # not one of two: options may stand between
    parser.add_argument("other", metavar="FILE|URL|ID", help="what is held against it, named likewise")
    parser.add_argument("--language", help="for texts that do not show theirs (de)")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--html", action="store_true", help="a page on standard output")
    shape.add_argument("--json", action="store_true", help="JSON on standard output")
    add_private(parser)
    add_stack(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    names = [arguments.reference, arguments.other]
    kept = _kept(arguments)
    articles = [kept[name] if name in kept else _article(name, arguments.allow_private) for name in names]
    sites = (site_of(article.url) or site_of(article.canonical) for article in articles)
    reference, other = (Told(site, article.published) for site, article in zip(sites, articles, strict=True))
    if articles[0].url == articles[1].url != "":
        reference = reference._replace(site="")  # what an article changes of its own says nothing of a template
    texts = [article.text for article in articles]
    comparison = compare(*texts, language=arguments.language, told=(reference, other))
    if arguments.json:
        sys.stdout.write(json.dumps(_as_json(comparison), indent=1) + "\n")
    elif arguments.html:
        sys.stdout.buffer.write(_page(comparison, names).encode("utf-8", "replace"))
    else:
        _show(comparison, names)
    return 0


def _kept(arguments: argparse.Namespace) -> dict[str, Article]:
    """The articles that are kept under addresses and ids, as they were last extracted."""
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415

    named = (arguments.reference, arguments.other)
    names = [name for name in named if _is_address(name) or (_ID.fullmatch(name) and not Path(name).exists())]
    if not names or not (arguments.stack or arguments.state.exists()):
        return {}
    with open_stores(arguments) as stores:
        rows = {row.id: row for row in stores.stories.all()}
        keys = {name: _version(name, rows) for name in names}
        return {name: _archived(key, stores) for name, key in keys.items() if key}


def _version(name: str, rows: "dict[str, StoryRow]") -> str | None:
    """Where the version lies that an address or the beginning of an id names; of a story its lead's."""
    copies = [copy for row in rows.values() for copy in row.story.copies]
    if _is_address(name):
        return next((copy.version_key for copy in copies if copy.article == article_id(name)), None)
    leads = {copy.version_key for copy in copies if copy.article.startswith(name)}
    for row in rows.values():
        if row.id.startswith(name):
            story = living(row, rows).story
            leads |= {copy.version_key for copy in story.copies if copy.article == story.lead}
    if len(leads) > 1:
        raise UserError(f"{len(leads)} articles and stories begin with {name}: write more of the id")
    return next(iter(leads), None)


def _archived(key: str, stores: "Stores") -> Article:
    from wirecopy.codec import decode  # noqa: PLC0415
    from wirecopy.model import ArticleVersion  # noqa: PLC0415

    return decode(stores.archive.get(key), ArticleVersion, place=key).article


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _article(name: str, allowed: Sequence[IPNetwork]) -> Article:
    if not _is_address(name) and Path(name).suffix.lower() not in (".html", ".htm"):
        try:
            return Article(url="", text=Path(name).read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise UserError(
                f"{name} cannot be read ({error.strerror}); give a file, a URL, or an id that wirecopy stories lists"
            ) from error
    from wirecopy.extract import extract  # noqa: PLC0415

    page = read_page(name, allowed=allowed)
    try:
        return extract(page.body, page.url, headers=page.headers)
    except UnreadableError as error:
        raise UserError(f"{name}: {error}; give a text or a saved HTML page") from error


def _as_json(comparison: Comparison) -> dict[str, Any]:
    verdict = comparison.verdict
    return {
        "relation": verdict.relation or ("contained" if verdict.contained else None),
        "similarity": round(verdict.similarity, 3),
        "coverage": [round(share, 3) for share in verdict.coverage],
        "density": round(verdict.density, 3),
        "cohesion": [round(share, 3) for share in verdict.cohesion],
        "disagreed": list(verdict.disagreed),
        "insertions": [{"at": found.at, "phrase": found.phrase} for found in comparison.insertions],
        "pieces": [{"kind": p.kind, "reference": p.reference, "other": p.other} for p in comparison.pieces],
    }


def _show(comparison: Comparison, names: list[str]) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False, markup=False)
    console.print(f"{names[1]}, held against {names[0]}: {comparison.in_words}.", soft_wrap=True)
    for found in comparison.insertions:
        console.print(f"  inserted at word {found.at}: {found.phrase}", style=_STYLES[Kind.INSERTED], soft_wrap=True)
    console.print(_table(comparison, names))


def _table(comparison: Comparison, names: list[str]) -> "Table":
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(show_lines=True, expand=True)
    for name in names:
        table.add_column(Text(name), ratio=1)
    for row in _rows(comparison.pieces):
        sides = Text(), Text()
        for piece in row:
            sides[0].append(_flowing(piece.reference), style=_STYLES[piece.kind])
            sides[1].append(_flowing(piece.other), style=_STYLES[piece.kind])
        table.add_row(*sides)
    return table


def _rows(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    """The pieces in rows of about :data:`_ROW` words; a stretch of one kind is not cut."""
    row: list[Piece] = []
    words = 0
    for piece in pieces:
        row.append(piece)
        words += max(len(piece.reference.split()), len(piece.other.split()))
        if words >= _ROW:
            yield row
            row, words = [], 0
    if row:
        yield row


def _flowing(text: str) -> str:
    """The text on one line, its blanks at either end kept to one."""
    return f"{' ' if text[:1].isspace() else ''}{' '.join(text.split())}{' ' if text[-1:].isspace() else ''}"


def _page(comparison: Comparison, names: list[str]) -> str:
    marks = "".join(f".{kind}{{background:{colour}}}" for kind, colour in _COLOURS.items())
    key = " ".join(f'<span class="{kind}">{kind}</span>' for kind in _COLOURS)
    phrases = "".join(f"<li>{escape(found.phrase)}</li>" for found in comparison.insertions)
    rows = "".join(
        f"<tr><td>{_marked(row, 'reference')}</td><td>{_marked(row, 'other')}</td></tr>"
        for row in _rows(comparison.pieces)
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Side by side</title><style>'
        "body{font:16px/1.5 Georgia,serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%;table-layout:fixed}"
        "td,th{padding:.5rem 1rem;vertical-align:top;text-align:left;border-top:1px solid #ddd;overflow-wrap:anywhere}"
        f"{marks}</style></head><body><h1>{escape(comparison.in_words[:1].upper() + comparison.in_words[1:])}.</h1>"
        f"<p>{key}</p>{f'<p>Inserted:</p><ul>{phrases}</ul>' if phrases else ''}"
        f"<table><tr><th>{escape(names[0])}</th><th>{escape(names[1])}</th></tr>{rows}</table></body></html>\n"
    )


def _marked(pieces: Iterable[Piece], side: str) -> str:
    """One side of the pieces, each in the colour of its kind."""
    return "".join(
        escape(text) if piece.kind is Kind.SAME else f'<span class="{piece.kind}">{escape(text)}</span>'
        for piece in pieces
        if (text := _flowing(getattr(piece, side)))
    )
