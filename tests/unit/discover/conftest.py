"""Pages to discover from: a file under testdata, or bytes written where they are needed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirecopy.model import Page

TESTDATA = Path(__file__).parent / "testdata"
NOW = datetime(2026, 3, 21, tzinfo=UTC)


@pytest.fixture
def page():
    """A page of these bytes, or of the file of that name."""

    def make(body: bytes | str, url: str = "https://news.example/feed", content_type: str = "") -> Page:
        if isinstance(body, str):
            body = (TESTDATA / body).read_bytes()
        headers = (("Content-Type", content_type),) if content_type else ()
        return Page(url=url, headers=headers, body=body, observed_at=NOW)

    return make
