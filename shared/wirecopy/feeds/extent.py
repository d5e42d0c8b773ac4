"""How much of an article is shown: the least of what its source grants, its publisher wishes and a feed wants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from wirecopy.feeds.content import beginning
from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import uri
from wirecopy.model import ArticleVersion, Copy, Entry, Extent, Source

_STRICTNESS = (Extent.FULL, Extent.EXCERPT, Extent.HEADLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What may be shown of an article, and the lines that must stand with it."""

    extent: Extent = Extent.FULL
    characters: int | None = None
    """So many of an excerpt, where its publisher said."""
    attributions: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Grant":
        """The grant that :meth:`__str__` wrote."""
        extent, characters, *attributions = text.split("\n")
        number = int(characters) if characters.isdigit() else None
        return cls(extent=Extent(extent), characters=number, attributions=tuple(attributions))

    def __str__(self) -> str:
        return "\n".join((self.extent, str(self.characters), *self.attributions))


def strictest(*extents: Extent) -> Extent:
    """The one of them that shows least."""
    return max(extents, key=_STRICTNESS.index)


def granted(
    copy: Copy, version: ArticleVersion, sources: Mapping[str, Source], *, unlicensed: Extent = Extent.FULL
) -> Grant:
    """What may be shown of a copy, by the rights of the sources that list it and its publisher's own wish.

    Where the rights of none of them are known, it is the whole of what its page licenses, and ``unlicensed`` of others.
    """
    rights = [sources[name].rights for name in copy.sources if name in sources]
    known = [right.extent for right in rights if right.extent is not None]
    by_sources = strictest(*known) if known else Extent.FULL if version.article.licence else unlicensed
    lines = filter(None, (line(right.attribution) for right in rights))
    return Grant(
        extent=strictest(by_sources, _wished(version)),
        characters=version.excerpt or None,
        attributions=tuple(dict.fromkeys(lines)),
    )


def limited(entry: Entry, grant: Grant) -> Entry:
    """The entry with no more of its text than is granted, and with the lines that its sources ask for at the end."""
    html, summary, image = entry.html, entry.summary, entry.image
    if grant.extent is not Extent.FULL:
        html, image = "", None
    if grant.extent is Extent.HEADLINE:
        summary = ""
    if grant.extent is Extent.EXCERPT:
        summary = summary if grant.characters is None else beginning(summary, grant.characters)
        html = f"<p>{escape(summary)}</p>" if summary else ""
        html += f'<p><a href="{escape(uri(entry.url))}">Continue at {escape(entry.source.title)}</a></p>'
    for attribution in grant.attributions:
        html += f"<p><small>{escape(attribution)}</small></p>"
    return replace(entry, html=html, summary=summary, image=image)


def _wished(version: ArticleVersion) -> Extent:
    if version.excerpt is None:
        return Extent.FULL
    return Extent.EXCERPT if version.excerpt else Extent.HEADLINE
