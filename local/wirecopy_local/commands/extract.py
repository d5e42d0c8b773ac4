"""``wirecopy extract``: what extraction makes of a page, a file or an address, now."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wirecopy import __version__
from wirecopy.codec import encode
from wirecopy.edges import IPNetwork, Network
from wirecopy.errors import FetchError, UnreadableError, UserError
from wirecopy.model import Article, Page, Rules
from wirecopy_local.commands.run import add_private
from wirecopy_local.rules import add_rules, ruled

_WEB = ("http://", "https://")


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("extract", help="show what extraction makes of pages")
    parser.add_argument("pages", nargs="+", metavar="FILE|URL", help="a page: a file, - for standard input, or a URL")
    parser.add_argument("--url", default="", metavar="BASE", help="where the files come from, for links in them")
    add_private(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a page on standard output")
    parser.add_argument("--html", action="store_true", help="the body as HTML instead of text")
    add_rules(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    rules = ruled(arguments, Rules())
    if arguments.url and not arguments.url.startswith(_WEB):
        raise UserError(f"{arguments.url!r} is no web address; give --url one with http:// or https://")
    failed = False
    for name in arguments.pages:
        try:
            page = read_page(name, arguments.url, arguments.allow_private)
            article = _extracted(name, page, rules)
        except UserError as error:
            if len(arguments.pages) == 1:
                raise
            print(f"wirecopy: {error}", file=sys.stderr)  # noqa: T201
            failed = True
            continue
        for selector in article.unmatched_rules:
            print(f"wirecopy: {name}: no element matches {selector!r}", file=sys.stderr)  # noqa: T201
        sys.stdout.write(_json(article) if arguments.json else _shown(article, html=arguments.html))
    return 2 if failed else 0


def _extracted(name: str, page: Page, rules: Rules) -> Article:
    from wirecopy.extract import extract  # noqa: PLC0415

    try:
        return extract(page.body, page.url, headers=page.headers, rules=rules)
    except UnreadableError as error:
        raise UserError(f"{name}: {error}; give a saved HTML page or its address") from error


def read_page(name: str, base: str = "", allowed: Sequence[IPNetwork] = ()) -> Page:
    """A file as from ``base``, or what lies at a web address (``allowed``: see Network)."""
    if name.startswith(_WEB):
        return _fetched(name, Network(allowed=tuple(allowed)))
    return _read(name, base)


def _read(name: str, base: str) -> Page:
    from wirecopy.edges import utc_now  # noqa: PLC0415

    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError as error:
        raise UserError(
            f"there is no file {name}; give a path that exists, or a URL with http:// or https://"
        ) from error
    except OSError as error:
        raise UserError(f"{name} cannot be read ({error.strerror}); give a file or a URL") from error
    url = base or (Path(name).resolve().as_uri() if name != "-" else "http://localhost/")
    return Page(url=url, body=body, observed_at=utc_now())


def _fetched(url: str, network: Network) -> Page:
    from wirecopy.edges import utc_now  # noqa: PLC0415
    from wirecopy.web.client import Client  # noqa: PLC0415
    from wirecopy.web.errors import ForbiddenAddressError  # noqa: PLC0415

    async def fetch() -> Page:
        async with Client(user_agent=f"Wirecopy/{__version__}", network=network) as client:
            answer = await client.follow(url)
        if not answer.is_ok:
            raise UserError(f"{url} answered with status {answer.status}; try another address")
        return Page(url=answer.url, headers=answer.headers, body=answer.body, observed_at=utc_now())

    try:
        return asyncio.run(fetch())
    except ForbiddenAddressError as error:
        raise UserError(f"{error}; allow it with --allow-private, or save the page and give the file") from error
    except FetchError as error:
        raise UserError(f"{error}; check the address, or save the page and give the file") from error


def _json(article: Article) -> str:
    return json.dumps(json.loads(encode(article)), ensure_ascii=False) + "\n"


def _shown(article: Article, *, html: bool) -> str:
    head = [
        ("title", article.title),
        ("by", article.author),
        ("published", article.published.isoformat() if article.published else ""),
        ("modified", article.modified.isoformat() if article.modified else ""),
        ("language", article.language or ""),
        ("site", article.site_name),
        ("words", str(article.word_count)),
        ("paywalled", "yes" if article.paywalled else ""),
        ("url", article.canonical or article.url),
    ]
    lines = [f"{name}: {value}" for name, value in head if value]
    lines += [f"  {e.field} from {e.source} ({e.confidence:.2f})" for e in article.evidence]
    return "\n".join((*lines, "", article.html if html else article.text, ""))
