"""From a site's folder to what its server answers."""

import functools
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from wirecopy_local.demo.templates import fill, paragraphs

FOLDER = Path(__file__).parent
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/feed+json",
    ".txt": "text/plain; charset=utf-8",
}
_RELATED = 3
_NEW_PAGE = "\n\n***\n\n"
"""Where an article goes on on a further page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What lies at a path: a body with its type, or a move. ``modified`` gives it validators."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""
    modified: datetime | None = None
    gzip: bool = False

    @property
    def etag(self) -> str:
        """The same for the same bytes, on every machine."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


Site = Mapping[str, Resource]
"""What lies at which path of a host."""


@functools.cache
def load_sites(folder: Path = FOLDER / "sites") -> Mapping[str, Site]:
    """Every site in the folder, by host."""
    return {place.name: _site(place) for place in sorted(folder.iterdir()) if (place / "site.toml").exists()}


def _site(place: Path) -> Site:
    settings = tomllib.loads((place / "site.toml").read_text("utf-8"))
    home = f"http://{place.name}/"
    articles = [_article(path, home, settings["article"]) for path in place.glob("*.txt") if path.stem != "robots"]
    articles.sort(key=lambda article: str(article["iso"]), reverse=True)
    common = {
        "site": settings["title"],
        "site_json": json.dumps(settings["title"]),
        "about": settings["about"],
        "home": home,
        "articles": articles,
        "related": articles[:_RELATED],
        "updated_iso": articles[0]["iso"],
        "updated_rfc": articles[0]["rfc"],
        # Characters that XML forbids: a vertical tab, an escape and a noncharacter.
        "control": "\x0b\x1b\uffff",
    }
    validated, gzipped = settings.get("validators", True), settings.get("gzip", False)
    site: dict[str, Resource] = {}

    def add(path: str, template: str, values: Mapping[str, Any], modified: datetime, charset: str = "utf-8") -> None:
        source, suffix = (place / template).read_text("utf-8"), Path(template).suffix
        text = fill(source, {**values, "charset": charset}, as_json=suffix == ".json")
        site[path] = Resource(
            body=text.encode(charset),
            # Old servers leave the charset of an old page to its <meta>.
            content_type=_TYPES[suffix] if charset == "utf-8" else "text/html",
            modified=modified if validated else None,
            gzip=gzipped,
        )

    for path, template in settings["documents"].items():
        add(path, template, common, articles[0]["published"])
    for article in articles:
        related = [other for other in articles if other is not article][:_RELATED]
        charset = settings.get("charset", {}).get(article["slug"], "utf-8")
        values = {**common, **article, "related": related}
        for page in article["pages"]:
            add(page["path"], "article.html", {**values, "body": page["body"]}, article["published"], charset)
    for path, target in settings.get("moved", {}).items():
        site[path] = Resource(status=301, location=home + target.removeprefix("/"))
    for path, status in settings.get("status", {}).items():
        site[path] = Resource(status=status, body=b"<h1>Something went wrong</h1>")
    return site


def _article(file: Path, home: str, pattern: str) -> dict[str, Any]:
    """The values that an article gives to templates, from its header and its text."""
    head, _, text = file.read_text("utf-8").partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    published = datetime.fromisoformat(header["date"]).astimezone(UTC)
    number = int(published.timestamp()) // 60 % 100_000
    path = pattern.format(year=published.year, month=f"{published.month:02}", slug=file.stem, number=number)
    bodies = text.split(_NEW_PAGE)
    return {
        "slug": file.stem,
        "number": number,
        "path": path,
        "url": home + path.removeprefix("/"),
        "listed": home + header.get("listed", path).removeprefix("/"),
        "title": header["title"],
        "title_json": json.dumps(header["title"]),
        "author": header["author"],
        "author_json": json.dumps(header["author"]),
        "tags": [{"name": name} for name in header["tags"].split(", ")],
        "published": published,
        "iso": published.isoformat(),
        "rfc": format_datetime(published),
        "day": f"{published:%Y-%m-%d}",
        "human": f"{published.day} {published:%B %Y}",
        "summary": text.partition("\n")[0].partition(". ")[0].rstrip(".") + ".",
        "body": paragraphs("\n\n".join(bodies)),
        "pages": [
            {"page": nth, "path": path if nth == 1 else f"{path}/{nth}", "body": paragraphs(body)}
            for nth, body in enumerate(bodies, 1)
        ],
        "turn": [{}] if len(bodies) > 1 else [],
    }
