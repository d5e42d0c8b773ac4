"""What a stored page becomes: an article version, or a reason why there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy import warc
from wirecopy.articles import Stage
from wirecopy.codec import decode, encode
from wirecopy.extract.habits import learned
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.lessons import Habits
from wirecopy.model import Article, ArticleVersion, Link, Listing, Page, Rules, Source, SourceKind
from wirecopy.ports import Stored
from wirecopy.stages.extract import PATIENCE, Extract, Extracted
from wirecopy.stages.keys import page_key, parse
from wirecopy.store import memory
from wirecopy.store.memory_lessons import MemoryLessons

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
URL = "https://a.example/crane"
WORDS = "The harbour office said on Tuesday that the old crane will be taken down before the winter storms arrive. "


def html(head: str = "", body: str = f"<h1>The crane</h1><p>{WORDS * 3}</p>") -> bytes:
    return f"<html lang=en><head><title>The crane</title>{head}</head><body><article>{body}</article></body>".encode()


class Stores:
    """The stage on stores in memory."""

    def __init__(self) -> None:
        self.now = NOW
        self.sources = memory.MemorySources()
        self.articles = memory.MemoryArticles()
        self.archive = memory.MemoryArchive()
        self.lessons = MemoryLessons()
        self.frontier = memory.MemoryFrontier()
        self.stage = Extract(
            frontier=self.frontier,
            sources=self.sources,
            articles=self.articles,
            archive=self.archive,
            lessons=self.lessons,
            clock=lambda: self.now,
        )

    def read(self, body: bytes, *, url: str = URL, **headers: str) -> Extracted:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.read_page(Page(url=url, headers=named, body=body, observed_at=NOW))

    def read_page(self, page: Page) -> Extracted:
        key = page_key(article_id(page.url), NOW, page.body)
        self.archive.put(key, warc.encode(page), "application/warc")
        return self.stage.read(key)

    def version(self, found: Extracted) -> ArticleVersion:
        return decode(self.archive.get(found.version_key), ArticleVersion, place=found.version_key)


@pytest.fixture
def stores() -> Stores:
    return Stores()


def test_a_page_becomes_a_version_of_its_article(stores: Stores) -> None:
    found = stores.read(html())
    version = stores.version(found)
    assert parse(found.version_key).folder == "articles"
    assert (version.id, version.observed_at, version.article.title) == (article_id(URL), NOW, "The crane")
    assert version.article.text.startswith("The harbour office")


def test_the_same_page_again_writes_the_same_object(stores: Stores) -> None:
    first = stores.read(html())
    before = stores.archive.get(first.version_key)
    assert stores.read(html()) == first
    assert stores.archive.get(first.version_key) == before


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"%PDF-1.7 ...", {}, "PDF"),
        (b"", {}, "no text to read"),
        (html(body=""), {}, "no text to read"),
        (html("<meta name=robots content='noindex, follow'>"), {}, "its publisher wants it in no feed (noindex)"),
        (html("<meta name=Wirecopy content=none>"), {}, "its publisher wants it in no feed (none)"),
        (html(), {"X_Robots_Tag": "noindex"}, "its publisher wants it in no feed (noindex)"),
        (html(), {"X_Robots_Tag": "wirecopy: none"}, "its publisher wants it in no feed (none)"),
    ],
)
def test_what_becomes_no_article_is_refused_with_its_reason(
    stores: Stores, body: bytes, headers: dict[str, str], reason: str
) -> None:
    found = stores.read(body, **headers)
    row = stores.articles.known[article_id(URL)]
    assert found.version_key == ""
    assert row.stage is Stage.REFUSED
    assert reason in row.reason
    assert not [key for key in stores.archive.written if key.startswith("articles/")]


@pytest.mark.parametrize(
    ("head", "headers", "excerpt"),
    [
        ("", {}, None),
        ("<meta name=robots content='max-snippet:160'>", {}, 160),
        ("<meta name=robots content=nosnippet>", {}, 0),
        ("", {"X_Robots_Tag": "noai"}, 0),
        ("", {"TDM_Reservation": "1"}, 0),
        ("", {"X_Robots_Tag": "otherbot: nosnippet"}, None),
    ],
)
def test_how_much_of_it_may_be_shown_travels_with_it(
    stores: Stores, head: str, headers: dict[str, str], excerpt: int | None
) -> None:
    assert stores.version(stores.read(html(head), **headers)).excerpt == excerpt


def test_a_page_that_its_host_reserves_is_shown_as_title_and_link(stores: Stores) -> None:
    page = Page(url=URL, body=html(""), observed_at=NOW, reserved=True)
    version = stores.version(stores.read_page(page))
    assert (version.excerpt, version.wishes) == (0, ("tdm-reservation",))


def test_the_rules_of_the_source_that_listed_it_first_are_its_rules(stores: Stores) -> None:
    rules = Rules(title=".headline", remove=(".never-there",))
    stores.sources.put(Source(id="s", url="https://a.example/feed", rules=rules, added_at=NOW))
    stores.articles.put_listing(Listing(source="s", article=article_id(URL), link=Link(url=URL), seen_at=NOW))
    found = stores.read(html(body=f"<b class=headline>By rule</b><p>{WORDS * 3}</p>"))
    assert stores.version(found).article.title == "By rule"
    assert found.unmatched_rules == (".never-there",)


PLEA = "The gazette is paid for by its readers, and is grateful to every one of them."


def issue(number: int) -> tuple[str, bytes]:
    """One of many articles on which the site says the same."""
    own = [WORDS.replace("crane", thing) for thing in (f"{'very ' * number}old crane", f"{'long, ' * number}low shed")]
    return f"{URL}/{number}", html(body=f"<h1>Crane</h1><p>{own[0]}</p><p>{PLEA}</p><p>{own[1]}</p>")


def test_what_a_site_repeats_is_learned_and_left_out(stores: Stores) -> None:
    found = [stores.read(body, url=url) for url, body in map(issue, range(5))]
    assert [PLEA in stores.version(it).article.text for it in found] == [True, True, True, False, False]


def test_a_page_that_comes_again_is_what_it_was_though_more_is_known_by_now(stores: Stores) -> None:
    first, *_ = [stores.read(body, url=url) for url, body in map(issue, range(5))]
    before = stores.archive.get(first.version_key)
    learned = dict(stores.lessons.hosts)
    stores.archive.written.clear()
    url, body = issue(0)
    assert stores.read(body, url=url) == first
    assert stores.archive.get(first.version_key) == before
    assert first.version_key in stores.archive.written, "its notification may have been lost"
    assert stores.lessons.hosts == learned


def test_what_a_feed_carries_teaches_nothing_of_the_host_whose_pages_it_stands_for(stores: Stores) -> None:
    for url, body in map(issue, range(4)):
        feed = "https://feeds.example/all"
        stores.read_page(Page(url=url, body=body, observed_at=NOW, entry_of=feed))
    assert list(stores.lessons.hosts) == ["feeds.example"]
    url, body = issue(4)
    assert PLEA in stores.version(stores.read(body, url=url)).article.text


def test_a_later_extractor_reads_a_page_anew(stores: Stores) -> None:
    found = stores.read(html())
    old = replace(stores.version(found), extractor="0", article=Article(url=URL, text="read badly"))
    stores.archive.put(found.version_key, encode(old), "application/json")
    assert stores.version(stores.read(html())).article.text.startswith("The harbour office")


def test_a_body_that_a_rule_names_is_left_whole(stores: Stores) -> None:
    stores.sources.put(Source(id="s", url=URL, rules=Rules(body="article"), added_at=NOW))
    for url, body in map(issue, range(5)):
        stores.articles.put_listing(Listing(source="s", article=article_id(url), link=Link(url=url), seen_at=NOW))
        found = stores.read(body, url=url)
    assert PLEA in stores.version(found).article.text


class Overtaken(MemoryLessons):
    """Between every read of a lesson and its write, another worker writes one."""

    def habits(self, host: str) -> Stored[Habits]:
        found = self.hosts.get(host, Habits())
        self.hosts[host] = learned(found, f"other {len(found.pages)}", PLEA, NOW)
        return Stored(value=found, tag="old")

    def put_habits(self, host: str, habits: Habits, tag: str | None, *, at: datetime) -> bool:
        return False


def test_a_lesson_that_another_worker_wrote_first_stands(stores: Stores) -> None:
    stores.stage = replace(stores.stage, lessons=(lessons := Overtaken()))
    found = [stores.read(body, url=url) for url, body in map(issue, range(5))]
    assert all(it.version_key for it in found)
    [habits] = lessons.hosts.values()
    assert len(habits.pages) == 5


STORY = "https://a.example/story"


def leaf(number: int, *, last: bool = False) -> bytes:
    """A page of an article, with a link to the next one unless it is the last."""
    text = WORDS.replace("crane", ("crane", "gate", "harbour wall", "pier")[number % 4]) * 2
    link = "" if last else f"<a href=/story/{number + 1}>Next</a>"
    return html(body=f"<h1>The crane</h1><p>{text} Leaf {'i' * number}.</p>{link}")


def store(stores: Stores, number: int, body: bytes, *, status: int = 200, follows: tuple[str, ...] = ()) -> str:
    """What the fetch stage leaves behind of an article's page; its key."""
    url, at = (STORY if number == 1 else f"{STORY}/{number}"), NOW + (number - 1) * MINUTE
    page = Page(url=url, status=status, body=body, observed_at=at, follows=follows)
    key = page_key(article_id(STORY), at, body)
    stores.archive.put(key, warc.encode(page), "application/warc")
    stores.articles.mark(article_id(STORY), Stage.STORED, url=STORY, at=at, observed_at=at, key=key)
    stores.now = at
    return key


