"""The command line as its users meet it: what it says, where it says it, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wirecopy_local.cli import main
from wirecopy_local.project import project_folder

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="News">
<outline type="rss" text="A" xmlUrl="https://a.example/feed"/></outline></body></opml>"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "nothing is watched yet: wirecopy sources add URL, or wirecopy run --sources FILE.opml"),
        (["run", "--sources", "gone.opml"], "gone.opml cannot be read (No such file or directory): name an OPML file"),
        (["run", "--sources", "broken.opml"], "broken.opml: "),
        (["run", "--sources", "kind.opml"], "kind.opml: "),
        (["sources", "add", "example.com"], "'example.com' is no http or https address: write it whole"),
        (["sources", "add", "https://u:p@example.com/"], "an address with a password in it is not stored"),
        (
            ["sources", "add", "https://a.example/", "--kind", "rss"],
            "there is no source kind 'rss': choose one of feed,",
        ),
        (["sources", "add", "https://a.example/", "--every", "often"], "--every 'often' is no span of time: write a"),
        (["sources", "set", "x", "--every", "60d"], "--every 60d cannot be kept to: choose from 1m to 30d, or auto"),
        (["sources", "set", "x"], "say what to set: --every SPAN or --full-text auto|yes|no"),
        (["sources", "show", "x"], "no source has the id or address 'x': wirecopy sources list names them"),
        (["sources", "remove", "nothing"], "no source has the id or address 'nothing': wirecopy sources list"),
        (["sources", "resume", "a.example"], "neither a source nor a host a.example is paused: wirecopy status names"),
        (["sources", "unblock", "a.example"], "a.example is not blocked: wirecopy status names"),
        (["sources", "pause", "no host"], "'no host' is neither a source nor a host: wirecopy sources list names"),
        (["sources", "import", "gone.opml"], "gone.opml cannot be read"),
        (["sources", "rights", "x", "most"], "there is no 'most' to show: choose full, excerpt, headline or default"),
        (["sources", "rights", "x", "full"], "no source has the id or address 'x': wirecopy sources list names them"),
        (["feeds", "apply", "gone.toml"], "gone.toml cannot be read (No such file or directory)"),
        (["feeds", "apply", "wrong.toml"], "wrong.toml, feed 'cranes': size should be a whole number from 1 to 1000"),
        (["run", "--feeds", "wrong.toml"], "wrong.toml, feed 'cranes': size should be"),
        (["withdraw", "abc"], "no story begins with 'abc': write 6 letters of an id or more, or an article's URL"),
        (["invoke", "nothing"], "there is no sample event for 'nothing', only for dedupe, discover,"),
        (["invoke", "fetch", "--event", "gone.json"], "gone.json cannot be read"),
        (["invoke", "fetch", "--event", "broken.opml"], "broken.opml is no JSON"),
        (["extract", "gone.html"], "gone.html"),
        (["extract", "http://127.0.0.1/"], "allow it with --allow-private, or save the page and give the file"),
        (["compare", "http://10.0.0.1/", "b.txt"], "10.0.0.1 leads to no public address"),
        (["dedupe", "gone.jsonl"], "gone.jsonl"),
        (["serve", "--out", "gone"], "gone"),
        (["export", "--since", "yesterday"], "'yesterday' is no time: write it as 2026-11-21, 2026-11-21T08:00:00Z"),
        (["export", "--after", "7"], "'7' is no cursor: give the one of the last line that was read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_users_mistake_is_one_line_that_says_what_to_do(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.opml").write_text("<opml><body><outline")
    (tmp_path / "wrong.toml").write_text("[feeds.cranes]\nsize = 0\n")
    (tmp_path / "kind.opml").write_text(OPML.replace('type="rss"', 'type="podcast"'))
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    assert line.startswith("wirecopy: ")
    assert words in line


def test_sources_come_in_and_go_out_as_opml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.opml").write_text(OPML)
    assert main(["sources", "import", "mine.opml"]) == 0
    assert main(["sources", "export", "theirs.opml"]) == 0
    assert main(["sources", "import", "theirs.opml", "--state", "other"]) == 0
    capsys.readouterr()
    assert main(["sources", "list", "--json", "--state", "other"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert (listed["url"], listed["title"], listed["kind"]) == ("https://a.example/feed", "A", "feed")
    assert [tag.lower() for tag in listed["tags"]] == ["news"]


def test_a_bad_outline_is_one_line_and_the_others_are_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = '<outline type="podcast" xmlUrl="https://b.example/feed"/>'
    (tmp_path / "mine.opml").write_text(OPML.replace("</outline>", f"{bad}</outline>"))
    assert main(["sources", "import", "mine.opml"]) == 0
    [complaint, said] = capsys.readouterr().err.splitlines()
    assert complaint.startswith("mine.opml: OPML, line 2: unknown type “podcast” of https://b.example/feed")
    assert said == "1 new of 1 in mine.opml"


def test_the_status_names_every_source_and_when_it_is_next_asked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sources", "add", "https://a.example/feed", "--title", "A"])
    capsys.readouterr()
    assert main(["status"]) == 0
    [source, _, articles, stories] = capsys.readouterr().out.splitlines()
    assert source.split("\t") == ["A", "not asked yet", "never", "due", "0"]
    assert (articles, stories) == ("articles  none yet", "stories   0")


@pytest.mark.parametrize(
    ("url", "arguments", "words"),
    [
        ("https://a.example/feed", ["--bearer", "env:A"], "a.example is shown env:A"),
        ("https://a.example/feed", ["--header", "X-Key", "ssm:/wirecopy/a"], "a.example is shown ssm:/wirecopy/a"),
        ("https://a.example/feed", ["--none"], "a.example is shown no key"),
        ("http://a.example/feed", ["--bearer", "env:A"], "http://a.example/feed is not https: a key would be read"),
        (
            "https://a.example/feed",
            ["--bearer", "hunter2"],
            "a key is given by reference, not as it is",
        ),
        ("https://a.example/feed", ["--header", "Host", "env:A"], "'Host' is no header that a key can go in"),
    ],
)
def test_a_key_is_given_by_reference(
    url: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["sources", "add", url])
    capsys.readouterr()
    main(["sources", "credential", url, *arguments])
    assert words in capsys.readouterr().err


def test_what_is_left_alone_shows_in_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sources", "add", "https://a.example/feed"])
    main(["sources", "pause", "https://a.example/feed"])
    main(["sources", "pause", "https://www.b.example:8080/anything"])
    main(["sources", "block", "C.example"])
    capsys.readouterr()
    assert main(["status"]) == 0
    source, *_, paused, blocked = capsys.readouterr().out.splitlines()
    assert source.split("\t") == ["https://a.example/feed", "paused", "never", "not again", "0"]
    assert (paused.split(), blocked.split()) == (["paused", "www.b.example"], ["blocked", "c.example"])
    main(["sources", "resume", "https://a.example/feed"])
    main(["sources", "resume", "www.b.example"])
    main(["sources", "unblock", "c.example"])
    capsys.readouterr()
    assert main(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["sources"][0]["halted"], status["hosts"]) == (None, {"paused": [], "blocked": []})


@pytest.mark.parametrize("function", ["schedule", "fetch", "discover", "extract", "dedupe", "publish", "websub"])
def test_each_function_takes_its_sample_event(function: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invoke", function]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer.get("batchItemFailures", []) == []


def test_every_function_has_a_sample_event() -> None:
    functions = {path.parent.name for path in (project_folder() / "functions").glob("*/app.py")}
    assert {path.stem for path in (project_folder() / "events").glob("*.json")} == functions


def test_a_function_that_fails_says_why_and_the_command_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.json").write_text("{}")
    assert main(["invoke", "schedule", "--event", "odd.json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "KeyError: 'tick'" in said.err


def test_output_that_nobody_reads_to_its_end_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sources", "add", "https://a.example/feed"])
    capsys.readouterr()
    command = [sys.executable, "-m", "wirecopy_local.cli", "sources", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
