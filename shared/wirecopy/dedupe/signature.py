"""The token sequence of a text, packed to be stored beside it: under two bytes a token."""

import zlib
from array import array

from wirecopy.errors import DamagedError

_VERSION = b"\x01"


def pack(tokens: "array[int]") -> bytes:
    """The tokens as bytes: a version, then 16 bits each, deflated."""
    return _VERSION + zlib.compress(tokens.tobytes(), 9)


def unpack(signature: bytes) -> "array[int]":
    """The tokens that :func:`pack` was given. Raises :class:`DamagedError` on anything else."""
    if signature[:1] != _VERSION:
        raise DamagedError(f"a signature of version {signature[:1].hex() or 'none'}, this one reads {_VERSION.hex()}")
    tokens = array("H")
    try:
        tokens.frombytes(zlib.decompress(signature[1:]))
    except (zlib.error, ValueError) as error:
        raise DamagedError(f"a signature that cannot be unpacked: {error}") from error
    return tokens
