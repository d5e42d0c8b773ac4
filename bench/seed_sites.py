"""The pipeline on real input, served on this machine: spun texts on hosts of their own, and real pages in listings.

    python bench/seed_sites.py --seeds DIR [--pages DIR]... [--count 60] [--out DIR] [--state DIR] [--json]

``--seeds`` holds plain texts (``*.txt``), the first line a title; each becomes a page on a host of its own.
``--pages`` holds ``truth.jsonl`` with rows ``{"page", "url"}`` and the gzipped pages, which listing pages then name.
"""

import argparse
import gzip
import html
import json
import re
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from wirecopy.identity import source_id
from wirecopy.model import Source, SourceKind
from wirecopy_local.commands.run import add_places, run_and_tell
from wirecopy_local.demo import Resource, Sites

SERVED_AT = datetime(2026, 4, 1, tzinfo=UTC)
A_LISTING = 10
"""Pages that one listing names."""

CHROMES = (
    """<html><head><title>{title}</title></head><body><div id=top><a href=/>Home</a> | <a href=/login>Log in</a></div>
<div class=post>{body}</div><div id=bottom>Powered by a blog</div></body></html>""",
    """<!doctype html><html><head><title>{title} - My notes</title></head>
<body><header><nav><ul><li><a href=/>Home</a><li><a href=/archive>Archive</a></ul></nav></header>
<main><article>{body}</article></main><footer>All rights reserved</footer></body></html>""",
    """<html><head><title>{title}</title></head><body><table><tr><td width=160><a href=/>Index</a><br><a href=/new>N</a>
</td><td>{body}</td></tr></table></body></html>""",
    """<!doctype html><html><head><title>Health corner: {title}</title></head><body><div class=wrap>
<div class=sidebar><h4>Recent posts</h4><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul></div>
<div class=content>{body}</div></div></body></html>""",
    """<html><head><title>{title}</title></head><body><center><font size=5>Everyday advice</font></center>
<section>{body}</section><p><a href=/report>Report this page</a></p></body></html>""",
)


def serve_folder(seeds: Path, pages: Sequence[Path] = (), count: int = 60) -> Sites:
    """The texts and the pages as sites, not yet running, with the sources that lead to each of them."""
    hosts: dict[str, dict[str, Resource]] = {}
    sources = []
    for number, (path, chrome) in enumerate(zip(sorted(seeds.glob("*.txt")), CHROMES * 20, strict=False)):
        host = f"seed-{number}.example"
        hosts[host] = {"/blog/article": _seed(path.read_text("utf-8"), chrome)}
        sources.append(_source(f"http://{host}/blog/article", SourceKind.PAGE))
    found = list(_spread([list(_pages(folder)) for folder in pages], count))
    for start in range(0, len(found), A_LISTING):
        host = f"listing-{start // A_LISTING}.example"
        site, links = {}, []
        for number, (url, body) in enumerate(found[start : start + A_LISTING]):
            path = f"/stories/{start + number:04}/{_slug(url)}"
            site[path] = Resource(body=body, content_type="text/html", modified=SERVED_AT)
            links.append(f'<li><h3><a href="{path}">{html.escape(_title(body))}</a></h3></li>')
        listing = f"<html><head><title>{host}</title></head><body><ul>{''.join(links)}</ul></body></html>"
        hosts[host] = {"/": Resource(body=listing.encode(), modified=SERVED_AT), **site}
        sources.append(_source(f"http://{host}/", SourceKind.LISTING))
    return Sites(hosts, sources)


def _seed(text: str, chrome: str) -> Resource:
    title, _, _ = text.partition("\n")
    blocks = (html.escape(line) for line in text.splitlines() if line.strip())
    body = "".join(f"<p>{block}</p>" if len(block) > 60 else f"<h2>{block}</h2>" for block in blocks)
    return Resource(body=chrome.format(title=html.escape(title), body=body).encode(), modified=SERVED_AT)


def _pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield row["url"], gzip.decompress((folder / row["page"]).read_bytes())


def _spread(folders: list[list[tuple[str, bytes]]], count: int) -> Iterator[tuple[str, bytes]]:
    """As many of each folder as of the others, at even distances."""
    for folder in folders:
        share = min(len(folder), count // len(folders))
        yield from (folder[index * len(folder) // share] for index in range(share))


def _slug(url: str) -> str:
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2] or url
    return re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")[:60] or "page"


def _title(body: bytes) -> str:
    found = re.search(rb"<title[^>]*>(.*?)</title", body, re.DOTALL | re.IGNORECASE)
    text = found[1].decode("utf-8", "replace") if found else ""
    return " ".join(html.unescape(text).split()) or "A page that has no title of its own"


def _source(url: str, kind: SourceKind) -> Source:
    return Source(id=source_id(url), url=url, kind=kind, added_at=SERVED_AT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True, metavar="DIR")
    parser.add_argument("--pages", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--count", type=int, default=60, help="how many pages (%(default)s)")
    add_places(parser)
    arguments = parser.parse_args()
    started = time.perf_counter()
    with serve_folder(arguments.seeds, arguments.pages, arguments.count) as sites:
        parameters = {"HostSpacingSeconds": "0", "SiteTitle": "Real input"}
        status = run_and_tell(arguments, sources=sites.sources, now=True, network=sites.network, parameters=parameters)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.perf_counter() - started:.1f} s, peak memory {peak} MB", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
