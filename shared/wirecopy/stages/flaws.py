"""Which feeds are to be made anew, and why: kept beside the manifests until that is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wirecopy.codec import decode, encode
from wirecopy.errors import ConflictError, DamagedError
from wirecopy.ports import FeedFiles

PLACE = "manifests/.flaws.json"
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Flawed:
    """The feeds with a flaw, as they are stored."""

    feeds: dict[str, str] = field(default_factory=dict)
    schema: int = 1


@dataclass(frozen=True, slots=True)
class Flaws:
    """The feeds with a flaw. Noting one twice is noting it once; of several of a feed the last is told."""

    files: FeedFiles

    def known(self) -> Mapping[str, str]:
        """What is wrong, by the feed's path."""
        return self._read(self.files.document(PLACE).value)

    def note(self, path: str, flaw: str) -> None:
        """Remember that a feed is to be made anew."""
        self._write(lambda known: known | {path: flaw})

    def mended(self, path: str, flaw: str) -> None:
        """Forget a flaw, unless another was noted since."""
        self._write(lambda known: {it: what for it, what in known.items() if (it, what) != (path, flaw)})

    def _read(self, stored: bytes | None) -> dict[str, str]:
        try:
            return decode(stored, Flawed, place=PLACE).feeds if stored else {}
        except DamagedError:
            return {}  # a note that cannot be read must not keep the next one from being made

    def _write(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        for _ in range(_ATTEMPTS):
            stored = self.files.document(PLACE)
            known = self._read(stored.value)
            after = change(known)
            if after == known or self.files.put_document(
                PLACE, encode(Flawed(feeds=after)), "application/json", revision=0, tag=stored.tag
            ):
                return
        raise ConflictError(f"{PLACE} was written {_ATTEMPTS} times by others in between")
