"""When a user is told that a selector matches nothing any more."""

import pytest

from wirecopy.lessons import MOST_MISSES, Misses, lost, missed
from wirecopy.model import Rules

RULES = Rules(body=".story", title="h2", remove=(".promo",))


def after(*pages: tuple[str, ...]) -> Misses:
    """The misses after pages on which these selectors matched nothing."""
    misses = Misses()
    for number, unmatched in enumerate(pages):
        misses = missed(misses, unmatched, f"/{number}")
    return misses


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([()], {}),
        ([(".story",)], {".story": ("/0",)}),
        ([(".story", "h2"), (".story",)], {".story": ("/0", "/1")}),
        ([(".story",), ()], {}),
        ([(".story",)] * 5, {".story": ("/0", "/1", "/2")}),
        # What is to be removed need not be everywhere.
        ([(".promo",)] * 2, {}),
        ([(".promo",)] * MOST_MISSES, {".promo": ("/0", "/1", "/2")}),
        ([(".promo",), (".promo",), (), (".promo",)], {}),
        # A rule that was changed since.
        ([(".article",)], {}),
    ],
)
def test_what_is_told(pages: list[tuple[str, ...]], told: dict[str, tuple[str, ...]]) -> None:
    assert {miss.selector: miss.pages for miss in lost(after(*pages), RULES)} == told


def test_a_page_that_comes_twice_counts_once_and_a_lasting_loss_is_written_no_more() -> None:
    once = missed(Misses(), [".story"], "/0")
    assert missed(once, [".story"], "/0") == once
    full = after(*[(".story",)] * MOST_MISSES)
    assert missed(full, [".story"], "/new") == full
