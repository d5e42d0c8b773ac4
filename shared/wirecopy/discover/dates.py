"""Dates as strangers write them: a moment in UTC, or nothing."""

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_DATE = 64
"""Characters; the longest date in use is half of that, and date parsers are slow on what is no date."""
_AHEAD = timedelta(days=2)
"""What a wrong time zone and a slow clock can explain together; whatever lies further ahead is nonsense."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTH = re.compile(r"(\d{4})-(\d\d)")


def moment(text: str | None, now: datetime) -> datetime | None:
    """The moment that an ISO 8601, W3C or RFC 5322 date names, in UTC; ``None`` for what is no plausible date.

    A date without a zone is taken as UTC, one without a time as midnight.
    """
    if not text or len(text) > LONGEST_DATE:
        return None
    text = text.strip()
    if _MONTH.fullmatch(text):
        text += "-01"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return plausible(found, now)


def from_tuple(parsed: time.struct_time | None, text: str, now: datetime) -> datetime | None:
    """The moment that feedparser made of ``text``, by the same rules as :func:`moment`."""
    if parsed is None or len(text) > LONGEST_DATE:
        return None
    try:
        return plausible(datetime(*parsed[:6], tzinfo=UTC), now)
    except (ValueError, TypeError):
        return None


def plausible(found: datetime, now: datetime) -> datetime | None:
    """``found`` in UTC, unless it is a program's empty value (the epoch, year 1) or lies in the future."""
    try:
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
    if found.year < 1900 or found == _EPOCH or found > now + _AHEAD:
        return None
    return found
