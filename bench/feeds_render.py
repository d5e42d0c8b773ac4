"""How long a feed takes to write, beside its peers: 100 entries, 360 KB of content.

    python bench/feeds_render.py

Peers are measured where they are installed (``pip install feedgen``). Times are CPU time, the best of many
rounds: quote ratios. "For the first time" is a feed none of whose stories this process has written before; "one story
in a hundred is new" is how feeds are published.
"""

import importlib.util
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from lxml import etree

from wirecopy.codec import decode, encode
from wirecopy.feeds import view as views
from wirecopy.feeds.atom import write_atom
from wirecopy.feeds.entry import entry
from wirecopy.feeds.jsonfeed import write_json_feed
from wirecopy.feeds.manifest import merge
from wirecopy.feeds.markup import text_bytes
from wirecopy.feeds.page import feed_page
from wirecopy.feeds.rss import write_rss
from wirecopy.feeds.scrub import scrub
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


def three_formats(manifest: Manifest) -> list[bytes]:
    """RSS, Atom and JSON Feed."""
    shown = view(manifest, SITE)
    return [write_rss(shown), write_atom(shown), write_json_feed(shown)]


def forgetful(call: Callable[[], object]) -> Callable[[], object]:
    """The call, with nothing left of those before it."""

    def made() -> object:
        views.kept.cache_clear()
        return call()

    return made


def texts_alone(entries: tuple[Entry, ...]) -> list[bytes]:
    """What nobody who writes the three formats in Python gets around: the contents scrubbed, escaped and joined."""
    plain = [scrub(entry.html) for entry in entries]
    escaped = [text_bytes(html) for html in plain]
    return [b"".join(escaped), b"".join(escaped), b"".join([msgspec.json.encode(html) for html in plain])]


def main() -> None:
    """Measure and print."""
    started = time.process_time()
    entries = tuple(story(number) for number in range(101))
    composed = (time.process_time() - started) * 1000
    manifest = merge(Manifest(feed=Feed(path="all", title="All stories")), entries[1:])
    stored = encode(merge(manifest, entries[:1]))
    shown = view(manifest, SITE)
    trees = [etree.parse(io.BytesIO(body)) for body in (write_rss(shown), write_atom(shown))]
    sizes = [len(write_rss(shown)), len(write_atom(shown)), len(write_json_feed(shown)), len(feed_page(shown))]
    later = decode(stored, Manifest, place="")  # as it is read: nothing in it is the same object

    def one_is_new() -> float:
        views.kept.cache_clear()
        three_formats(manifest)
        start = time.process_time()
        three_formats(later)
        return time.process_time() - start

    lxml = best(lambda: [etree.tostring(tree, encoding="utf-8") for tree in trees])
    rows = {
        "lxml: serialise the RSS and Atom trees": lxml,
        "lxml: serialise the RSS tree": best(lambda: etree.tostring(trees[0], encoding="utf-8")),
        "all three formats, one story in a hundred is new": min(one_is_new() for _ in range(40)) * 1000,
        "all three formats, for the first time": best(forgetful(lambda: three_formats(manifest))),
        "of that, the view (scrub all, make addresses whole)": best(forgetful(lambda: view(manifest, SITE))),
        "of that, the contents alone": best(lambda: texts_alone(entries[1:])),
        "RSS, for the first time": best(forgetful(lambda: write_rss(view(manifest, SITE)))),
        "page": best(lambda: feed_page(shown)),
        "merge one changed story": best(lambda: merge(manifest, [entries[0]])),
        "compose an entry (sanitising 3.6 KB)": composed / len(entries),
    }
    if importlib.util.find_spec("feedgen"):
        rows["feedgen: RSS only, from the same entries"] = best(lambda: feedgen_rss(entries[1:]), 10)
    print(f"content {sum(len(e.html) for e in entries[1:]):,} characters; RSS, Atom, JSON, page bytes: {sizes}")
    for name, took in rows.items():
        print(f"{took:9.2f} ms {took / lxml:6.2f}x  {name}")


if __name__ == "__main__":
    main()
