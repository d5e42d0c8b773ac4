"""RSS, RDF, Atom and JSON Feed: which links, and what their feed says of them."""

from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.discover import discover
from wirecopy.errors import UnreadableError
from wirecopy.model import Link, SourceKind


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_rss_2_with_extensions(page):
    found = discover(page("rss20.xml"), SourceKind.FEED)
    assert (found.kind, found.title, found.ttl) == (SourceKind.FEED, "Fish & Ships", timedelta(minutes=90))
    assert found.links == (
        Link(
            url="https://news.example/crane?from=feed&id=7",
            title="Crane topples at pier 4",
            published=utc(2026, 3, 20, 7, 30),
            authors=("Petra Nyström",),
            tags=("Harbour", "Accidents"),
            summary="Nobody was hurt. Ships & crews wait.",
            origin="https://wire.example/rss",
        ),
        Link(
            url="https://news.example/tides",
            title="Through FeedBurner",
            published=utc(2026, 3, 19),
            authors=("Ola Brandt",),
            summary="Tides High at noon.",
        ),
        Link(url="https://news.example/guid", title="Its address is its guid", published=utc(2026, 3, 18)),
    )
    assert found.problems == ("entries without a link: 1",)


def test_atom_with_bases_within_bases(page):
    found = discover(page("atom.xml", "https://notes.example/all/feed.atom"), SourceKind.FEED)
    assert (found.title, found.problems) == ("Notes & queries", ())
    assert found.links == (
        Link(
            url="https://notes.example/notes/2026/bold",
            title="When a <b> is not bold",
            published=utc(2026, 3, 18, 7),
            modified=utc(2026, 3, 20, 10),
            authors=("Ida Kroll", "Sam Osei"),
            tags=("Mark-up", "html"),
            summary="It is a letter .",
            origin="https://origin.example/",
        ),
        Link(
            url="https://notes.example/notes/updated",
            title="Only updated",
            modified=utc(2026, 3, 1),
            authors=("The house",),
        ),
    )


def test_rdf_takes_dublin_cores_date_for_publication_and_the_syndication_modules_period(page):
    found = discover(page("rdf.xml"), SourceKind.FEED)
    assert (found.title, found.ttl) == ("Laboratoire", timedelta(hours=6))
    assert found.links == (
        Link(
            url="https://lab.example/a",
            title="Premier",
            published=utc(2026, 3, 2),
            authors=("Zo",),
            tags=("optics",),
        ),
        Link(url="https://lab.example/b", title="Second", published=utc(2026, 3, 1)),
    )


def test_rss_0_91_with_entities_of_a_document_type_that_nobody_fetches(page):
    found = discover(page("rss091.xml", "http://old.example/rss.xml"), SourceKind.FEED)
    assert found.title == "Old été"
    assert found.links == (Link(url="http://old.example/1999/cafe.html", title="Café & bar"),)
    assert found.problems == ("is not well-formed XML (undefined entity, line 3)",)


def test_json_feed_1_1_and_1_0(page):
    found = discover(page("feed.json", "https://shop.example/feed.json"), SourceKind.FEED)
    assert found.title == "Machine shop"
    assert found.links == (
        Link(
            url="https://shop.example/lathe",
            title="A lathe for < 300",
            published=utc(2026, 3, 12, 11),
            modified=utc(2026, 3, 13, 6),
            authors=("Ruth Abel", "https://shop.example/joe"),
            tags=("metal", "tools"),
            summary="Swing: 180 mm.",
        ),
        Link(
            url="https://shop.example/mill",
            authors=("Version One",),
            summary="No title, no url, but an id that is one.",
        ),
        Link(url="https://shop.example/links/3", title="Linked", origin="https://elsewhere.example/vice"),
    )
    assert found.problems == ("entries without a link: 2",)


