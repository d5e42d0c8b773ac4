"""What a person withdraws is shown and kept nowhere, whatever comes later and wherever the machine went away."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from newsroom import START, CrashError, Newsroom

from wirecopy.articles import ArticleRow, Stage
from wirecopy.codec import encode
from wirecopy.dedupe.index import MemoryIndex
from wirecopy.identity import article_id
from wirecopy.model import Article, ArticleVersion, Link, Listing, Relation
from wirecopy.stages.dedupe import Dedupe
from wirecopy.stages.keys import version_key
from wirecopy.stages.withdraw import Withdraw, Withdrawn
from wirecopy.store import memory, memory_feeds, memory_stories
from wirecopy.store.memory_publications import MemoryPublications

TEXT = (
    "The harbour board has ordered a crane for the east quay, and it is to be there before the ice comes. "
    "It lifts ninety tonnes, which is more than any other between the two capes, and the board says that it will "
    "pay for itself within eleven years. Two of the three old cranes are to be sold to whoever will take them away; "
    "the third stays where it is, since a pair of herring gulls has nested in it each spring for as long as anyone "
    "at the office can remember, and nobody there wants to be the one who has them moved. "
)


@dataclass
class Desk:
    """A newsroom whose stories are folded from articles."""

    room: Newsroom = field(default_factory=Newsroom)
    articles: memory.MemoryArticles = field(default_factory=memory.MemoryArticles)
    index: MemoryIndex = field(default_factory=MemoryIndex)

    @property
    def dedupe(self) -> Dedupe:
        return Dedupe(
            articles=self.articles,
            archive=self.room.archive,
            stories=self.room.stories,
            index=self.index,
            clock=lambda: self.room.now,
            window=30,
        )

    @property
    def withdraw(self) -> Withdraw:
        return Withdraw(
            articles=self.articles,
            stories=self.room.stories,
            index=self.index,
            archive=self.room.archive,
            publish=self.room.stage,
            clock=lambda: self.room.now,
        )

    def arrive(self, host: str, text: str = TEXT, *, minute: int = 0) -> str:
        """An article is read and folded, and what changed is published; its id."""
        url, at = f"https://{host}.example/crane", START + timedelta(minutes=minute)
        article = Article(url=url, title=f"From {host}", text=text, html=f"<p>{text}</p>")
        name = article_id(url)
        version = ArticleVersion(id=name, observed_at=at, extractor="1", page_key="", article=article)
        key = version_key(name, at, text.encode())
        self.room.archive.put(key, encode(version), "application/json")
        self.room.archive.put(key.replace("articles/", "pages/"), b"page", "application/warc")
        self.articles.put_listing(Listing(source="s", article=name, link=Link(url=url, title=host), seen_at=at))
        row = ArticleRow(article=name, url=url, stage=Stage.STORED, first_seen=at, changed_at=at)
        self.articles.want(row)
        self.dedupe.fold(key)
        self.room.stage.publish([row.id for row in self.room.stories.all()])
        return name

    def traces(self, host: str) -> list[str]:
        """Where anything still speaks of a host's article."""
        url = f"https://{host}.example/crane"
        name = article_id(url)
        found = [path for path, body in self.room.published().items() if f"{host}.example".encode() in body]
        found += [key for key in self.room.archive.objects if name in key]
        found += [f"key {key}" for key, members in self.index._held.items() if any(m.article == name for m in members)]
        for row in self.room.stories.all():
            texts = [row.story.reference, row.story.lead if row.story.copies else ""]
            texts += [reference.key + reference.article for reference in row.references]
            texts += [copy.article for copy in row.story.copies]
            found += [f"story {row.id}" for text in texts if name in text]
        return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_article_that_stands_alone_is_gone_without_a_trace(desk: Desk) -> None:
    name = desk.arrive("harbour")
    assert {"feeds/all/atom.xml", "index.html"} <= set(desk.traces("harbour"))
    [story] = desk.room.told()
    assert desk.withdraw.article(name, "https://harbour.example/crane") == Withdrawn(
        article=name, story=story, copies=0, objects=2
    )
    assert desk.traces("harbour") == []
    assert desk.room.titles() == []
    assert (
        f'deleted-entry ref="tag:feeds.example,2026:stories/{story}"'.encode()
        in desk.room.published()["feeds/all/atom.xml"]
    )
    assert b"It was withdrawn" in desk.room.published()[f"stories/{story}.html"]
    assert desk.articles.record(name).listings == ()


