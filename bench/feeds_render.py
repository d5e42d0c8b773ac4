"""How long a feed takes to write, beside its peers: 100 entries, 360 KB of content.

    python bench/feeds_render.py

Peers are measured where they are installed (``pip install feedgen``). Times are CPU time, the best of many
rounds: quote ratios.
"""

import importlib.util
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lxml import etree

from wirecopy.feeds.atom import write_atom
from wirecopy.feeds.entry import entry
from wirecopy.feeds.jsonfeed import write_json_feed
from wirecopy.feeds.manifest import merge
from wirecopy.feeds.page import feed_page
from wirecopy.feeds.rss import write_rss
from wirecopy.feeds.site import Site
from wirecopy.feeds.view import view
from wirecopy.model import (
    Article,
    ArticleVersion,
    Copy,
    Entry,
    Feed,
    LeadReason,
    Manifest,
    Relation,
    Source,
    Story,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = Site(url="https://feeds.example", title="Example Wire")
SOURCES = {"h": Source(id="h", url="https://harbour.example/feed", title="Harbour News", added_at=NOW)}
PARAGRAPH = (
    "The board met on Tuesday evening and, after two hours in which little was said that had not been said before,"
    " agreed to order the crane & its ropes. It will stand where the <em>old</em> one stood. "
)


def story(number: int) -> Entry:
    """A story with two copies and 3.6 KB of content."""
    seen = NOW - timedelta(minutes=number)
    lead = Copy(
        article=f"a{number}",
        url=f"https://harbour.example/news/{number}?page=1&view=full",
        title=f"The board orders crane number {number}",
        relation=Relation.ORIGINAL,
        similarity=None,
        published=seen,
        first_seen=seen,
        observed_at=seen,
        version_key="",
        sources=("h",),
    )
    html = "".join(f"<p>{PARAGRAPH * 3}</p>" for _ in range(6))
    article = Article(
        url=lead.url, title=lead.title, authors=("Ida Holm",), text=PARAGRAPH * 18, html=html, language="en"
    )
    found = Story(
        id=f"{number:032x}",
        reference="",
        copies=(lead,),
        lead=lead.article,
        lead_reason=LeadReason.EARLIEST,
        tags=("ports", "news"),
        first_seen=seen,
        changed_at=seen,
    )
    return entry(
        found, ArticleVersion(id=lead.article, observed_at=seen, extractor="1", page_key="", article=article), SOURCES
    )


def best(call: Callable[[], object], rounds: int = 40) -> float:
    """Milliseconds of the fastest of many calls."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        took.append(time.process_time() - start)
    return min(took) * 1000


def feedgen_rss(entries: tuple[Entry, ...]) -> bytes:
    """The same entries as RSS by feedgen."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - a peer, which may be absent

    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title("Example Wire")
    feed.link(href="https://feeds.example/")
    feed.description("Every story once.")
    for told in entries:
        one = feed.add_entry(order="append")
        one.title(told.title)
        one.link(href=told.url)
        one.guid(told.story)
        one.pubDate(told.published)
        one.description(told.summary)
        one.content(told.html, type="CDATA")
        one.dc.dc_creator(told.authors[0])
        for tag in told.tags:
            one.category(term=tag)
    return feed.rss_str()


def main() -> None:
    """Measure and print."""
    started = time.process_time()
    entries = tuple(story(number) for number in range(100))
    composed = (time.process_time() - started) * 1000
    manifest = merge(Manifest(feed=Feed(path="all", title="All stories")), entries)
    shown = view(manifest, SITE)
    trees = [etree.parse(io.BytesIO(body)) for body in (write_rss(shown), write_atom(shown))]
    sizes = [len(write_rss(shown)), len(write_atom(shown)), len(write_json_feed(shown)), len(feed_page(shown))]
    rows = {
        "lxml: serialise the RSS tree": best(lambda: etree.tostring(trees[0], encoding="utf-8")),
        "lxml: serialise the RSS and Atom trees": best(lambda: [etree.tostring(t, encoding="utf-8") for t in trees]),
        "view (scrub all, make addresses whole)": best(lambda: view(manifest, SITE)),
        "RSS": best(lambda: write_rss(shown)),
        "Atom": best(lambda: write_atom(shown)),
        "JSON Feed": best(lambda: write_json_feed(shown)),
        "page": best(lambda: feed_page(shown)),
        "all three formats from the manifest": best(
            lambda: [write(of) for of in [view(manifest, SITE)] for write in (write_rss, write_atom, write_json_feed)]
        ),
        "merge one changed story": best(lambda: merge(manifest, [entries[0]])),
        "compose an entry (sanitising 3.6 KB)": composed / len(entries),
    }
    if importlib.util.find_spec("feedgen"):
        rows["feedgen: RSS only, from the same entries"] = best(lambda: feedgen_rss(entries), 10)
    print(f"content {sum(len(e.html) for e in entries):,} characters; RSS, Atom, JSON, page bytes: {sizes}")
    for name, took in rows.items():
        print(f"{took:9.2f} ms  {name}")


if __name__ == "__main__":
    main()
