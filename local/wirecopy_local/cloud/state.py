"""What is kept between runs, as files in one folder.

``state.json`` names every other file: tables, queues, streams and lists of objects as JSON lines, under names that end
in the hash of their content, and the objects' bytes in packs under ``blobs/``, one a save. A save writes what is new
beside what is there and then replaces ``state.json``, in one step: whenever it is cut short, the folder holds the old
state or the new one. What nothing names any more is removed last.

Packs, because making a file for each of fifteen thousand objects can take longer than all the rest together.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from wirecopy.errors import DamagedError, UserError

FORMAT: Final = 1
SECTIONS: Final = ("tables", "objects", "queues", "streams")
_MANIFEST = "state.json"
_LOCK = "lock"
_BLOBS = "blobs"
_PACK_NAME = re.compile(r"\d{8}\.pack(\.new)?")
_LINES_NAME = re.compile(r".+-[0-9a-f]{32}\.jsonl(\.new)?")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``state.json``."""

    format: int = FORMAT
    generation: int = 0
    """How many packs there were; it names the next."""
    saved_at: datetime
    fired: dict[str, datetime] = {}
    """When each schedule fired last."""
    files: dict[str, str] = {}
    """The file of each ``section/logical id``: its path from here, which ends in the hash of its content."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an object's bytes lie."""

    pack: str
    offset: int
    size: int
    digest: str
    """Their SHA-256."""


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list of objects."""

    key: str
    place: Place
    etag: str
    modified: datetime
    metadata: dict[str, str] = {}
    encryption: str | None = None


class Pack:
    """The bytes of a save: those that are new are written, those that are there are only named again."""

    def __init__(self, name: str, file: BinaryIO, state: "StateFolder", sparse: set[str]) -> None:
        self._name = name
        self._file = file
        self._state = state
        self._sparse = sparse
        self._places: dict[str, Place] = {}
        self.size = 0

    def add(self, content: bytes) -> Place:
        """Keep these bytes, once however often they are added. Returns where they lie."""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._places:
            self._file.write(content)
            self._places[digest] = Place(pack=self._name, offset=self.size, size=len(content), digest=digest)
            self.size += len(content)
        return self._places[digest]

    def keep(self, place: Place) -> Place:
        """Keep bytes that are there already: where they are, unless little else is left of their pack."""
        if place.pack in self._sparse:
            return self.add(self._state.read(place))
        return self._places.setdefault(place.digest, place)


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

    def read(self, place: Place) -> bytes:
        """The bytes that lie there. Raises :class:`DamagedError`."""
        pack = self.path / _BLOBS / place.pack
        try:
            with pack.open("rb") as file:
                file.seek(place.offset)
                content = file.read(place.size)
        except OSError as error:
            raise self.damaged(pack, error.strerror or "unreadable") from error
        if hashlib.sha256(content).hexdigest() != place.digest:
            raise self.damaged(pack, "its content is not what was saved")
        return content

    def check(self, places: Iterable[Place]) -> None:
        """Raise :class:`DamagedError` for the first pack that is not there, or is too short."""
        ends: dict[str, int] = {}
        for place in places:
            ends[place.pack] = max(ends.get(place.pack, 0), place.offset + place.size)
        for name, end in ends.items():
            pack = self.path / _BLOBS / name
            try:
                size = pack.stat().st_size
            except OSError as error:
                raise self.damaged(pack, error.strerror or "unreadable") from error
            if size < end:
                raise self.damaged(pack, f"it has {size} bytes of {end}")

    @contextmanager
    def packing(self, kept: Iterable[Place]) -> Iterator[Pack]:
        """A pack for the next save, given what of the older ones is still wanted."""
        wanted: dict[str, dict[int, int]] = {}
        for place in kept:
            wanted.setdefault(place.pack, {})[place.offset] = place.size
        folder = self.path / _BLOBS
        folder.mkdir(parents=True, exist_ok=True)
        sparse = {name for name, sizes in wanted.items() if 2 * sum(sizes.values()) < (folder / name).stat().st_size}
        name = self._next_pack()
        temporary = folder / f"{name}.new"
        with temporary.open("wb") as file:
            pack = Pack(name, file, self, sparse)
            yield pack
            _settle(file)
        if pack.size:
            _rename(temporary, folder / name)
        else:
            temporary.unlink()

    @property
    def _generation(self) -> int:
        return 0 if self.manifest is None else self.manifest.generation

    def _next_pack(self) -> str:
        return f"{self._generation + 1:08d}.pack"

    def damaged(self, place: Path, reason: str) -> DamagedError:
        """The error that says so."""
        return DamagedError(f"{place} is damaged ({reason}): restore it, or move {self.path} aside to begin anew")

    def save(
        self, content: Mapping[str, list[bytes]], *, packs: set[str], saved_at: datetime, fired: Mapping[str, datetime]
    ) -> None:
        """Keep the lines of each ``section/name``, in the place of all that was kept before.

        Names that are not given keep what they had: a table that is missing from today's template is not forgotten.
        """
        kept = {} if self.manifest is None else self.manifest.files
        files = {**kept, **{name: self._write_lines(name, lines) for name, lines in content.items()}}
        packs = packs | self._packs_of([name for name in kept if name not in content])
        manifest = Manifest(
            generation=self._generation + (self._next_pack() in packs),
            saved_at=saved_at,
            fired=dict(fired),
            files={name: files[name] for name in sorted(files)},
        )
        _replace(self.path / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        self.manifest = manifest
        self._sweep(set(files.values()), packs)

    def _write_lines(self, name: str, lines: list[bytes]) -> str:
        content = b"".join(line + b"\n" for line in lines)
        file = f"{name}-{_digest(content)[:32]}.jsonl"
        place = self.path / file
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(place, content)
        return file

    def _packs_of(self, names: Iterable[str]) -> set[str]:
        return {
            msgspec.json.decode(line, type=StoredObject).place.pack
            for name in names
            if name.startswith("objects/")
            for line in self.lines("objects", name.removeprefix("objects/"))
        }

    def _sweep(self, files: set[str], packs: set[str]) -> None:
        """Remove what is no longer named, and nothing that was not written here."""
        for section in SECTIONS:
            for place in (self.path / section).glob("*"):
                if f"{section}/{place.name}" not in files and _LINES_NAME.fullmatch(place.name):
                    place.unlink()
        for place in (self.path / _BLOBS).glob("*"):
            if place.name not in packs and _PACK_NAME.fullmatch(place.name):
                place.unlink()


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


def _replace(place: Path, content: bytes) -> None:
    """Make ``content`` the whole of the file, at once."""
    temporary = place.with_name(f"{place.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        _settle(file)
    _rename(temporary, place)


def _settle(file: BinaryIO) -> None:
    """Bring what was written to the disk, so that it outlives a power cut once it has its name."""
    file.flush()
    os.fsync(file.fileno())


def _rename(temporary: Path, place: Path) -> None:
    temporary.replace(place)