@pytest.mark.parametrize(("gone", "left"), [("harbour", "valley"), ("valley", "harbour")])
def test_a_story_stays_with_its_other_copies(desk: Desk, gone: str, left: str) -> None:
    names = {host: desk.arrive(host, minute=n) for n, host in enumerate(("harbour", "valley"))}
    [story] = desk.room.told()
    before = desk.room.publications.rows[story]
    done = desk.withdraw.article(names[gone], f"https://{gone}.example/crane")
    assert (done.story, done.copies) == (story, 1)
    assert desk.traces(gone) == []
    [item] = desk.room.items()
    assert (item["title"], item["url"]) == (f"From {left}", f"https://{left}.example/crane")
    after = desk.room.publications.rows[story]
    assert (after.published, after.story) == (before.published, before.story)


def test_what_is_left_is_held_against_the_new_lead(desk: Desk) -> None:
    cut = " ".join(TEXT.split()[:80])
    names = [desk.arrive(host, text, minute=n) for n, (host, text) in enumerate((("a", TEXT), ("b", cut), ("c", cut)))]
    [story] = [row.story for row in desk.room.stories.all()]
    assert all(copy.similarity != 1 for copy in story.copies)
    desk.withdraw.article(names[0], "https://a.example/crane")
    [story] = [row.story for row in desk.room.stories.all()]
    assert [(it.relation, it.similarity) for it in story.copies] == [(Relation.ORIGINAL, None), (Relation.EXACT, 1.0)]


@pytest.mark.parametrize("gone", ["harbour", "valley"])
def test_what_is_archived_does_not_go_on_naming_or_showing_a_copy_that_was_withdrawn(desk: Desk, gone: str) -> None:
    desk.room.size = 2
    names = {host: desk.arrive(host, minute=n) for n, host in enumerate(("harbour", "valley"))}
    [story] = desk.room.told()
    desk.room.publish(*(desk.room.story(n) for n in range(100, 108)))
    url = f"https://{gone}.example/crane"
    assert [path for path, body in desk.room.published().items() if url.encode() in body]
    desk.withdraw.article(names[gone], url)
    assert not [path for path, body in desk.room.published().items() if url.encode() in body]
    assert desk.room.told().count(story) == 1


def test_a_story_that_is_in_an_archive_and_in_the_feed_goes_from_both(desk: Desk) -> None:
    """One that changed after it was archived comes by again."""
    desk.room.size = 2
    name = desk.arrive("harbour")
    [story] = desk.room.told()
    desk.room.publish(*(desk.room.story(n) for n in range(100, 108)))
    [row] = desk.room.stories.read(stories=[story]).stories.values()
    desk.room.publish(desk.room.change(row.story, tags=("news",)))
    assert desk.room.told().count(story) == 2
    desk.withdraw.article(name, "https://harbour.example/crane")
    assert story not in desk.room.told()
    assert not [path for path, body in desk.room.published().items() if b"ninety tonnes" in body]


def test_a_story_that_lost_its_own_text_still_attracts_copies(desk: Desk) -> None:
    name = desk.arrive("harbour")
    desk.arrive("valley", minute=1)
    desk.withdraw.article(name, "")
    desk.arrive("reprints", minute=2)
    assert len(desk.room.told()) == 1
    assert len(desk.room.items()[0]["_wirecopy"]["copies"]) == 2


