"""The feeds over HTTP: what a well-behaved reader asks, and what somebody else might."""

import asyncio
import gzip
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import brotli
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from yarl import URL

from wirecopy_local.cli import main
from wirecopy_local.serve import Answer, answer, application, negotiate

RSS = b"<rss>" + b"harbour " * 200 + b"</rss>"
MODIFIED = "Sat, 21 Nov 2026 08:20:00 GMT"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "feeds/all").mkdir(parents=True)
    (folder / "feeds/tag/ü +").mkdir(parents=True)
    for path, body in {
        "index.html": b"<p>front",
        "feed.css": b"rss{}",
        "sources.opml": b"<opml/>",
        "feeds/all/rss.xml": RSS,
        "feeds/all/atom.xml": b"<feed/>",
        "feeds/all/feed.json": b"{}",
        "feeds/all/index.html": b"<p>all",
        "feeds/tag/ü +/rss.xml": b"<rss/>",
        ".hidden": b"secret",
        "feeds/.atom.xml.part": b"unfinished",
    }.items():
        (folder / path).write_bytes(body)
        os.utime(folder / path, (1795249200, 1795249200))
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "way-out").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/feeds/all/", "text/html; charset=utf-8"),
        ("/feeds/all/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds/all/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feeds/all/feed.json", "application/feed+json; charset=utf-8"),
        ("/feeds/tag/ü +/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feed.css", "text/css; charset=utf-8"),
        ("/sources.opml", "text/x-opml; charset=utf-8"),
    ],
)
def test_each_document_has_its_media_type(out: Path, path: str, media_type: str) -> None:
    given = answer(out, path, {})
    assert (given.status, given.headers["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize(
    "path",
    [
        "/absent",
        "/feeds",
        "/feeds/",
        "/index.html/",
        "/feeds/all/rss.xml/",
        "/../secret.txt",
        "/feeds/../../secret.txt",
        "//etc/passwd",
        "/..\\secret.txt",
        "/way-out",
        "/.hidden",
        "/feeds/.atom.xml.part",
        "/a\0b",
        "/C:/x",
        "/" + "x" * 5000,
    ],
)
def test_what_is_absent_hidden_or_outside_is_not_found(out: Path, path: str) -> None:
    assert answer(out, path, {}).status == 404


def test_a_folder_without_its_slash_is_pointed_to_it(out: Path) -> None:
    assert answer(out, "/feeds/all", {}) == Answer(status=301, headers={"Location": "./all/"})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"If-None-Match": "{tag}"}, 304),
        ({"If-None-Match": "W/{tag}"}, 304),
        ({"If-None-Match": '"x", {tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"'}, 200),
        ({"If-None-Match": '"x"', "If-Modified-Since": MODIFIED}, 200),
        ({"If-Modified-Since": MODIFIED}, 304),
        ({"If-Modified-Since": "Sun, 22 Nov 2026 08:20:00 GMT"}, 304),
        ({"If-Modified-Since": "Sat, 21 Nov 2026 08:19:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-None-Match": "{tag}", "Accept-Encoding": "gzip"}, 200),
    ],
)
def test_who_holds_it_already_is_told_so(out: Path, headers: Mapping[str, str], status: int) -> None:
    first = answer(out, "/feeds/all/rss.xml", {})
    sent = {name: value.replace("{tag}", first.headers["ETag"]) for name, value in headers.items()}
    given = answer(out, "/feeds/all/rss.xml", sent)
    assert given.status == status
    assert given.headers["Last-Modified"] == MODIFIED
    assert bool(given.body) == (status == 200)


def test_the_tag_is_of_the_bytes_and_not_of_the_file(out: Path) -> None:
    before = answer(out, "/feeds/all/rss.xml", {}).headers["ETag"]
    os.utime(out / "feeds/all/rss.xml", (1, 1))
    assert answer(out, "/feeds/all/rss.xml", {}).headers["ETag"] == before
    (out / "feeds/all/rss.xml").write_bytes(RSS + b" ")
    assert answer(out, "/feeds/all/rss.xml", {}).headers["ETag"] != before


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br ; q=0 , gzip ; q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("deflate", ""),
        ("gzip;q=x", ""),
        (",,;;", ""),
    ],
)
def test_the_coding_that_is_wished_for_most(accepted: str, coding: str) -> None:
    assert negotiate(accepted) == coding


@pytest.mark.parametrize(("coding", "decompress"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_each_coding_is_a_variant_of_its_own(out: Path, coding: str, decompress: object) -> None:
    plain = answer(out, "/feeds/all/rss.xml", {})
    packed = answer(out, "/feeds/all/rss.xml", {"Accept-Encoding": coding})
    assert callable(decompress)
    assert decompress(packed.body) == plain.body == RSS
    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.headers["Vary"] == packed.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "media_type"),
    [
        ("*/*", "application/rss+xml; charset=utf-8"),
        ("application/rss+xml, text/html;q=0.5", "application/rss+xml; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml; charset=utf-8"),
    ],
)
def test_a_browser_is_given_a_feed_as_xml_so_that_it_shows_it(out: Path, accepted: str, media_type: str) -> None:
    headers = answer(out, "/feeds/all/rss.xml", {"Accept": accepted}).headers
    assert (headers["Content-Type"], headers["Vary"]) == (media_type, "Accept, Accept-Encoding")


def test_what_is_small_is_sent_as_it_is(out: Path) -> None:
    assert "Content-Encoding" not in answer(out, "/feeds/all/atom.xml", {"Accept-Encoding": "gzip"}).headers


def ask(out: Path, method: str, path: str) -> tuple[int, Mapping[str, str], bytes]:
    async def once() -> tuple[int, Mapping[str, str], bytes]:
        async with TestServer(application(out)) as server, ClientSession(auto_decompress=False) as session:
            url = URL(f"{server.make_url('/')}{path}", encoded=True)
            async with session.request(method, url, allow_redirects=False, headers={"Accept-Encoding": "br"}) as told:
                return told.status, dict(told.headers), await told.read()

    return asyncio.run(once())


def test_over_the_wire_get_and_head_differ_by_the_body_only(out: Path) -> None:
    got, headed = (ask(out, method, "feeds/all/rss.xml") for method in ("GET", "HEAD"))
    assert got[0] == headed[0] == 200
    assert brotli.decompress(got[2]) == RSS
    assert headed[2] == b""
    assert {k: v for k, v in got[1].items() if k != "Date"} == {k: v for k, v in headed[1].items() if k != "Date"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "%2e%2e/secret.txt", 404),
        ("GET", "feeds%2f..%2f..%2fsecret.txt", 404),
        ("GET", "feeds/tag/%C3%BC%20+/rss.xml", 200),
        ("GET", "feeds/all/rss.xml?utm_source=x", 200),
        ("GET", "feeds/all", 301),
        ("POST", "index.html", 405),
        ("PUT", "index.html", 405),
    ],
)
def test_over_the_wire(out: Path, method: str, path: str, status: int) -> None:
    assert ask(out, method, path)[0] == status


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "absent"], "wirecopy: absent is no folder: fill it with `wirecopy run`"),
        (["--port", "{taken}"], "is taken: name another with --port"),
        (["--port", "70000"], "port 70000 cannot be used: name another with --port"),
    ],
)
def test_a_missing_folder_and_a_taken_port_are_the_users_to_mend(
    out: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        given = [argument.replace("{taken}", taken) for argument in arguments]
        assert main(["serve", *([] if "--out" in given else ["--out", str(out)]), *given]) == 2
    assert says in capsys.readouterr().err
