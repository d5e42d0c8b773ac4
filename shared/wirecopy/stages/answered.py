"""What every answer of a visit is held against, whether a poll or a page was asked for."""

from dataclasses import replace
from datetime import datetime

from wirecopy.edges import Secrets
from wirecopy.frontier.answers import Verdict, read
from wirecopy.model import Page, Source
from wirecopy.stages.asking import Asking, Fetched
from wirecopy.web.credentials import Key
from wirecopy.web.response import Response

WARC = "application/warc"


def verdict_of(fetched: Fetched, asking: Asking, now: datetime, *, known_hash: str | None = None) -> Verdict:
    """What an answer means. A host that asks to be left alone is, before anything else is done."""
    verdict = read(fetched.answer, now, known_hash=known_hash)
    if verdict.hold_until is not None:
        asking.hold(verdict.hold_until)
    return verdict


def page_of(fetched: Fetched, observed_at: datetime) -> Page:
    """An answer as it is stored."""
    assert isinstance(fetched.answer, Response)  # noqa: S101 - only a response can be fresh
    return fetched.answer.page(observed_at, fetched.led_by)


async def taken(fetched: Fetched, asking: Asking, observed_at: datetime) -> Page:
    """The page that was fetched, and whether its host reserves it. Nobody else is asked for a tdmrep.json."""
    page = page_of(fetched, observed_at)
    return replace(page, reserved=(await asking.reservations(page.url)).reserve(page.url))


def key_of(source: Source | None, secrets: Secrets | None) -> Key | None:
    """The key to a source, where it has one and there is a place to read it."""
    if source is None or source.credential is None or secrets is None:
        return None
    return Key(source.credential, secrets)
