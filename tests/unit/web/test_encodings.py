"""Content encodings: each is undone exactly, and none can make more of itself than is allowed."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.web.encodings import decode
from wirecopy.web.errors import BadEncodingError, TooLargeError

MEGABYTE = 1 << 20
INFLATE_STATE = 48 << 10
"""What zlib itself holds, mostly its window."""


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate without its header": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
every_encoding = pytest.mark.parametrize("encoding", ENCODERS)


def named(encoding: str) -> str:
    return encoding.partition(" ")[0]


@every_encoding
@given(data=st.binary(max_size=300), times=st.sampled_from([1, 7, 1000]))
def test_an_encoding_is_undone(encoding: str, data: bytes, times: int) -> None:
    assert decode(ENCODERS[encoding](data * times), named(encoding), limit=MEGABYTE) == data * times


@every_encoding
def test_a_body_of_exactly_the_limit_is_taken(encoding: str) -> None:
    data = bytes(range(256)) * 1024
    body = ENCODERS[encoding](data)
    assert decode(body, named(encoding), limit=len(data)) == data
    with pytest.raises(TooLargeError, match=r"^more than 262,143 bytes, unpacked$"):
        decode(body, named(encoding), limit=len(data) - 1)


@every_encoding
def test_a_bomb_is_stopped_within_64_kilobytes(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(30 * MEGABYTE))
    assert len(bomb) < 40_000
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            decode(bomb, named(encoding), limit=MEGABYTE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTE + (64 << 10) + INFLATE_STATE


@every_encoding
def test_a_body_cut_short_is_refused(encoding: str) -> None:
    body = ENCODERS[encoding](bytes(range(256)) * 2000)
    for length in (1, len(body) // 2, len(body) - 5, len(body) - 1):
        with pytest.raises(BadEncodingError, match=f"^not the {named(encoding)} that it says it is$"):
            decode(body[:length], named(encoding), limit=MEGABYTE)


@every_encoding
@given(body=st.binary(min_size=1, max_size=200))
def test_any_bytes_end_in_a_body_or_a_reason(encoding: str, body: bytes) -> None:
    with suppress(BadEncodingError, TooLargeError):
        assert len(decode(body, named(encoding), limit=MEGABYTE)) <= MEGABYTE


@pytest.mark.parametrize("encoding", ["", "identity", "Identity, ", " ,identity"])
def test_identity_is_no_encoding(encoding: str) -> None:
    assert decode(b"as it is", encoding, limit=3) == b"as it is"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,br", "br, identity, gzip", ",".join(["gzip"] * 100)])
def test_nested_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(BadEncodingError, match=r"^encoded \d+ times over$"):
        decode(gzip.compress(gzip.compress(b"x")), encoding, limit=MEGABYTE)


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(BadEncodingError, match=r"^in the unknown encoding 'compress'$"):
        decode(b"x", "Compress", limit=MEGABYTE)


def test_nothing_in_an_encoding_is_nothing() -> None:
    assert decode(b"", "gzip", limit=MEGABYTE) == b""


@pytest.mark.parametrize("padding", [b"", bytes(512), b"\r\n", b"\x1e"])
def test_gzip_may_come_in_members_and_with_padding(padding: bytes) -> None:
    members = b"".join(gzip.compress(bytes([letter]) * 20_000) for letter in b"abc")
    assert decode(members + padding, "gzip", limit=MEGABYTE) == b"a" * 20_000 + b"b" * 20_000 + b"c" * 20_000


def test_gzip_members_may_begin_anywhere() -> None:
    """Also with their two magic bytes in two of the slices in which a body is read."""
    noise = zlib.compress(bytes(200), 0) * 200
    first = gzip.compress(noise, 0)
    for length in range((1 << 13) - 40, (1 << 13) + 5):
        head = gzip.compress(noise[: length - (len(first) - len(noise))], 0)
        assert decode(head + gzip.compress(b"end"), "gzip", limit=MEGABYTE).endswith(b"end")


def test_gzip_of_endless_empty_members_is_refused() -> None:
    with pytest.raises(BadEncodingError):
        decode(gzip.compress(b"") * 100_000, "gzip", limit=MEGABYTE)


def test_zstd_may_come_in_frames() -> None:
    assert decode(zstandard.compress(b"a") + zstandard.compress(b"b"), "zstd", limit=MEGABYTE) == b"ab"


def test_a_zstd_window_beyond_the_standard_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(BadEncodingError):
        decode(compressor.compress(bytes(MEGABYTE)) + compressor.flush(), "zstd", limit=2 * MEGABYTE)