def rss(*items: str, channel: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>T</title>{channel}{"".join(items)}</channel></rss>'.encode()


def item(name: str, more: str = "") -> str:
    return f"<item><title>{name}</title><link>https://news.example/{name}</link>{more}</item>"


def urls(found) -> list[str]:
    return [link.url.removeprefix("https://news.example/") for link in found.links]


def test_an_empty_feed_is_a_feed(page):
    assert discover(page(rss()), SourceKind.FEED).links == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\x00", "is empty"),
        (b"<!DOCTYPE html><html><body>Not here</body></html>", "is HTML, not a feed"),
        (b"<!-- x --><HTML><body>Not here</body></HTML>", "is HTML, not a feed"),
        (
            b"<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>",
            "is HTML, not a feed; it names https://news.example/rss",
        ),
        (b"<?xml version='1.0'?>" + b"<!-- - -->" * 99 + b"<!DOCTYPE html><html/>", "is HTML, not a feed"),
        (b"<rss><channel><title>Half a", "XML breaks off before the first entry"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x", "XML breaks off before the first entry"),
        (b"Service unavailable", "is not a feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no feed that can be read"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3", "is not a feed"),
        (b"\x1f\x8b\x08broken", "is damaged gzip"),
        (b'{"items": [', "is damaged JSON"),
        (b'{"error": "rate limited"}', "is JSON, but not a JSON Feed"),
        (b"[1, 2]", "is JSON, but not a JSON Feed"),
        (b"[" * 100_000, "is damaged JSON"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason_that_a_user_understands(page, body, reason):
    with pytest.raises(UnreadableError) as refused:
        discover(page(body), SourceKind.FEED)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("body", "expected", "problem"),
    [
        (rss(item("a"), item("b"))[:-30], ["a"], "XML breaks off after 1 entry"),
        (rss(item("a"), item("b"), item("c"))[:-16], ["a", "b", "c"], "XML breaks off after 3 entries"),
        (
            rss(item("a", "<description>R&D & more</description>"), item("b")),
            ["a", "b"],
            "is not well-formed XML (not well-formed (invalid token), line 1)",
        ),
        (rss(item("a", "<media:x/>"), item("b")), ["a", "b"], "is not well-formed XML (unbound prefix, line 1)"),
        (
            rss(item("a", "<description><b>bold</description>"), item("b")),
            ["a", "b"],
            "is not well-formed XML (mismatched tag, line 1)",
        ),
    ],
)
def test_a_damaged_feed_yields_the_entries_that_are_whole(page, body, expected, problem):
    found = discover(page(body), SourceKind.FEED)
    assert (urls(found), found.problems) == (expected, (problem,))


@pytest.mark.parametrize(
    "forbidden", [b"\x00", b"\x0b", b"\x1f", b"&#0;", b"&#x1F;", b"&#11;", b"\xef\xbf\xbf", b"&#xFFFF;"]
)
def test_characters_that_xml_forbids_are_dropped_and_nothing_else(page, forbidden):
    found = discover(page(rss(item("a")).replace(b"<title>a", b"<title>A " + forbidden + b"title")), SourceKind.FEED)
    assert ([link.title for link in found.links], found.problems) == (["A title"], ())


def test_a_document_before_which_someone_left_a_blank_line_is_still_read(page):
    found = discover(page(b"\n\n  <?xml version='1.0'?>" + rss(item("a"))), SourceKind.FEED)
    assert (urls(found), found.problems) == (["a"], ())


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ada Lind", "Ada Lind"),
        ("ada@news.example (Ada Lind)", "Ada Lind"),
        ("Ada Lind &lt;ada@news.example&gt;", "Ada Lind"),
        ("ada@news.example", "ada@news.example"),
        ("Ada Lind and Bo Ek", "Ada Lind and Bo Ek"),
    ],
)
def test_the_name_is_taken_from_an_author_that_is_an_address(page, author, name):
    found = discover(page(rss(item("a", f"<author>{author}</author>"))), SourceKind.FEED)
    assert found.links[0].authors == (name,)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("2026-03-01", "2026-03-03", "2026-03-02"), ["b", "c", "a"]),
        (("2026-03-01", "2026-03-01", "2026-03-01"), ["a", "b", "c"]),
        (("2026-03-01", "", "2026-03-02"), ["a", "b", "c"]),
    ],
)
def test_entries_come_newest_first_and_as_given_where_a_date_is_missing(page, dates, order):
    dated = (item(name, f"<pubDate>{date}</pubDate>") for name, date in zip("abc", dates, strict=True))
    assert urls(discover(page(rss(*dated)), SourceKind.FEED)) == order


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00",
        "2199-01-01T00:00:00Z",
        "Mon, 32 Jan 2026 00:00:00 GMT",
        "2026-03-01" + " " * 100,
        "9" * 100_000,
    ],
)
def test_a_date_that_is_none_is_none(page, date):
    found = discover(page(rss(item("a", f"<pubDate>{date.replace(' ' * 100, ' x' * 50)}</pubDate>"))), SourceKind.FEED)
    assert [link.published for link in found.links] == [None]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "mailto:a@news.example", "http://", "https://[::1", "ftp://a.example/"]
)
def test_only_web_addresses_are_links(page, href):
    body = rss(f"<item><title>x</title><link>{href}</link></item>", item("a"))
    assert urls(discover(page(body), SourceKind.FEED)) == ["a"]


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>inf</ttl>", None),
        ("<ttl>99999999</ttl>", None),
        ("", None),
    ],
)
def test_time_to_live(page, channel, ttl):
    assert discover(page(rss(channel=channel)), SourceKind.FEED).ttl == ttl


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-16", ""), ("windows-1252", "iso-8859-1"), ("shift_jis", "Shift_JIS"), ("koi8-r", "KOI8-R")],
)
def test_feeds_come_in_many_encodings(page, encoding, declared):
    title = {"windows-1252": "Café “x”", "shift_jis": "新聞", "koi8-r": "Газета"}.get(encoding, "Ünïcode 新聞")
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = declaration.encode() if encoding != "utf-16" else b""
    body = (body.decode() + rss(item("a")).decode().replace("<title>a", f"<title>{title}")).encode(encoding)
    assert [link.title for link in discover(page(body), SourceKind.FEED).links] == [title]


