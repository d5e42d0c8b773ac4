"""The spelling of a text, packed to be stored beside it: under two bytes a word."""

import zlib

from wirecopy.errors import DamagedError

_VERSION = b"\x01"


def pack(letters: str) -> bytes:
    """The letters as bytes: a version, then UTF-16, deflated."""
    return _VERSION + zlib.compress(letters.encode("utf-16-le"), 6)


def unpack(signature: bytes) -> str:
    """The letters that :func:`pack` was given. Raises :class:`DamagedError` on anything else."""
    if signature[:1] != _VERSION:
        raise DamagedError(f"a signature of version {signature[:1].hex() or 'none'}, this one reads {_VERSION.hex()}")
    try:
        return zlib.decompress(signature[1:]).decode("utf-16-le")
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedError(f"a signature that cannot be unpacked: {error}") from error
