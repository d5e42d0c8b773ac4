"""What is kept between runs, as files in one folder.

``state.json`` names every other file by its content: tables, queues, streams and lists of objects as JSON lines, and
the objects' bytes under ``blobs/``. A save writes what is new beside what is there and then replaces ``state.json``, in
one step: whenever it is cut short, the folder holds the old state or the new one. What nothing names is removed last.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from wirecopy.errors import DamagedError, UserError

FORMAT: Final = 1
SECTIONS: Final = ("tables", "objects", "queues", "streams")
_MANIFEST = "state.json"
_LOCK = "lock"
_BLOBS = "blobs"
_LINES_NAME = re.compile(r".+-[0-9a-f]{32}\.jsonl(\.new)?")
_BLOB_NAME = re.compile(r"[0-9a-f]{64}(\.new)?")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``state.json``."""

    format: int = FORMAT
    saved_at: datetime
    fired: dict[str, datetime] = {}
    """When each schedule fired last."""
    files: dict[str, str] = {}
    """The file of each ``section/logical id``: its path from here, which ends in the hash of its content."""


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list of objects."""

    key: str
    blob: str
    """SHA-256 of its bytes."""
    size: int
    etag: str
    modified: datetime
    metadata: dict[str, str] = {}
    encryption: str | None = None


class StateFolder:
    """A folder of state, held by this process alone until it is let go (:func:`open_state`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = self._read_manifest()

    def _read_manifest(self) -> Manifest | None:
        """The manifest; ``None`` when nothing was saved yet. Raises :class:`DamagedError`."""
        place = self.path / _MANIFEST
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UserError(f"{place} cannot be read: {error.strerror}") from error
        try:
            version = msgspec.json.decode(content, type=_Versioned).format
        except msgspec.DecodeError as error:
            raise DamagedError(f"{place} is damaged ({error}): move {self.path} aside to begin anew") from error
        if version != FORMAT:
            raise DamagedError(
                f"{place} was written in format {version} and this version reads {FORMAT}: "
                f"use a wirecopy that reads it, or another --state"
            )
        try:
            return msgspec.json.decode(content, type=Manifest)
        except msgspec.DecodeError as error:
            raise DamagedError(f"{place} is damaged ({error}): move {self.path} aside to begin anew") from error

    @contextmanager
    def reading(self, section: str, name: str) -> Iterator[list[bytes]]:
        """The lines of :meth:`lines`, where whoever cannot make sense of them raises :class:`DamagedError`."""
        try:
            yield self.lines(section, name)
        except (msgspec.DecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
            place = self.path / section / name
            raise self.damaged(place, f"{type(error).__name__}: {error}") from error

    def lines(self, section: str, name: str) -> list[bytes]:
        """The lines that were saved under this name; none when nothing was. Raises :class:`DamagedError`."""
        file = self.manifest.files.get(f"{section}/{name}") if self.manifest else None
        if file is None:
            return []
        place = self.path / file
        try:
            content = place.read_bytes()
        except OSError as error:
            raise self.damaged(place, error.strerror or "unreadable") from error
        if _digest(content)[:32] != place.stem.rpartition("-")[2]:
            raise self.damaged(place, "its content is not what was saved")
        return content.splitlines()

    def blob(self, digest: str) -> Path:
        """Where the bytes of that SHA-256 lie."""
        return self.path / _BLOBS / digest[:2] / digest[2:]

    def read_blob(self, digest: str) -> bytes:
        """The bytes of that SHA-256. Raises :class:`DamagedError`."""
        place = self.blob(digest)
        try:
            content = place.read_bytes()
        except OSError as error:
            raise self.damaged(place, error.strerror or "unreadable") from error
        if _digest(content) != digest:
            raise self.damaged(place, "its content is not what was saved")
        return content

    def check_blobs(self, objects: Iterable[StoredObject]) -> None:
        """Raise :class:`DamagedError` for the first whose bytes are not there, or not as many as they were."""
        root = str(self.path / _BLOBS)
        for stored in objects:
            try:
                # Not by pathlib: there are thousands.
                size = os.stat(f"{root}/{stored.blob[:2]}/{stored.blob[2:]}").st_size  # noqa: PTH116
            except OSError as error:
                raise self.damaged(self.blob(stored.blob), error.strerror or "unreadable") from error
            if size != stored.size:
                raise self.damaged(self.blob(stored.blob), f"it has {size} bytes of {stored.size}")

    def damaged(self, place: Path, reason: str) -> DamagedError:
        """The error that says so."""
        return DamagedError(f"{place} is damaged ({reason}): restore it, or move {self.path} aside to begin anew")

    def write_blob(self, content: bytes) -> str:
        """Keep the bytes, unless they are there. Returns their SHA-256."""
        digest = _digest(content)
        place = self.blob(digest)
        if not (place.exists() and place.stat().st_size == len(content)):
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(place, content, durable=False)
        return digest

    def save(
        self, content: Mapping[str, list[bytes]], *, blobs: set[str], saved_at: datetime, fired: Mapping[str, datetime]
    ) -> None:
        """Keep the lines of each ``section/name``, in the place of all that was kept before.

        Names that are not given keep what they had: a table that is missing from today's template is not forgotten.
        """
        kept = {} if self.manifest is None else self.manifest.files
        files = {**kept, **{name: self._write_lines(name, lines) for name, lines in content.items()}}
        forgotten = {name: file for name, file in kept.items() if name not in content}
        blobs = blobs | self._blobs_of(forgotten)
        manifest = Manifest(saved_at=saved_at, fired=dict(fired), files={name: files[name] for name in sorted(files)})
        if blobs:
            _flush(self.path / _BLOBS)
        _replace(self.path / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), durable=True)
        self.manifest = manifest
        self._sweep(set(files.values()), blobs)

    def _write_lines(self, name: str, lines: list[bytes]) -> str:
        content = b"".join(line + b"\n" for line in lines)
        file = f"{name}-{_digest(content)[:32]}.jsonl"
        place = self.path / file
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(place, content, durable=True)
        return file

    def _blobs_of(self, files: Mapping[str, str]) -> set[str]:
        names = [name.removeprefix("objects/") for name in files if name.startswith("objects/")]
        return {
            msgspec.json.decode(line, type=StoredObject).blob for name in names for line in self.lines("objects", name)
        }

    def _sweep(self, files: set[str], blobs: set[str]) -> None:
        """Remove what is no longer named, and nothing that was not written here."""
        for section in SECTIONS:
            for place in (self.path / section).glob("*"):
                if f"{section}/{place.name}" not in files and _LINES_NAME.fullmatch(place.name):
                    place.unlink()
        for folder in (self.path / _BLOBS).glob("*"):
            for entry in list(os.scandir(folder)):
                if folder.name + entry.name not in blobs and _BLOB_NAME.fullmatch(folder.name + entry.name):
                    Path(entry).unlink()


class _Versioned(msgspec.Struct):
    format: int


@contextmanager
def open_state(path: Path) -> Iterator[StateFolder]:
    """The state in ``path``, which no other process can open meanwhile.

    Raises :class:`UserError` when another has it or the folder cannot be used, :class:`DamagedError` when what lies
    there cannot be read back.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / _LOCK).open("ab")
    except OSError as error:
        raise UserError(f"the state cannot be kept in {path}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError(f"another run is using {path}: wait until it ends, or give another --state") from error
        yield StateFolder(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(place: Path, content: bytes, *, durable: bool) -> None:
    """Make ``content`` the whole of the file at once; ``durable`` when it must outlive a power cut."""
    temporary = place.with_name(f"{place.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    temporary.replace(place)


def _flush(folder: Path) -> None:
    """Bring what was renamed into a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
