"""What of a source's past is taken up when it is first read, and what is news from then on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.discover.backlog import Backlog
from wirecopy.model import Link

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def links(*ages: timedelta | None) -> tuple[Link, ...]:
    """One link an age; ``None`` for one without a date."""
    return tuple(
        Link(url=f"https://a.example/{n}", published=None if age is None else NOW - age) for n, age in enumerate(ages)
    )


@pytest.mark.parametrize(
    ("ages", "after", "documents", "taken"),
    [
        pytest.param([HOUR, DAY, 2 * DAY], timedelta(), (), 2, id="the newest of the past"),
        pytest.param([None, None, None], timedelta(), (), 2, id="the first of those without a date"),
        pytest.param([-HOUR, HOUR, DAY, 2 * DAY], timedelta(), (), 3, id="what is dated later is none of the past"),
        pytest.param([DAY, DAY, DAY], HOUR, ("d",), 3, id="whatever a known document names first is news"),
        pytest.param([None, None, None], HOUR, ("d",), 3, id="with or without a date"),
        pytest.param([DAY, DAY, DAY], HOUR, ("other",), 2, id="a further document of the first poll"),
        pytest.param([None, None, None], 2 * DAY, ("other",), 3, id="a new document later, without dates"),
        pytest.param([DAY, DAY, DAY], 2 * DAY, ("other",), 2, id="a new document later, with old dates"),
        pytest.param([-HOUR, -HOUR, -HOUR], 2 * DAY, ("other",), 3, id="a new document later, with new dates"),
    ],
)
def test_how_many_are_taken_up(ages, after, documents, taken):
    backlog = Backlog(since=NOW, left=2, documents=documents)
    found = backlog.claiming(links(*ages), "d", NOW + after).take(links(*ages), "d", NOW + after)
    assert found.links == links(*ages)[:taken]
    assert found.passed == links(*ages)[taken:]


AGES = st.lists(st.none() | st.integers(-48, 400).map(lambda hours: hours * HOUR), max_size=30)


@given(st.lists(AGES, max_size=6), st.integers(0, 20), st.randoms())
def test_all_documents_of_the_first_poll_together_take_no_more_than_so_many_of_the_past(documents, most, chance):
    """Claimed in one order and taken in another, as where they are read at once, and some of them twice."""
    backlog, old = Backlog(since=NOW, left=most), 0
    for number, ages in enumerate(documents):
        backlog = backlog.claiming(links(*ages), str(number), NOW)
        assert backlog.claiming(links(*ages), str(number), NOW) == backlog
    for number, ages in chance.sample(list(enumerate(documents)), len(documents)):
        found = backlog.take(links(*ages), str(number), NOW)
        assert found == backlog.take(links(*ages), str(number), NOW)
        assert sorted((*found.links, *found.passed), key=str) == sorted(links(*ages), key=str)
        old += sum(link.published is None or link.published <= NOW for link in found.links)
        backlog = backlog.noting(str(number))
        assert backlog.noting(str(number)) == backlog
        assert backlog.take(found.passed, str(number), NOW).passed == ()
    past = sum(age is None or age >= timedelta() for ages in documents for age in ages)
    assert old == min(most, past)
    assert backlog.claims == ()
