"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with every copy of a story under ``_wirecopy``."""

from typing import Any

import msgspec

from wirecopy.feeds.view import Item, View, rfc3339
from wirecopy.model import EntryCopy


def write_json_feed(view: View) -> bytes:
    """The feed as JSON Feed. Equal views give equal bytes."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "description": view.description,
        "home_page_url": view.page,
        "feed_url": view.address("feed.json"),
    }
    if view.language:
        feed["language"] = view.language
    if view.site.hub:
        feed["hubs"] = [{"type": "WebSub", "url": view.site.hub}]
    feed["items"] = [msgspec.Raw(item.once(_item)) for item in view.items]
    return msgspec.json.encode(feed)


def story_item(item: Item) -> dict[str, Any]:
    """An item of the feed, but for its content."""
    optional = {
        "url": item.url,
        "summary": item.summary,
        "image": item.image.url if item.image else "",
        "authors": [{"name": author} for author in item.authors],
        "tags": item.tags,
        "language": item.language,
    }
    return {
        "id": item.id,
        "title": item.title,
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.updated),
        **{name: value for name, value in optional.items() if value},
        "_wirecopy": {
            "story": item.story,
            "lead": item.url,
            "source": {"title": item.source, "url": item.source_url},
            "rights": item.rights or None,
            "copies": [_copy(copy) for copy in item.copies],
        },
    }


def _item(item: Item) -> bytes:
    return msgspec.json.encode(story_item(item) | {"content_html": item.html})


def _copy(copy: EntryCopy) -> dict[str, Any]:
    return {
        "url": copy.url,
        "title": copy.title,
        "source": copy.source,
        "relation": copy.relation.value,
        "similarity": copy.similarity,
        "published": rfc3339(copy.published) if copy.published else None,
        "first_seen": rfc3339(copy.first_seen),
    }
