"""The spelling of a text, packed to be stored beside it: two bytes a word or less."""

import zlib

from wirecopy.errors import DamagedError

_PLAIN = b"\x01"
_DEFLATED = b"\x02"
_UNIT = 1_000
"""What is no longer is left plain: a DynamoDB write costs by the started KiB, so that deflating would save nothing."""


def pack(letters: str) -> bytes:
    """The letters as bytes: a version, then UTF-16, deflated where it is long."""
    raw = letters.encode("utf-16-le")
    return _PLAIN + raw if len(raw) <= _UNIT else _DEFLATED + zlib.compress(raw)


def unpack(signature: bytes) -> str:
    """The letters that :func:`pack` was given. Raises :class:`DamagedError` on anything else."""
    version, raw = signature[:1], signature[1:]
    if version not in (_PLAIN, _DEFLATED):
        raise DamagedError(f"a signature of version {version.hex() or 'none'}, this one reads 01 and 02")
    try:
        return (zlib.decompress(raw) if version == _DEFLATED else raw).decode("utf-16-le")
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedError(f"a signature that cannot be unpacked: {error}") from error