def test_what_a_feed_says_is_bounded(page):
    long = item("a", f"<description>{'word ' * 1000}</description>" + "<category>x</category>" * 5)
    many = item("b", "".join(f"<category>{number}</category>" for number in range(100)))
    first, second = discover(page(rss(long.replace(">a<", f">{'t' * 5000}<"), many)), SourceKind.FEED).links
    assert (len(first.title), len(second.tags)) == (300, 20)
    assert 480 < len(first.summary) <= 500
    assert first.summary.endswith("word…")


def test_a_sitemap_where_a_feed_was_expected_is_read_as_what_it_is(page):
    assert discover(page("sitemap.xml"), SourceKind.FEED).kind is SourceKind.SITEMAP


@pytest.mark.parametrize(
    ("channel", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 7 </hour><hour>23</hour></skipHours>", {0, 7, 23}, set()),
        ("<skipHours><hour>1</hour><hour>24</hour></skipHours>", {0, 1}, set()),
        ("<skiphours><hour>25</hour><hour>-1</hour><hour>noon</hour></skiphours>", set(), set()),
        ("<skipDays><day>Saturday</day><day> sunday </day></skipDays>", set(), {5, 6}),
        ("<skipDays><day>Someday</day></skipDays>", set(), set()),
        ("<skipDays><day>Monday</day></skipDays><skipHours><hour>3</hour></skipHours>", {3}, {0}),
        ("<skipHours>" + "<hour>1</hour>" * 9999, set(), set()),
        ("", set(), set()),
    ],
)
def test_hours_and_days_at_which_nothing_is_published(page, channel, hours, days):
    found = discover(page(rss(channel=channel)), SourceKind.FEED)
    assert (found.skip_hours, found.skip_days) == (hours, days)


def test_an_article_that_speaks_of_hours_to_skip_asks_for_nothing(page):
    item = "<item><link>https://a.example/1</link><description>&lt;skipHours&gt;<![CDATA[<skipHours><hour>1</hour></skipHours>]]></description></item>"
    assert not discover(page(rss(item)), SourceKind.FEED).skip_hours
