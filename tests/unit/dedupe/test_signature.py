"""A signature is the spelling, packed; what is no signature is said to be damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.dedupe.signature import pack, unpack
from wirecopy.errors import DamagedError


@given(st.text(st.characters(max_codepoint=0xC7FF), max_size=1500))
def test_what_is_packed_comes_back(letters):
    assert unpack(pack(letters)) == letters


@pytest.mark.parametrize("damaged", [b"", b"\x00abc", b"\x03", b"\x01a", b"\x02not deflated", b"\x01\x00\xd8"])
def test_anything_else_is_damaged(damaged):
    with pytest.raises(DamagedError):
        unpack(damaged)
