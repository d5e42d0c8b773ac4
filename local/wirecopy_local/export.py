"""The feeds as files in a folder, as readers would fetch them."""

import json
from collections.abc import Iterable
from pathlib import Path

from wirecopy.errors import UserError

_WRITTEN = ".wirecopy-written.json"
"""Names what was written here, so that of all files only those are ever removed."""


def write_out(folder: Path, documents: Iterable[tuple[str, bytes]]) -> None:
    """Write each document below ``folder``, and remove what was written there before and is no more.

    A file that is there with the same bytes is left alone, date and all; one that was not written here, too. Raises
    :class:`UserError` when the folder cannot be written.
    """
    try:
        before = _written(folder)
        now = []
        for path, body in documents:
            now.append(path)
            _write(folder / path, body)
        for path in sorted(before - set(now)):
            (folder / path).unlink(missing_ok=True)
        _write(folder / _WRITTEN, json.dumps(sorted(now), indent=0).encode())
    except OSError as error:
        raise UserError(f"{folder} cannot be written ({error.strerror}): name another folder with --out") from error


def _write(target: Path, body: bytes) -> None:
    if target.is_file() and target.read_bytes() == body:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(body)
    unfinished.replace(target)


def _written(folder: Path) -> set[str]:
    try:
        names = json.loads((folder / _WRITTEN).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return set()
    # Whatever stands in that file, nothing outside the folder is removed.
    return {
        name for name in names if isinstance(name, str) and ".." not in name.split("/") and not name.startswith("/")
    }
