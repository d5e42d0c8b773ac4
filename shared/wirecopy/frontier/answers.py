"""What follows from an answer: pure rules from a row, an answer and the time to the row's next state."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from wirecopy.errors import FetchError
from wirecopy.frontier.rows import ENDS, SUCCESSES, Outcome, Poll, Wanted
from wirecopy.identity import content_hash
from wirecopy.web.errors import TooLargeError
from wirecopy.web.response import Response

FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=1)
PAGE_RETRIES = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
)
"""When a page that failed is asked for again; after the last it is given up."""
LOST_AFTER = 14
"""So many times in a row, which takes ten days, a source is not found until it is paused."""
HOLD = timedelta(hours=1)
"""How long a host is left alone that says 429 or 503 without saying for how long."""
MAX_REDIRECTS = 5


class DisallowedError(FetchError):
    """The host's robots.txt keeps us from this address."""


class RobotsUnavailableError(FetchError):
    """The host's robots.txt cannot be had, so nothing there may be asked for yet (RFC 9309, section 2.3.1.4)."""


class RedirectError(FetchError):
    """A redirect that is not followed: too many, to nowhere, or from https to http."""


Answer = Response | FetchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How an answer is read: its outcome, the reason in words, and until when nobody asks the host anything."""

    outcome: Outcome
    reason: str = ""
    status: int | None = None
    hold_until: datetime | None = None

    @property
    def is_success(self) -> bool:
        """Whether the address works."""
        return self.outcome in SUCCESSES


def read(answer: Answer, now: datetime, *, known_hash: str | None = None) -> Verdict:
    """An answer's verdict. ``known_hash`` is the content hash of what this address gave before."""
    if isinstance(answer, DisallowedError):
        return Verdict(outcome=Outcome.DISALLOWED, reason=str(answer))
    if isinstance(answer, RedirectError):
        return Verdict(outcome=Outcome.ODD, reason=str(answer))
    if isinstance(answer, TooLargeError):
        return Verdict(outcome=Outcome.TOO_LARGE, reason=str(answer))
    if isinstance(answer, FetchError):
        return Verdict(outcome=Outcome.UNREACHABLE, reason=str(answer))
    status = answer.status
    if answer.is_not_modified:
        return Verdict(outcome=Outcome.UNCHANGED, status=status)
    if answer.is_ok:
        same = known_hash is not None and known_hash == content_hash(answer.body)
        return Verdict(outcome=Outcome.SAME if same else Outcome.FRESH, status=status)
    if answer.is_redirect:
        return Verdict(outcome=Outcome.REDIRECTED, reason=f"to {answer.location}", status=status)
    reason = _words(status)
    if answer.is_rate_limited:
        wait = answer.retry_after(now) or HOLD
        return Verdict(outcome=Outcome.BUSY, reason=reason, status=status, hold_until=now + wait)
    return Verdict(outcome=_failure(status), reason=reason, status=status)


def after_poll(
    poll: Poll, answer: Answer, verdict: Verdict, now: datetime, *, next_at: datetime
) -> tuple[Poll, datetime | None]:
    """The poll as it is remembered after ``answer``, and when it is next due (``None``: when somebody rings for it).

    That is ``next_at`` as long as all is well; after a failure the wait doubles from an hour to a day; what is gone
    for good, or was not found for a long time, is not due again. Validators are those of the last 200 and of no other
    answer (RFC 9110, section 8.8).
    """
    poll = dataclasses.replace(
        poll, outcome=verdict.outcome, reason=verdict.reason, status=verdict.status, answered_at=now
    )
    if not verdict.is_success:
        error = verdict.reason or verdict.outcome.value
        poll = dataclasses.replace(poll, failures=poll.failures + 1, error=error, error_at=now)
        if verdict.outcome is Outcome.GONE:
            return poll, None
        if verdict.outcome is Outcome.MISSING and poll.failures >= LOST_AFTER:
            return dataclasses.replace(poll, outcome=Outcome.LOST), None
        wait = LONGEST_RETRY if verdict.outcome in ENDS else _backed_off(poll.failures)
        return poll, max(now + wait, verdict.hold_until or now)
    poll = dataclasses.replace(poll, failures=0, succeeded_at=now)
    if isinstance(answer, Response) and verdict.outcome in (Outcome.FRESH, Outcome.SAME):
        poll = dataclasses.replace(
            poll,
            etag=answer.validators.etag,
            last_modified=answer.validators.last_modified,
            validated=answer.url,
            body_hash=content_hash(answer.body),
        )
    return poll, next_at if poll.root else None


def answers_guess(verdict: Verdict) -> bool:
    """Whether it is known now if there is something at a guessed address: what only failed is asked for again."""
    return verdict.outcome not in (Outcome.BUSY, Outcome.FAILING, Outcome.UNREACHABLE)


def retry_page(wanted: Wanted, verdict: Verdict, now: datetime) -> Wanted | None:
    """The wish as it is filed after a failure; ``None`` when it is given up."""
    if verdict.outcome in ENDS or wanted.failures >= len(PAGE_RETRIES):
        return None
    due = max(now + PAGE_RETRIES[wanted.failures], verdict.hold_until or now)
    return dataclasses.replace(wanted, not_before=due, failures=wanted.failures + 1)


def _backed_off(failures: int) -> timedelta:
    doublings = min(failures - 1, 10)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _failure(status: int) -> Outcome:
    match status:
        case 401 | 403 | 451:
            return Outcome.REFUSED
        case 404:
            return Outcome.MISSING
        case 410:
            return Outcome.GONE
        case _ if status >= 500:
            return Outcome.FAILING
        case _:
            return Outcome.ODD


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
