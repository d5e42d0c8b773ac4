"""Content encodings undone within bounds, so that a small answer cannot become a large one."""

import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

from wirecopy.web.errors import BadEncodingError, TooLargeError, in_words

ACCEPTED = "gzip, deflate, br, zstd"
"""The Accept-Encoding that we send."""

_SLICE = 1 << 13
_PIECE = 1 << 14
_BROTLI_PIECE = 1 << 14
"""The decoder gives up to twice what it is asked for."""
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_MEMBERS = 1000
"""Ten megabytes could hold half a million empty ones, and each costs a new decoder."""
_ZSTD_WINDOW = 8 << 20
"""The largest window of the ``zstd`` content encoding (RFC 9659, section 3)."""

_END = bytes(64)
_ZSTD_END = zstandard.compress(_END)


def decode(body: bytes, encoding: str, *, limit: int) -> bytes:
    """``body`` with the Content-Encoding ``encoding`` undone; never holds more than ``limit`` and 64 KB of it.

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
    decoded, size = [], 0
    try:
        for piece in pieces(body):
            size += len(piece)
            if size > limit:
                raise TooLargeError(f"more than {in_words(limit)}, unpacked")
            decoded.append(piece)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise BadEncodingError(f"not the {names[0]} that it says it is") from error
    return b"".join(decoded)


def _gzip(body: bytes) -> Iterator[bytes]:
    """The members one after another (RFC 1952, section 2.2); what follows the last is padding."""
    inflating = None
    members = 0
    for unread in _slices(body):
        chunk = unread
        while chunk:
            if inflating is None:
                if not _GZIP_MAGIC.startswith(chunk[:2]):
                    break
                inflating = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
                members += 1
                if members > _MOST_MEMBERS:
                    raise EOFError
            yield inflating.decompress(chunk, _PIECE)
            chunk = inflating.unconsumed_tail or inflating.unused_data
            if inflating.eof:
                inflating = None
    if inflating is not None:
        yield from _rest(inflating)
    elif not members:
        raise EOFError


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib header that RFC 9110 wants, or without it, as some servers send."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    inflating = zlib.decompressobj(wbits=zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    for unread in _slices(body):
        chunk = unread
        while chunk:
            yield inflating.decompress(chunk, _PIECE)
            chunk = inflating.unconsumed_tail
    yield from _rest(inflating)


def _rest(inflating: "zlib._Decompress") -> Iterator[bytes]:
    """What is still to come out after all went in. Raises :class:`EOFError` when that was not all there is."""
    while not inflating.eof:
        piece = inflating.decompress(b"", _PIECE)
        if not piece and not inflating.eof:
            raise EOFError
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    for chunk in _slices(body):
        yield decompressor.process(chunk, output_buffer_limit=_BROTLI_PIECE)
        while not decompressor.can_accept_more_data():
            yield decompressor.process(b"", output_buffer_limit=_BROTLI_PIECE)
    while not decompressor.is_finished():
        piece = decompressor.process(b"", output_buffer_limit=_BROTLI_PIECE)
        if not piece:
            raise EOFError
        yield piece


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


def _slices(body: bytes) -> Iterator[bytes]:
    """The body in small parts: the decoders copy what they have not yet used, each time."""
    return (body[start : start + _SLICE] for start in range(0, len(body), _SLICE))


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
