"""The feeds as files: written whole, left alone when unchanged, and nothing of the user's is ever removed."""

from pathlib import Path

import pytest

from wirecopy.errors import UserError
from wirecopy_local.export import write_out


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".")}


def test_what_is_unchanged_keeps_its_date(tmp_path: Path) -> None:
    write_out(tmp_path, [("feeds/a.xml", b"a"), ("feeds/b.xml", b"b")])
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)}
    write_out(tmp_path, [("feeds/a.xml", b"a"), ("feeds/b.xml", b"c")])
    assert (tmp_path / "feeds/a.xml").stat().st_mtime_ns == before["feeds/a.xml"]
    assert files(tmp_path) == {"feeds/a.xml": b"a", "feeds/b.xml": b"c"}


def test_what_was_written_and_is_no_more_goes_and_the_users_own_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"mine")
    write_out(tmp_path, [("index.html", b"1"), ("stories/1.html", b"1")])
    write_out(tmp_path, [("index.html", b"2")])
    assert files(tmp_path) == {"index.html": b"2", "mine.txt": b"mine"}


def test_a_list_of_what_was_written_that_was_tampered_with_removes_nothing_elsewhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    out = tmp_path / "out"
    write_out(out, [])
    (out / ".wirecopy-written.json").write_text(f'["../outside.txt", "{outside}", 7]')
    write_out(out, [])
    assert outside.exists()


def test_a_folder_that_cannot_be_one_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="cannot be written"):
        write_out(tmp_path / "file", [("index.html", b"")])
