"""What readers are told a feed is: at the network's edge the same as by ``wirecopy serve``."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from wirecopy.feeds.site import content_type
from wirecopy_local.cloud.template import read_template
from wirecopy_local.serve import answer

TEMPLATE = read_template(Path(__file__).parents[2] / "template.yaml")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CASES = [
    (path, accept)
    for path in (
        "feeds/all/rss.xml",
        "feeds/all/atom.xml",
        "feeds/tag/t/atom-2026-11-01-81491b2c.xml",
        "feeds/all/feed.json",
        "feeds/all/index.html",
        "sources.opml",
        "feed.css",
    )
    for accept in (BROWSER, "*/*", "", "application/rss+xml, text/html", "application/atom+xml;q=0.9, text/html;q=0.1")
]


def event(path: str, accept: str) -> dict[str, object]:
    return {
        "request": {"uri": f"/{path}", "headers": {"accept": {"value": accept}} if accept else {}},
        "response": {"statusCode": 200, "headers": {"content-type": {"value": content_type(path)}}},
    }


@pytest.fixture(scope="module")
def at_the_edge() -> list[dict[str, str]]:
    """The headers that the template's function sends, case by case."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no JavaScript here to run the function with")
    code = TEMPLATE.resources["FeedTypes"]["Properties"]["FunctionCode"]
    events = json.dumps([event(*case) for case in CASES])
    script = f"{code}\nconsole.log(JSON.stringify({events}.map((it) => handler(it).headers)))"
    told = json.loads(subprocess.run([node, "-e", script], check=True, capture_output=True, text=True).stdout)
    return [{name: it["value"] for name, it in headers.items()} for headers in told]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: " ".join(CASES[n]))
def test_the_edge_says_what_serve_says(number: int, at_the_edge: list[dict[str, str]], tmp_path: Path) -> None:
    path, accept = CASES[number]
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(b"x")
    served = answer(tmp_path, f"/{path}", {"Accept": accept}).headers
    edge = at_the_edge[number]
    assert edge["content-type"] == served["Content-Type"]
    assert edge["x-content-type-options"] == served["X-Content-Type-Options"]
    assert edge.get("vary", "Accept-Encoding") == served["Vary"]


def test_a_feed_that_has_not_changed_says_nothing_of_its_type(at_the_edge: list[dict[str, str]]) -> None:
    assert "content-type" in at_the_edge[0]
    node = shutil.which("node")
    assert node is not None
    bare = {"request": {"uri": "/feeds/all/rss.xml", "headers": {}}, "response": {"statusCode": 304, "headers": {}}}
    code = TEMPLATE.resources["FeedTypes"]["Properties"]["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(bare)}).headers))"
    told = json.loads(subprocess.run([node, "-e", script], check=True, capture_output=True, text=True).stdout)
    assert set(told) == {"vary", "x-content-type-options"}


def test_both_of_the_edges_functions_are_where_readers_come_by() -> None:
    distribution = TEMPLATE.resources["Distribution"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    told = {it["EventType"]: it["FunctionARN"]["Fn::GetAtt"][0] for it in distribution["FunctionAssociations"]}
    assert told == {"viewer-request": "IndexOfFolder", "viewer-response": "FeedTypes"}
    assert distribution["Compress"] is True
