"""Texts and articles on their way into a story."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.placing import Arrival
from wirecopy.model import Article, ArticleVersion, Link, Listing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_TEXTS = Path(__file__).parent / "testdata"


@pytest.fixture(scope="session")
def read() -> Callable[[str], str]:
    """A text of testdata by its name."""
    return lambda name: (_TEXTS / f"{name}.txt").read_text()


@pytest.fixture(scope="session")
def arrival(read: Callable[[str], str]) -> Callable[..., Arrival]:
    """Makes the arrival of an article called ``name``, with the text given or of a file of that name."""

    def make(
        name: str,
        text: str,
        *,
        minute: int = 0,
        extractor: str = "1",
        sources: tuple[str, ...] = (),
        tags: tuple[str, ...] = (),
        **said: Any,
    ) -> Arrival:
        body = read(text) if text in {p.stem for p in _TEXTS.glob("*.txt")} else text
        version = ArticleVersion(
            id=name,
            observed_at=NOON + timedelta(minutes=minute),
            extractor=extractor,
            page_key=f"pages/{name}/{minute}",
            article=Article(**{"url": f"https://{name}.example/", "text": body, "language": "en", **said}),
        )
        link = Link(url=version.article.url)
        return Arrival(
            version=version,
            key=f"articles/{name}/{minute}-{extractor}.json",
            fingerprint=fingerprint(body, language="en"),
            listings=tuple(
                Listing(source=source, article=name, link=link, tags=tags, seen_at=NOON) for source in sources
            ),
            now=NOON + timedelta(minutes=minute),
        )

    return make
