"""Stored objects and messages as JSON: the dataclasses of :mod:`wirecopy.model`, checked when read back."""

import dataclasses
from typing import Any, TypeVar

import msgspec

from wirecopy.errors import DamagedError

T = TypeVar("T")


def encode(value: Any) -> bytes:
    """A dataclass as JSON. Equal values give equal bytes; times are RFC 3339."""
    return msgspec.json.encode(value)


def decode(data: bytes | str, kind: type[T], *, place: str) -> T:
    """The ``kind`` that :func:`encode` wrote.

    Raises :class:`DamagedError`, naming ``place``, when the bytes are no such object or of another schema.
    """
    try:
        value = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedError(f"{place} is no {kind.__name__}: {error}") from error
    expected = next((f.default for f in dataclasses.fields(kind) if f.name == "schema"), None)  # type: ignore[arg-type]
    found = getattr(value, "schema", None)
    if found != expected:
        raise DamagedError(f"{place} has schema {found}, this version reads {expected}")
    return value
