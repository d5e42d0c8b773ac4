"""Content encodings undone within bounds, so that a small answer cannot become a large one."""

import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

from wirecopy.web.errors import BadEncodingError, TooLargeError

ACCEPTED = "gzip, deflate, br, zstd"
"""The Accept-Encoding that we send."""

_PIECE = 1 << 15
_BROTLI_PIECE = 1 << 14
"""The decoder gives up to twice what it is asked for."""
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_WINDOW = 8 << 20
"""The largest window of the ``zstd`` content encoding (RFC 9659, section 3)."""

_END = bytes(64)
_ZSTD_END = zstandard.compress(_END)


def decode(body: bytes, encoding: str, *, limit: int) -> bytes:
    """``body`` with the Content-Encoding ``encoding`` undone; never holds more than ``limit`` and 32 KiB of it.

    Raises :class:`BadEncodingError` for what cannot be undone, and for more than one encoding: nobody needs two, and
    each multiplies what a bomb can do. Raises :class:`TooLargeError` beyond ``limit``.
    """
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > 1:
        raise BadEncodingError(f"encoded {len(names)} times over")
    if not names or not body:
        return body
    pieces = _DECODERS.get(names[0])
    if pieces is None:
        raise BadEncodingError(f"in the unknown encoding {names[0][:40]!r}")
    decoded = bytearray()
    try:
        for piece in pieces(body):
            decoded += piece
            if len(decoded) > limit:
                raise TooLargeError(f"unpacks to more than {limit:,} bytes")
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise BadEncodingError(f"not the {names[0]} that it says it is") from error
    return bytes(decoded)


def _gzip(body: bytes) -> Iterator[bytes]:
    """The members one after another (RFC 1952, section 2.2); what follows the last is padding."""
    if not body.startswith(_GZIP_MAGIC):
        raise EOFError
    while body.startswith(_GZIP_MAGIC):
        inflating = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        yield from _inflated(inflating, body)
        body = inflating.unused_data


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib header that RFC 9110 wants, or without it, as some servers send."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    yield from _inflated(zlib.decompressobj(wbits=zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS), body)


def _inflated(inflating: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    while not inflating.eof:
        piece = inflating.decompress(body, _PIECE)
        body = inflating.unconsumed_tail
        if not piece and not body and not inflating.eof:
            raise EOFError
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    piece = decompressor.process(body, output_buffer_limit=_BROTLI_PIECE)
    while piece:
        yield piece
        piece = b"" if decompressor.is_finished() else decompressor.process(b"", output_buffer_limit=_BROTLI_PIECE)
    if not decompressor.is_finished():
        raise EOFError


def _zstd(body: bytes) -> Iterator[bytes]:
    """The frames one after another. The reader is silent about one cut short, so a mark of ours must come out last."""
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
        body + _ZSTD_END, read_across_frames=True
    )
    held = b""
    while piece := reader.read(_PIECE):
        held += piece
        yield held[: -len(_END)]
        held = held[-len(_END) :]
    if held != _END:
        raise EOFError


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
