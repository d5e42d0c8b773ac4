"""``wirecopy dedupe``: rows in, rows out in the same order, and a clear word where a row is none."""

import io
import json
import sys

import pytest

from wirecopy_local.cli import main


@pytest.fixture
def run(tmp_path, capsys):
    def dedupe(*lines: str) -> tuple[int, list[dict[str, object]], str]:
        file = tmp_path / "rows.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        code = main(["dedupe", str(file)])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return dedupe


def test_rows_come_out_in_order_with_their_final_story(run, read):
    rows = [
        {"id": "a", "text": read("en", "original"), "title": "The market"},
        {"id": "b", "text": read("en", "other"), "published": "2026-03-01T08:00:00Z", "language": None},
        {"id": "c", "text": read("en", "spun"), "published": "2026-03-02"},
    ]
    code, out, _ = run(*map(json.dumps, rows), "")
    assert code == 0
    assert [(row["id"], row["story"], row["relation"], row["of"]) for row in out] == [
        ("a", "a", "new", None),
        ("b", "b", "new", None),
        ("c", "a", "spun", "a"),
    ]
    assert out[0]["similarity"] is None
    assert 0.6 < out[2]["similarity"] < 0.9


def test_a_dash_is_standard_input(monkeypatch, capsys):
    def fold(lines: bytes) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        return main(["dedupe", "-"])

    assert fold('{"id": "a", "text": "Åre"}\n'.encode()) == 0
    assert json.loads(capsys.readouterr().out)["story"] == "a"
    assert fold(b'\n{"id": "a", "text": "\xff"}') == 2
    assert "standard input:2: no JSON" in capsys.readouterr().err


def test_an_id_that_utf8_cannot_write_comes_back(run):
    _, out, _ = run('{"id": "\\ud800", "text": ""}')
    assert out[0]["id"] == "\ud800"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[1]", 'needs "id" and "text"'),
        ('{"id": 1, "text": ""}', 'needs "id" and "text"'),
        ('{"id": "b"}', 'needs "id" and "text"'),
        ('{"id": "a", "text": ""}', "was there before"),
        ('{"id": "b", "text": "", "published": "last week"}', "RFC 3339"),
        ('{"id": "b", "text": "", "title": 7}', '"title" is no string'),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_the_users_mistake_is_named_with_its_line(run, line, said):
    code, out, err = run('{"id": "a", "text": "x"}', line)
    assert (code, out) == (2, [])
    assert said in err
    assert "rows.jsonl:2:" in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there(capsys):
    assert main(["dedupe", "/nowhere/rows.jsonl"]) == 2
    assert "cannot read /nowhere/rows.jsonl" in capsys.readouterr().err
