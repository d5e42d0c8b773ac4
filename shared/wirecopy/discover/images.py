"""The picture that a feed gives an entry, with the type and size that it states: nobody need be asked for those."""

from collections.abc import Iterator, Mapping
from typing import Any

from wirecopy.discover.found import absolute
from wirecopy.model import Image

_MOST_DIGITS = 12


def of_entry(entry: Any, base: str) -> Image | None:
    """The first picture among an entry's enclosures and its Media RSS content, as feedparser gives them."""
    enclosures = ({**it, "url": it.get("href")} for it in entry.get("enclosures", ()))
    return _first((*enclosures, *entry.get("media_content", ())), "filesize", base)


def of_item(item: Mapping[str, Any], base: str) -> Image | None:
    """The picture of a JSON Feed's item: the first among its attachments, else its ``image``."""
    attached = item.get("attachments")
    given = [it for it in attached if isinstance(it, dict)] if isinstance(attached, list) else []
    named = ({**it, "type": it.get("mime_type")} for it in given)
    return _first((*named, {"url": item.get("image"), "medium": "image"}), "size_in_bytes", base)


def _first(given: tuple[Mapping[str, Any], ...], size: str, base: str) -> Image | None:
    return next(_images(given, size, base), None)


def _images(given: tuple[Mapping[str, Any], ...], size: str, base: str) -> Iterator[Image]:
    for it in given:
        kind = str(it.get("type") or "").lower().strip()
        url = absolute(it["url"], base) if isinstance(it.get("url"), str) else None
        if url and (kind.startswith("image/") or (not kind and it.get("medium") == "image")):
            yield Image(
                url=url,
                type=kind,
                length=_number(it.get("length") or it.get(size)),
                width=_number(it.get("width")),
                height=_number(it.get("height")),
            )


def _number(given: Any) -> int | None:
    text = str(given).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return int(text) or None
