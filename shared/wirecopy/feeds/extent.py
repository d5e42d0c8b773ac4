"""How much of an article may be shown: what its source grants, or what a feed wants."""

from dataclasses import replace
from enum import StrEnum
from html import escape

from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import uri
from wirecopy.model import Entry


class Extent(StrEnum):
    """The whole text, its beginning with a link to the rest, or the headline alone."""

    FULL = "full"
    EXCERPT = "excerpt"
    HEADLINE = "headline"


def limited(entry: Entry, extent: Extent, *, attribution: str = "") -> Entry:
    """The entry with no more than ``extent`` of its text, and with the line that its source asks for at the end."""
    html, summary, image = entry.html, entry.summary, entry.image
    if extent is not Extent.FULL:
        html, image = "", None
    if extent is Extent.HEADLINE:
        summary = ""
    if extent is Extent.EXCERPT:
        html = f"<p>{escape(summary)}</p>" if summary else ""
        html += f'<p><a href="{escape(uri(entry.url))}">Continue at {escape(entry.source.title)}</a></p>'
    if line(attribution):
        html += f"<p><small>{escape(line(attribution))}</small></p>"
    return replace(entry, html=html, summary=summary, image=image)