def versions(stores: Stores) -> list[str]:
    return sorted({key for key in stores.archive.written if key.startswith("articles/")})


def test_an_article_waits_for_its_pages_and_is_stored_once_and_whole(stores: Stores) -> None:
    keys: tuple[str, ...] = ()
    for number in (1, 2, 3):
        key = store(stores, number, leaf(number, last=number == 3), follows=keys)
        found = stores.stage.read(key)
        keys = (*keys, key)
        if number < 3:
            assert found.awaited == f"{STORY}/{number + 1}"
            [wanted] = stores.frontier.pages("a.example", due=NOW + DAY, most=9)
            assert (wanted.url, wanted.article, wanted.follows, wanted.whole) == (
                found.awaited,
                article_id(STORY),
                keys,
                STORY,
            )
            assert stores.frontier.due(slot_for(stores.now, stores.now)) == ["a.example"]
            stores.frontier.drop_page(wanted)
    version = stores.version(found)
    assert versions(stores) == [found.version_key]
    assert (version.id, version.article.url, version.observed_at) == (article_id(STORY), STORY, NOW + 2 * MINUTE)
    assert ["Leaf i." in version.article.text, "Leaf iii." in version.article.html] == [True, True]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 0),
        (b"<h1>Not found</h1>", 404),
        (b"%PDF-1.7", 200),
        (leaf(1), 200),
        (html("<meta name=robots content=noindex>", f"<h1>The crane</h1><p>{WORDS} More.</p>"), 200),
        (html("<link rel=canonical href=/other>", f"<h1>The crane</h1><p>{WORDS} More.</p>"), 200),
    ],
    ids=["nothing", "missing", "no page", "the same again", "not to be syndicated", "another article"],
)
def test_what_is_no_further_page_ends_the_article(stores: Stores, body: bytes, status: int) -> None:
    key = store(stores, 1, leaf(1))
    stores.stage.read(key)
    found = stores.stage.read(store(stores, 2, body, status=status, follows=(key,)))
    version = stores.version(found)
    assert found.awaited == ""
    assert "Leaf i." in version.article.text
    assert "More" not in version.article.text
    assert version.observed_at == NOW + MINUTE


