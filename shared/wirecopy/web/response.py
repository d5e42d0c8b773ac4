"""What a server answered, as an object that answers questions by name."""

import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wirecopy.model import Page
from wirecopy.urls import absolute

LONGEST_WAIT = timedelta(days=7)
"""As far as a Retry-After is believed."""
LONGEST_AGE = timedelta(days=365)
"""As far as a freshness lifetime is believed (RFC 2616, section 14.21, advised no more)."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNDONE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_DATE_LENGTH = 64
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to be asked again with, byte for byte as received (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


NONE = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer. ``url`` is the address that was asked; ``body`` is decoded from transfer and content encodings."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case; ``None`` where it is absent."""
        return next(self._values(name), None)

    @property
    def is_ok(self) -> bool:
        """200: here is the whole of it. Other 2xx are not (RFC 9110, section 15.3)."""
        return self.status == 200

    @property
    def is_not_modified(self) -> bool:
        """304: what the validators stand for is still so."""
        return self.status == 304

    @property
    def is_redirect(self) -> bool:
        """The answer is elsewhere, and the server says where."""
        return self.status in _REDIRECTS and self.location is not None

    @property
    def is_permanent_redirect(self) -> bool:
        """301 or 308: the address itself has changed."""
        return self.is_redirect and self.status in (301, 308)

    @property
    def is_downgrade(self) -> bool:
        """A redirect from https to http."""
        return self.is_redirect and self.url.startswith("https:") and str(self.location).startswith("http:")

    @property
    def is_rate_limited(self) -> bool:
        """429 or 503: the host wants to be left alone for a while."""
        return self.status in (429, 503)

    @property
    def is_refused(self) -> bool:
        """401, 403 or 451: not for us."""
        return self.status in (401, 403, 451)

    @property
    def is_missing(self) -> bool:
        """404: not here, perhaps again later."""
        return self.status == 404

    @property
    def is_gone(self) -> bool:
        """410: not here, and never again."""
        return self.status == 410

    @property
    def is_server_error(self) -> bool:
        """5xx: the server's own trouble."""
        return self.status >= 500

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as an absolute address; ``None`` when it says nothing, or nothing we could ask."""
        target = self.header("Location")
        return absolute(self.url, target) if target else None

    @property
    def validators(self) -> Validators:
        """ETag and Last-Modified as they must be echoed. One that is not ASCII could not be, and is left out."""
        return Validators(self._echoable("ETag"), self._echoable("Last-Modified"))

    @property
    def max_age(self) -> timedelta | None:
        """For how long this answer is fresh, of Cache-Control and Expires (RFC 9111, section 4.2.1); at most a year.

        ``None`` when the server does not say.
        """
        directives = self._cache_control()
        if "no-store" in directives or "no-cache" in directives:
            return timedelta(0)
        if "max-age" in directives:
            lifetime = _seconds(directives["max-age"])
        elif (expires := self.header("Expires")) is not None:
            lifetime = self._until(expires)
        else:
            return None
        if lifetime is None:  # "an invalid freshness value is stale"
            return timedelta(0)
        age = _seconds(self.header("Age")) or timedelta(0)
        return min(max(lifetime - age, timedelta(0)), LONGEST_AGE)

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters; empty where none is given."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def retry_after(self, now: datetime) -> timedelta | None:
        """How long the server asks us to wait (RFC 9110, section 10.2.3), from seconds or a date; at most a week.

        ``None`` when it does not say, or says it so that nobody can read it.
        """
        value = self.header("Retry-After")
        if value is None:
            return None
        wait = _seconds(value)
        if wait is None and (at := _date(value)) is not None:
            wait = at - now
        return None if wait is None else min(max(wait, timedelta(0)), LONGEST_WAIT)

    def page(self, observed_at: datetime, led_by: tuple[str, ...] = ()) -> Page:
        """This answer to be kept; without the headers that describe encodings which are undone."""
        headers = tuple((name, value) for name, value in self.headers if name.lower() not in _UNDONE)
        return Page(
            url=self.url, led_by=led_by, status=self.status, headers=headers, body=self.body, observed_at=observed_at
        )

    def _values(self, name: str) -> Iterator[str]:
        wanted = name.lower()
        return (value for key, value in self.headers if key.lower() == wanted)

    def _echoable(self, name: str) -> str | None:
        value = self.header(name)
        return value if value and value.isascii() and value.isprintable() else None

    def _cache_control(self) -> dict[str, str]:
        directives: dict[str, str] = {}
        for directive in ",".join(self._values("Cache-Control")).split(","):
            name, _, value = directive.partition("=")
            directives.setdefault(name.strip().lower(), value.strip().strip('"'))
        return directives

    def _until(self, expires: str) -> timedelta | None:
        end = _date(expires)
        start = _date(self.header("Date") or "")
        return None if end is None or start is None else end - start


def _seconds(value: str | None) -> timedelta | None:
    return timedelta(seconds=int(value)) if value and _SECONDS.fullmatch(value.strip()) else None


def _date(value: str) -> datetime | None:
    """An HTTP date, in any of its three forms."""
    if len(value) > _DATE_LENGTH:
        return None
    try:
        date = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
