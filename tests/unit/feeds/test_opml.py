"""Lists of sources: what is read from other people's OPML, what is refused and how, and that nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.errors import UserError
from wirecopy.feeds.opml import read_opml, write_opml
from wirecopy.feeds.scrub import line, tag_name
from wirecopy.identity import source_id
from wirecopy.model import Rules, Source, SourceKind
from wirecopy.model.access import FullText

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def read(body: str, *, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> tuple[Source, ...]:
    return read_opml(f'{head}<opml version="2.0"><head/><body>{body}</body></opml>'.encode(), added_at=NOW)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", SourceKind.AUTO),
        ('type="rss"', SourceKind.FEED),
        ('type="RSS"', SourceKind.FEED),
        ('type="atom"', SourceKind.FEED),
        ('type="json"', SourceKind.FEED),
        ('type="feed"', SourceKind.FEED),
        ('type="sitemap"', SourceKind.SITEMAP),
        ('type="listing"', SourceKind.LISTING),
        ('type="page"', SourceKind.PAGE),
        ('type="auto"', SourceKind.AUTO),
        ('type="link"', SourceKind.AUTO),
    ],
)
def test_the_type_of_an_outline_says_what_lies_there(written: str, kind: SourceKind) -> None:
    (source,) = read(f'<outline {written} text="Harbour News" xmlUrl="https://harbour.example/x"/>')
    assert source == Source(
        id=source_id("https://harbour.example/x"),
        url="https://harbour.example/x",
        kind=kind,
        title="Harbour News",
        added_at=NOW,
    )


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ('<outline text="World News"><outline xmlUrl="https://a.example/"/></outline>', ("world-news",)),
        ('<outline text="A"><outline title="B"><outline xmlUrl="https://a.example/"/></outline></outline>', ("a", "b")),
        ('<outline xmlUrl="https://a.example/" category="/Boston/Weather,cycling"/>', ("boston", "weather", "cycling")),
        ('<outline text="C++"><outline xmlUrl="https://a.example/" category="c++"/></outline>', ("c++",)),
        ('<outline text=" .. "><outline xmlUrl="https://a.example/"/></outline>', ()),
        ('<outline text="a"/><outline xmlUrl="https://a.example/"/>', ()),
    ],
)
def test_outlines_around_a_source_and_its_category_become_tags(body: str, tags: tuple[str, ...]) -> None:
    assert [source.tags for source in read(body)] == [tags]


def test_an_address_in_two_folders_is_one_source_with_both_tags() -> None:
    (source,) = read(
        '<outline text="one"><outline text="First" xmlUrl="https://a.example/"/></outline>'
        '<outline text="two"><outline text="Second" xmlUrl="https://a.example/"/></outline>'
    )
    assert (source.title, source.tags) == ("First", ("one", "two"))


def test_names_of_attributes_may_be_in_any_case_and_a_bom_and_blank_lines_may_come_first() -> None:
    data = '\n\n<OPML version="1.0"><Body><Outline TEXT="A" XMLURL="https://a.example/"/></Body></OPML>'
    assert [s.title for s in read_opml(data.encode(), added_at=NOW)] == ["A"]
    assert [s.title for s in read_opml(b"\xef\xbb\xbf" + data.strip().encode(), added_at=NOW)] == ["A"]


BOMB = (
    '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {n} "{f"&{p};" * 10}">' for p, n in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "written",
    [
        'htmlUrl="https://harbour.example/"',
        'type="link" url="https://harbour.example/"',
        'type="rss" xmlUrl="" htmlUrl="https://harbour.example/"',
    ],
)
def test_an_outline_may_give_a_home_page_only(written: str) -> None:
    (source,) = read(f'<outline text="Harbour News" {written}/>')
    assert (source.url, source.kind) == ("https://harbour.example/", SourceKind.AUTO)


def test_a_bad_outline_is_told_and_the_others_are_read() -> None:
    data = b"""<opml xmlns:w="urn:wirecopy:opml"><body><outline type="rss" text="Lost"/>
        <outline type="gopher" xmlUrl="https://g.example/"/><outline xmlUrl="/feed.xml"/>
        <outline w:id="x" xmlUrl="https://a.example/"/><outline w:id="x" xmlUrl="https://b.example/"/>
        <outline xmlUrl="https://c.example/"/></body></opml>"""
    told: list[UserError] = []
    sources = read_opml(data, added_at=NOW, complain=told.append)
    assert [source.url for source in sources] == ["https://a.example/", "https://c.example/"]
    assert [str(error).partition(": ")[0] for error in told] == [f"OPML, line {n}" for n in (1, 2, 2, 3)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not well-formed"),
        (b"\0\0\0", "not well-formed"),
        (b"<opml><body>", "not well-formed"),
        (b"xmlUrl,title\nhttps://a.example/,A", "not well-formed"),
        (b'<rss version="2.0"><channel/></rss>', "sources add"),
        (b'<opml version="2.0"><body/></opml>', "lists no sources"),
        (b'<opml version="2.0"><body><outline text="empty folder"/></body></opml>', "lists no sources"),
        (
            b'<opml><body>\n<outline type="gopher" text="x" xmlUrl="https://a.example/"/></body></opml>',
            "line 2: unknown type “gopher”",
        ),
        (b'<opml><body><outline type="rss" text="Lost"/></body></opml>', "“Lost” has no xmlUrl"),
        (b'<opml><body><outline xmlUrl="/feed.xml"/></body></opml>', "“/feed.xml” is no web address"),
        (b'<opml><body><outline xmlUrl="file:///etc/passwd"/></body></opml>', "no web address"),
        (b'<opml><body><outline xmlUrl="http://[::1/"/></body></opml>', "no web address"),
        (b'<opml><body><outline xmlUrl="http://a.example:99999/"/></body></opml>', "no web address"),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml><body/></opml>', "DOCTYPE"),
        (
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" xmlUrl="https://a/"/></body></opml>',
            "XML|DOCTYPE",
        ),
        (f'{BOMB}<opml><body><outline text="t" xmlUrl="&i;"/></body></opml>'.encode(), "XML|DOCTYPE"),
        (f"{BOMB}<opml><body>&i;</body></opml>".encode(), "XML|DOCTYPE"),
        (
            b'<opml xmlns:w="urn:wirecopy:opml"><body><outline w:id="../x" xmlUrl="https://a.example/"/></body></opml>',
            "no id",
        ),
        (
            b"""<opml xmlns:w="urn:wirecopy:opml"><body><outline w:every="often" xmlUrl="https://a.example/"/></body>
                </opml>""",
            "wirecopy:every 'often' is no span of time: write a number and m, h, d or w, as in 15m, or remove it",
        ),
        (
            b"""<opml xmlns:w="urn:wirecopy:opml"><body><outline w:id="x" xmlUrl="https://a.example/"/>
                <outline w:id="x" xmlUrl="https://b.example/"/></body></opml>""",
            "belongs to https://a.example/ already",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_that_says_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says) as raised:
        read_opml(data, added_at=NOW)
    assert len(str(raised.value).splitlines()) == 1


def test_very_deep_folders_are_read_or_refused_but_do_not_break() -> None:
    inner = '<outline xmlUrl="https://a.example/"/>'
    assert len(read('<outline text="x">' * 200 + inner + "</outline>" * 200)) == 1
    with pytest.raises(UserError, match="not well-formed"):
        read('<outline text="x">' * 5000 + inner + "</outline>" * 5000)


SELECTOR = st.text(alphabet="abc.#>[]=\"' ,;é", max_size=20).map(str.strip)
SOURCE = st.builds(
    Source,
    id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
    url=st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9?&=%;]{0,12}", fullmatch=True),
    kind=st.sampled_from(SourceKind),
    title=st.text(max_size=30).map(line),
    tags=st.lists(st.text(max_size=12).map(tag_name).filter(bool), max_size=3, unique=True).map(tuple),
    rules=st.builds(
        Rules,
        body=SELECTOR,
        title=SELECTOR,
        author=SELECTOR,
        published=SELECTOR,
        remove=st.lists(SELECTOR.filter(bool), max_size=2).map(tuple),
    ),
    paused=st.booleans(),
    full_text=st.sampled_from(FullText),
    every=st.none() | st.integers(1, 43_200).map(lambda minutes: timedelta(minutes=minutes)),
    added_at=st.just(NOW),
)


@given(st.lists(SOURCE, min_size=1, max_size=5, unique_by=(lambda s: s.id, lambda s: s.url)))
def test_what_is_written_is_read_back_whole(sources: list[Source]) -> None:
    found = read_opml(write_opml(sources), added_at=NOW)
    assert sorted(found, key=lambda s: s.id) == sorted(sources, key=lambda s: s.id)


@given(st.text())
def test_a_tag_has_one_form_and_is_a_safe_name_of_a_folder(text: str) -> None:
    tag = tag_name(text)
    assert tag_name(tag) == tag
    assert not set(tag) & set('/\\ ,:*?"<>|%\n\0')
    assert tag not in (".", "..")
    assert len(tag.encode()) <= 255


def test_utf_16_is_read() -> None:
    data = '<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Š" xmlUrl="https://a.example/"/></body></opml>\n'
    assert [s.title for s in read_opml(data.encode("utf-16"), added_at=NOW)] == ["Š"]