def test_a_page_that_comes_again_wants_nothing_again(stores: Stores) -> None:
    key = store(stores, 1, leaf(1))
    for _ in range(2):
        assert stores.stage.read(key).awaited
    [wanted] = stores.frontier.pages("a.example", due=NOW + DAY, most=9)
    second = store(stores, 2, leaf(2, last=True), follows=(key,))
    stores.frontier.drop_page(wanted)
    for it in (key, second, key):
        stores.stage.read(it)
    assert stores.frontier.pages("a.example", due=NOW + DAY, most=9) == []
    assert len(versions(stores)) == 1


def test_an_article_that_waited_too_long_is_stored_as_it_is_and_anew_when_it_is_whole(stores: Stores) -> None:
    key = store(stores, 1, leaf(1))
    stores.now = NOW + PATIENCE
    early = stores.version(stores.stage.read(key))
    assert "Leaf i." in early.article.text
    assert stores.frontier.pages("a.example", due=NOW + DAY, most=9)
    whole = stores.version(stores.stage.read(store(stores, 2, leaf(2, last=True), follows=(key,))))
    assert whole.article.text.startswith(early.article.text)
    assert whole.observed_at > early.observed_at


def test_a_chain_without_end_is_ten_pages(stores: Stores) -> None:
    keys: tuple[str, ...] = ()
    for number in range(1, 40):
        key = store(stores, number, leaf(number), follows=keys)
        keys = (*keys, key)
        if not stores.stage.read(key).awaited:
            break
    assert len(keys) == 10
    assert len(versions(stores)) == 1


