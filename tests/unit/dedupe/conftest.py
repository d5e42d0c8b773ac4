"""The texts that these tests speak of: one story in six languages, spun, and another story from the same town."""

from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "testdata"


@pytest.fixture
def read() -> Callable[[str, str], str]:
    """The text of that name in that language."""
    return lambda language, name: (HERE / language / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture
def story(read: Callable[[str, str], str]) -> str:
    """An English article of 170 words."""
    return read("en", "original")


@pytest.fixture
def other(read: Callable[[str, str], str]) -> str:
    """A different article, from the same town and with some of its people."""
    return read("en", "other")
