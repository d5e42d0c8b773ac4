"""What a page says, as extraction found it."""

import re
from dataclasses import dataclass
from datetime import datetime

from wirecopy.model.sources import Image

_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a field of an article came from, as read there, and how far to trust it (0 to 1)."""

    field: str
    source: str
    value: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one page says, as extraction found it. All URLs are absolute; ``html`` is sanitised."""

    url: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    """The primary subtag of BCP 47, in lower case (``en``)."""
    text: str = ""
    """One block a line."""
    html: str = ""
    canonical: str | None = None
    """What the page claims. Evidence, never identity."""
    site_name: str = ""
    description: str = ""
    image: Image | None = None
    tags: tuple[str, ...] = ()
    licence: str | None = None
    paywalled: bool = False
    evidence: tuple[Evidence, ...] = ()
    robots: tuple[tuple[str, str], ...] = ()
    """What its ``<meta>`` elements permit robots, as names and contents."""
    next_page: str | None = None
    """Where the page says that it goes on. Whether that is the same article shows only there."""
    unmatched_rules: tuple[str, ...] = ()
    """The selectors of the source's rules that matched nothing on this page."""

    @property
    def author(self) -> str:
        """The authors in one line."""
        return ", ".join(self.authors)

    @property
    def word_count(self) -> int:
        """Words by white space, and each character of Han and kana, which are written without it."""
        return len(_SPACELESS.sub(" x ", self.text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """An article as it stood when its page was observed. Ordered by ``(observed_at, extractor)``, never by content."""

    id: str
    """The article's id: :func:`wirecopy.identity.article_id` of the URL that finally answered."""
    observed_at: datetime
    extractor: str
    page_key: str
    article: Article
    entry_of: str = ""
    """The feed whose entry it was taken from, where its page was not fetched."""
    excerpt: int | None = None
    """So many characters of its text may be shown, by its publisher's wish; all where ``None``."""
    wishes: tuple[str, ...] = ()
    """The words that its publisher said so with."""
    schema: int = 1
