"""The judge objects: what he lets pass is no proof unless he sees what he should."""

from datetime import UTC, datetime, timedelta

import pytest
from judge import Judge

from wirecopy.web.response import Response

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
FEED = "https://a.example/feed.json"
ROBOTS = "https://a.example/robots.txt"


def judged(*requests: tuple[float, float, str, int, str]) -> list[str]:
    """The objections to requests given as begin, duration (seconds), address, status, body or Retry-After."""
    judge = Judge(agent="Wirecopy", spacing=timedelta(seconds=2), polls=frozenset({FEED}))
    events = []
    for begin, duration, url, status, said in requests:
        headers = (("Retry-After", said),) if status == 429 else ()
        answer = Response(url=url, status=status, headers=headers, body=said.encode())
        events += [(begin, "began", url, answer), (begin + duration, "ended", url, answer)]
    for at, what, url, answer in sorted(events, key=lambda event: event[0]):
        now = NOW + timedelta(seconds=at)
        if what == "began":
            judge.began(url, now)
        else:
            judge.ended(url, answer, now)
    return [objection.split(": ", 1)[1] for objection in judge.violations]


RULES = (0, 1, ROBOTS, 200, "User-agent: *\nDisallow: /private/\n")


@pytest.mark.parametrize(
    ("requests", "objection"),
    [
        ([RULES, (3, 5, FEED, 200, ""), (4, 1, "https://a.example/1", 200, "")], "1 already in flight"),
        ([RULES, (2, 1, FEED, 200, "")], "0:00:01 after the last"),
        ([(0, 1, ROBOTS, 200, "User-agent: *\nCrawl-delay: 9"), (5, 1, FEED, 200, "")], "0:00:04 after the last"),
        ([RULES, (3, 1, FEED, 429, "60"), (63, 1, "https://a.example/1", 200, "")], "asked to wait"),
        ([(0, 1, FEED, 200, "")], "before robots.txt"),
        ([RULES, (86_600, 1, FEED, 200, "")], "by a robots.txt of"),
        ([RULES, (3, 1, "https://a.example/private/1", 200, "")], "disallowed"),
        ([RULES, (3, 1, FEED, 200, ""), (3602, 1, FEED, 200, "")], "polled 0:59:59 after"),
    ],
)
def test_a_violation_is_seen(requests: list[tuple[float, float, str, int, str]], objection: str) -> None:
    found = judged(*requests)
    assert len(found) == 1
    assert found[0].startswith(objection)


def test_a_polite_visitor_is_left_in_peace() -> None:
    other = "https://b.example/robots.txt"
    assert not judged(RULES, (0, 9, other, 404, ""), (3, 1, FEED, 429, "60"), (3603, 1, FEED, 200, ""))