def test_a_whole_story_goes_with_every_copy(desk: Desk) -> None:
    for minute, host in enumerate(("harbour", "valley", "reprints")):
        desk.arrive(host, minute=minute)
    [story] = desk.room.told()
    assert [it.copies for it in desk.withdraw.story(story)] == [2, 1, 0]
    assert [desk.traces(host) for host in ("harbour", "valley", "reprints")] == [[], [], []]


def test_what_comes_from_its_address_later_is_kept_out_and_what_others_wrote_is_not(desk: Desk) -> None:
    name = desk.arrive("harbour")
    desk.withdraw.article(name, "https://harbour.example/crane")
    desk.arrive("harbour", TEXT + "It is green.", minute=5)
    assert desk.room.told() == []
    assert desk.articles.known[name].stage is Stage.WITHDRAWN
    desk.arrive("valley", minute=6)
    assert desk.room.titles() == ["From valley"]


def test_a_version_that_was_being_folded_meanwhile_stays_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The withdrawal happens between the folding's reading of the rows and its writing."""
    name = article_id("https://harbour.example/crane")
    write, withdrawals = memory_stories.MemoryStories.write, count()

    def contended(store: Any, **rows: Any) -> None:
        if next(withdrawals) == 0:
            desk.withdraw.article(name, "https://harbour.example/crane")
        write(store, **rows)

    monkeypatch.setattr(memory_stories.MemoryStories, "write", contended)
    desk.arrive("harbour")
    assert [row for row in desk.room.stories.all() if row.story.copies] == []
    assert "feeds/all/atom.xml" not in desk.room.published()


def test_an_address_that_was_never_seen_is_kept_out_too(desk: Desk) -> None:
    name = article_id("https://harbour.example/crane")
    assert desk.withdraw.article(name, "https://harbour.example/crane").story == ""
    desk.arrive("harbour")
    assert desk.room.published() == {}


def test_withdrawing_again_changes_nothing(desk: Desk) -> None:
    name = desk.arrive("harbour")
    desk.arrive("valley", minute=1)
    desk.withdraw.article(name, "")
    before = desk.room.published(), dict(desk.room.stories._stories), dict(desk.room.publications.rows)
    desk.withdraw.article(name, "")
    assert (desk.room.published(), desk.room.stories._stories, desk.room.publications.rows) == before


WRITES = [
    (memory.MemoryArticles, "mark"),
    (memory.MemoryArticles, "forget_listings"),
    (memory.MemoryArchive, "delete"),
    (memory_feeds.MemoryFeedFiles, "put_manifest"),
    (memory_feeds.MemoryFeedFiles, "put_document"),
    (MemoryPublications, "write"),
    (memory_stories.MemoryStories, "write"),
    (MemoryIndex, "withdraw"),
]


def deaths(monkeypatch: pytest.MonkeyPatch, at: Iterator[int], fatal: int) -> None:
    def dying(write: Any) -> Any:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if next(at) == fatal:
                raise CrashError
            return write(*arguments, **named)

        return wrapped

    for kind, name in WRITES:
        monkeypatch.setattr(kind, name, dying(getattr(kind, name)))


def test_wherever_the_machine_went_away_withdrawing_again_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for fatal in count(1):
        desk = Desk()
        for minute, host in enumerate(("harbour", "valley")):
            desk.arrive(host, minute=minute)
        [story] = desk.room.told()
        with monkeypatch.context() as patch:
            calls = count(1)
            deaths(patch, calls, fatal)
            try:
                desk.withdraw.story(story)
            except CrashError:
                pass
            else:
                break
        desk.withdraw.story(story)
        assert (desk.traces("harbour"), desk.traces("valley"), desk.room.titles()) == ([], [], []), fatal
    assert fatal > 25
    assert replace(desk.room.publications.rows[story]).feeds == {}
