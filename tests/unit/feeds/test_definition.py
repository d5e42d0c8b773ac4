"""Feeds that a user defines: what each setting lets in, how much is shown, and what is said of a mistake."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wirecopy.errors import UserError
from wirecopy.feeds.definition import Definition, read_definitions, words_of
from wirecopy.model import Attribution, Copy, Entry, Extent, Feed, Image, LeadReason, Relation, Story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEAD = Copy(
    article="one",
    url="https://harbour.example/crane?a=1&b=2",
    title="A crane",
    relation=Relation.ORIGINAL,
    similarity=None,
    published=NOW,
    first_seen=NOW,
    observed_at=NOW,
    version_key="",
    sources=("harbour",),
)
STORY = Story(
    id="s1",
    reference="",
    copies=(LEAD, replace(LEAD, article="two", relation=Relation.EXACT, sources=("reprints",))),
    lead="one",
    lead_reason=LeadReason.EARLIEST,
    tags=("ports", "World News"),
    first_seen=NOW,
    changed_at=NOW,
)
ENTRY = Entry(
    story="s1",
    revision=1,
    url=LEAD.url,
    title="A crane for the east quay",
    published=NOW,
    updated=NOW,
    language="en",
    summary="Ropes & all.",
    html="<p>The <b>harbour board</b> has ordered it (C++).</p>",
    image=Image(url="https://harbour.example/crane.jpg"),
    source=Attribution(title="Harbour News", url="https://harbour.example/feed"),
)
CONTINUE = '<p><a href="https://harbour.example/crane?a=1&amp;b=2">Continue at Harbour News</a></p>'


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("", True),
        ('tags = ["ports"]', True),
        ('tags = ["sport", "world news"]', True),
        ('tags = ["sport"]', False),
        ('without_tags = ["sport"]', True),
        ('without_tags = ["World-News"]', False),
        ('sources = ["reprints"]', True),
        ('sources = ["reprints"]\nleads_only = true', False),
        ('sources = ["harbour"]\nleads_only = true', True),
        ('sources = ["other"]', False),
        ('without_sources = ["harbour"]', False),
        ('without_sources = ["reprints"]', True),
        ('keep = ["CRANE"]', True),
        ('keep = ["hoist", "Harbour Board"]', True),
        ('keep = ["cran"]', False),
        ('keep = ["C++"]', True),
        ('block = ["east  quay"]', False),
        ('block = ["b"]', True),
        ('languages = ["de", "EN"]', True),
        ('languages = ["de"]', False),
        ("minimum_copies = 2", True),
        ("minimum_copies = 3", False),
        ('tags = ["ports"]\nblock = ["crane"]', False),
    ],
)
def test_a_story_is_shown_when_it_meets_every_condition(settings: str, wanted: bool) -> None:
    (definition,) = read_definitions(f"[feeds.mine]\n{settings}".encode())
    assert definition.wants(STORY, ENTRY, words_of(ENTRY)) is wanted


def test_copies_beyond_those_told_count() -> None:
    assert Definition(name="x", minimum_copies=5).wants(replace(STORY, unlisted=3), ENTRY, "")


def test_an_entry_in_an_unknown_language_is_in_none_of_those_asked_for() -> None:
    assert not Definition(name="x", languages=("en",)).wants(STORY, replace(ENTRY, language=None), "")


def test_a_definition_gives_its_feed() -> None:
    read = read_definitions(
        b'[feeds.cranes]\ntitle = "Cranes"\ndescription = "All"\nsize = 20\nshow = "excerpt"\n[feeds.b]\n'
    )
    assert [definition.feed for definition in read] == [
        Feed(path="cranes", title="Cranes", description="All", size=20),
        Feed(path="b", title="b"),
    ]
    assert [definition.show for definition in read] == [Extent.EXCERPT, Extent.FULL]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"\xff", "not UTF-8"),
        (b"[feeds.x", "no TOML"),
        (b"[feeds.x]\n[feeds.x]", "Cannot declare"),
        (b"[feeds.x]\ntags = " + b"[" * 5000, "too deep"),
        (b"[feeds.x]\nsize = " + b"9" * 5000, "too long"),
        (b"[[feeds.x]]", r"begin it with \[feeds.x\]"),
        ('[feeds."\u00fc"]'.encode(), "small letters"),
        (b'[feeds.""]', "small letters"),
        (b'[feeds."a\\nb"]', "small letters"),
        (b"[feeds." + b"a" * 500 + b"]", "small letters"),
        (b"[feed.x]", r"begin each feed with \[feeds.NAME\]"),
        (b"feeds = 1", "begin each feed"),
        (b"[feeds]\nx = 1", r"begin it with \[feeds.x\]"),
        (b"[feeds.all]", "not all or tag or source"),
        (b'[feeds."../x"]', "small letters"),
        (b"[feeds.x]\ntag = []", "unknown setting 'tag': use title, description, tags"),
        (b"[feeds.x]\ntags = 'ports'", "tags should be a list of texts"),
        (b"[feeds.x]\ntags = ['']", "tags should be a list of texts"),
        (b"[feeds.x]\ntags = ['-']", "tags should be a list of tags with letters"),
        (b"[feeds.x]\nlanguages = ['en-GB']", "languages should be a list of codes of two or three letters"),
        (b"[feeds.x]\ntitle = 1", "title should be a text in quotes"),
        (b"[feeds.x]\nsize = 0", "size should be a whole number from 1 to 1000"),
        (b"[feeds.x]\nsize = true", "size should be a whole number"),
        (b"[feeds.x]\nleads_only = 1", "leads_only should be true or false"),
        (b"[feeds.x]\nshow = 'most'", 'show should be "full" or "excerpt" or "headline"'),
        (b"[feeds.x]\nshow = []", "show should be"),
    ],
)
def test_a_mistake_is_named_in_one_line(written: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says) as raised:
        read_definitions(written)
    assert len(str(raised.value).splitlines()) == 1
    assert len(str(raised.value)) < 300


def test_a_byte_order_mark_is_passed_by_and_ten_thousand_feeds_are_read() -> None:
    written = b"\xef\xbb\xbf" + b"".join(b"[feeds.f%d]\n" % number for number in range(10_000))
    assert [it.name for it in read_definitions(written)] == [f"f{number}" for number in range(10_000)]