def test_the_least_that_a_page_permits_holds_for_all(stores: Stores) -> None:
    key = store(stores, 1, leaf(1))
    second = leaf(2, last=True).replace(b"<head>", b"<head><meta name=robots content='max-snippet:160'>")
    found = stores.stage.read(store(stores, 2, second, follows=(key,)))
    assert stores.version(found).excerpt == 160


def test_an_address_that_is_watched_for_itself_is_one_page(stores: Stores) -> None:
    stores.sources.put(Source(id="s", url=STORY, kind=SourceKind.PAGE, added_at=NOW))
    stores.articles.put_listing(Listing(source="s", article=article_id(STORY), link=Link(url=STORY), seen_at=NOW))
    assert stores.stage.read(store(stores, 1, leaf(1))).version_key


@pytest.mark.parametrize(
    ("head", "headers", "kept"),
    [
        ("", {}, True),
        ("<meta name=robots content=noarchive>", {}, False),
        ("<meta name=robots content='noindex, nocache'>", {}, False),
        ("", {"X_Robots_Tag": "noarchive"}, False),
        ("", {"X_Robots_Tag": "somebody: noarchive"}, True),
        ("<meta name=robots content=noindex>", {}, True),
    ],
)
def test_a_page_whose_publisher_wants_no_copy_kept_is_thrown_away(
    head: str, headers: dict[str, str], kept: bool
) -> None:
    stores = Stores()
    body = html(head)
    stores.read(body, **headers)
    assert (page_key(article_id(URL), NOW, body) in stores.archive.objects) is kept


def test_the_notification_of_a_page_that_was_thrown_away_hands_its_article_on_again() -> None:
    stores = Stores()
    body = html("<meta name=robots content=noarchive>")
    found = stores.read(body)
    before = dict(stores.archive.objects)
    stores.archive.written.clear()
    assert stores.stage.read(page_key(article_id(URL), NOW, body)).version_key == found.version_key
    assert stores.archive.written == [found.version_key]
    assert stores.archive.objects == before


def test_the_notification_of_a_page_that_was_refused_and_thrown_away_is_in_vain() -> None:
    stores = Stores()
    body = html("<meta name=robots content='noindex, noarchive'>")
    stores.read(body)
    found = stores.stage.read(page_key(article_id(URL), NOW, body))
    assert found == Extracted(article=article_id(URL), refusal="its page is not kept any more")
    assert stores.articles.known[article_id(URL)].stage is Stage.REFUSED
