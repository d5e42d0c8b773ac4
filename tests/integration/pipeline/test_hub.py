"""A hub on loopback, and the publish function as the template sets it up: told once of each feed, missed by nobody."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from urllib.parse import parse_qs

import pytest

from wirecopy.codec import encode
from wirecopy.dedupe.story import StoryRow
from wirecopy.edges import Network, utc_now
from wirecopy.model import Article, ArticleVersion, Copy, LeadReason, Relation, Story
from wirecopy_local.cloud.cloud import LocalCloud
from wirecopy_local.project import project_folder
from wirecopy_local.stores import Stores

FORMATS = ("atom.xml", "rss.xml", "feed.json")
HANGS_UP = 0
"""In a status's place: the connection is closed without an answer."""


class Hub:
    """A hub that notes what it is told, and answers as it is asked to."""

    def __init__(self) -> None:
        self.status = 204
        self.told: Counter[str] = Counter()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert said["hub.mode"] == ["publish"]
                hub.told[said["hub.url"][0].removeprefix("https://feeds.example/feeds/")] += 1
                if hub.status != HANGS_UP:
                    self.send_response(hub.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> "Hub":
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Newsroom:
    """A stack with that hub, into which stories are put."""

    def __init__(self, cloud: LocalCloud, hub: Hub) -> None:
        self.cloud, self.hub, self.stores = cloud, hub, Stores(cloud)

    def publish(self, name: str, *, tags: tuple[str, ...]) -> dict[str, int]:
        """Let a story stand in its table, and say what the hub was told when all was delivered."""
        now, key, url = utc_now(), f"articles/{name}/1.json", f"https://harbour.example/{name}"
        article = Article(url=url, title=f"Story {name}", text="Words.", html="<p>Words.</p>")
        version = ArticleVersion(id=name, observed_at=now, extractor="1", page_key="", article=article)
        self.stores.archive.put(key, encode(version), "application/json")
        lead = Copy(
            article=name,
            url=url,
            title=article.title,
            relation=Relation.ORIGINAL,
            similarity=None,
            published=None,
            first_seen=now,
            observed_at=now,
            version_key=key,
        )
        story = Story(
            id=name,
            reference=key,
            copies=(lead,),
            lead=name,
            lead_reason=LeadReason.EARLIEST,
            tags=tags,
            first_seen=now,
            changed_at=now,
        )
        self.stores.stories.write(stories=[StoryRow(story=story, references=())])
        self.hub.told.clear()
        self.cloud.run()
        assert not any(self.cloud.set_aside().values())
        return dict(self.hub.told)

    def shown(self, path: str) -> bytes:
        return self.stores.feeds.document(f"feeds/{path}/feed.json").value or b""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Hub() as hub:
        port = hub.server.server_port
        with LocalCloud(
            project_folder() / "template.yaml",
            state=tmp_path_factory.mktemp("hub") / "state",
            network=Network(allowed=(ip_network("127.0.0.0/8"),), ports=(port,)),
            parameters={
                "PublicUrl": "https://feeds.example",
                "HubUrl": f"http://127.0.0.1:{port}/hub",
                "HotFeedMinutes": "0",
                "FeedMinutes": "0",
            },
        ) as cloud:
            yield Newsroom(cloud, hub)


def each_once(*feeds: str) -> dict[str, int]:
    return {f"{feed}/{name}": 1 for feed in feeds for name in FORMATS}


def test_publishing_tells_the_hub_once_of_each_feed_that_changed(newsroom: Newsroom) -> None:
    newsroom.hub.status = 204
    assert newsroom.publish("a1", tags=("ports",)) == each_once("all", "tag/ports")
    assert b'"url":"http://127.0.0.1' in newsroom.shown("all")
    assert newsroom.publish("a2", tags=("news",)) == each_once("all", "tag/news")


@pytest.mark.parametrize("status", [500, 404, HANGS_UP])
def test_a_hub_that_fails_keeps_nothing_from_being_published_and_is_told_within_the_hour(
    newsroom: Newsroom, status: int
) -> None:
    newsroom.hub.status = status
    tag = f"t{status}"
    told = newsroom.publish(f"b{status}", tags=(tag,))
    assert len(told) == 1
    assert f"Story b{status}".encode() in newsroom.shown("all")
    assert f"Story b{status}".encode() in newsroom.shown(f"tag/{tag}")
    newsroom.hub.status = 204
    newsroom.hub.told.clear()
    newsroom.cloud.invoke("PublishFunction", {"hour": ""})
    assert newsroom.hub.told == each_once("all", f"tag/{tag}")
    newsroom.hub.told.clear()
    newsroom.cloud.invoke("PublishFunction", {"hour": ""})
    assert not newsroom.hub.told
