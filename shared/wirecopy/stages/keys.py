"""Where things lie in the archive. Keys hold the observation, so that content which returns is news again."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from wirecopy.errors import DamagedError
from wirecopy.identity import content_hash

POLLS = "polls"
PAGES = "pages"
ARTICLES = "articles"


@dataclass(frozen=True, slots=True)
class Key:
    """An archive key, taken apart: which folder, and the source or article it belongs to."""

    folder: str
    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.folder}/{self.owner}/{self.name}"


def poll_key(source: str, observed_at: datetime, body: bytes) -> str:
    """Where a poll's answer lies."""
    return str(Key(POLLS, source, f"{_observation(observed_at, body)}.warc.gz"))


def page_key(article: str, observed_at: datetime, body: bytes) -> str:
    """Where an article's page lies."""
    return str(Key(PAGES, article, f"{_observation(observed_at, body)}.warc.gz"))


def version_key(article: str, observed_at: datetime, body: bytes) -> str:
    """Where what was extracted of a page lies."""
    return str(Key(ARTICLES, article, f"{_observation(observed_at, body)}.json"))


def version_key_of(page: str) -> str:
    """Where what was extracted of the page under this key lies."""
    key = parse(page)
    return str(Key(ARTICLES, key.owner, f"{key.name.removesuffix('.warc.gz')}.json"))


def parse(key: str) -> Key:
    """A key taken apart. Raises :class:`DamagedError` for one that is none of ours."""
    parts = key.split("/")
    if len(parts) != 3 or parts[0] not in (POLLS, PAGES, ARTICLES) or not all(parts):
        raise DamagedError(f"{key!r} is no key of the archive")
    return Key(*parts)


def is_later(observed_at: datetime, key: str) -> bool:
    """Whether an observation is later than the one under a key: the names of both begin with their times."""
    return _time(observed_at) > parse(key).name.partition("-")[0]


def _observation(observed_at: datetime, body: bytes) -> str:
    return f"{_time(observed_at)}-{content_hash(body)[:16]}"


def _time(observed_at: datetime) -> str:
    return f"{observed_at:%Y%m%dT%H%M%S.%fZ}"


def named_in(notification: str) -> tuple[str, ...]:
    """The keys that an S3 notification names; none for the test event that S3 sends when notifications are set up.

    Keys come URL-encoded, with ``+`` for a space (S3 user guide, "Event message structure").
    """
    records = json.loads(notification).get("Records", [])
    return tuple(unquote_plus(record["s3"]["object"]["key"]) for record in records)
