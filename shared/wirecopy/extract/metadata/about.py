"""The rest of what a page says of its article: where it claims to live, what it shows, what one may do with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from wirecopy.extract.metadata.facts import Facts, plain
from wirecopy.extract.metadata.headings import hostname
from wirecopy.extract.urls import Resolver
from wirecopy.language import KNOWN, detect
from wirecopy.model import Image

_LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE)
_SUBTAG = re.compile(r"^[a-z]{2,3}$")
_NUMBER = re.compile(r"^\d{1,5}")
_TAG = re.compile(r"<[^>]{0,500}>")
_TO_ROBOTS = ("robots", "wirecopy", "tdm-reservation")
_SIZED = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|\d{3,4}w?|scaled)$", re.IGNORECASE)
_TELLING = 4
_TAG_METAS = str.split(
    "article:section article:tag parsely-section parsely-tags sailthru.tags dc.subject dcterms.subject news_keywords "
    "keywords"
)
_MOST_TAGS = 20
_LONGEST_TAG = 60
_HOLE = re.compile(r"/(?:undefined|null|%7B%7B.*|\{\{.*|\[object.*)$", re.IGNORECASE)
_NOT_FREE = frozenset(("false", "False", "no", False))


def robots(facts: Facts) -> tuple[tuple[str, str], ...]:
    """What the page permits robots (ours by name, or all), and whether it reserves its text from mining."""
    return tuple((name, value) for name in _TO_ROBOTS for value in facts.metas.get(name, ()))


def canonical(facts: Facts, resolve: Resolver) -> str | None:
    """The address that the page claims: ``rel=canonical`` (RFC 6596), else ``og:url``.

    A claim is passed over where it cannot be meant: a site's front page claimed by a page that is none, a host that is
    on no public network, a template's hole (``/undefined``).
    """
    for claim in (*facts.links.get("canonical", ()), facts.meta("og:url")):
        found = resolve.link(claim)
        if (
            found
            and not _HOLE.search(found)
            and _is_public(found, facts)
            and (not _is_front(found) or _is_front(facts.url))
        ):
            return found
    return None


def language(facts: Facts, text: str) -> str | None:
    """The language of the text, where it is plain and one of those that are known; else what the page declares.

    Templates are left in their maker's language: a page whose words are plainly German is German, whatever it declares.
    What it declares of a language that is not known by its words stands.
    """
    declared, spoken = _declared(facts), detect(text)
    return spoken if spoken and (declared is None or declared in KNOWN) else declared


def _declared(facts: Facts) -> str | None:
    """``html lang``, else JSON-LD, Open Graph and HTTP-like ``meta``."""
    declared = (
        facts.language,
        *(value for node in facts.articles if isinstance(value := node.get("inLanguage"), str)),
        facts.meta("og:locale", "content-language", "language", "dc.language", "dcterms.language"),
    )
    for value in declared:
        subtag = re.split(r"[-_,; ]", value.strip().lower())[0]
        if _SUBTAG.match(subtag):
            return subtag
    return None


def body(facts: Facts) -> str:
    """The text that JSON-LD gives as the article's, a paragraph a line; tags in it, which it should not have, go."""
    given = next((text for node in facts.articles if isinstance(text := node.get("articleBody"), str)), "")
    return _TAG.sub("\n", given)


def is_live(facts: Facts) -> bool:
    """Whether the page says that it is told in updates (schema.org ``LiveBlogPosting``)."""
    return "liveBlogUpdate" in facts.properties or any(
        "LiveBlogPosting" in str(node.get("@type", "")) for node in facts.articles
    )


def description(facts: Facts) -> str:
    """The page's own summary, as it gives it to machines."""
    given = facts.meta("og:description", "description", "twitter:description", "dc.description", "dcterms.abstract")
    return given or next((plain(v) for n in facts.articles if isinstance(v := n.get("description"), str)), "")


def image(facts: Facts, resolve: Resolver) -> Image | None:
    """The picture that stands for the article, with what the page says below it where it shows it too.

    JSON-LD, which gives sizes, goes before Open Graph, and that before Twitter's card; a page that names none for
    machines has that of its first figure.
    """
    captions = [(resolve.image(figure.image), figure.caption) for figure in facts.figures]
    claimed = _claimed_image(facts, resolve)
    if claimed is None:
        return next((Image(url=url, caption=caption) for url, caption in captions if url), None)
    below = next((caption for url, caption in captions if _same_picture(url, claimed.url)), "")
    return replace(claimed, caption=below or claimed.caption)


def _same_picture(one: str, other: str) -> bool:
    """Whether two addresses are of one picture, perhaps in two sizes."""
    a, b = _picture_name(one), _picture_name(other)
    return len(a) >= _TELLING and a == b


def _picture_name(url: str) -> str:
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""
    return _SIZED.sub("", name.rpartition(".")[0] or name).lower()


def _claimed_image(facts: Facts, resolve: Resolver) -> Image | None:
    for node in facts.articles:
        for found in _images(node.get("image"), facts):
            if url := resolve.image({"src": found.get("url") or found.get("contentUrl")}):
                return Image(
                    url=url,
                    caption=plain(caption) if isinstance(caption := found.get("caption"), str) else "",
                    width=_size(found.get("width")),
                    height=_size(found.get("height")),
                )
    given = facts.meta(
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
        "parsely-image-url",
        "thumbnail",
    )
    if url := resolve.image({"src": given}):
        return Image(
            url=url,
            caption=facts.meta("og:image:alt", "twitter:image:alt"),
            width=_size(facts.meta("og:image:width")),
            height=_size(facts.meta("og:image:height")),
        )
    return None


def tags(facts: Facts) -> tuple[str, ...]:
    """What the article is filed under: its sections and tags, each once."""
    found: dict[str, str] = {}
    for value in _tagged(facts):
        for part in re.split(r"[,;|]", value):
            tag = plain(part).lstrip("#")
            if 1 < len(tag) <= _LONGEST_TAG and not tag.startswith("http"):
                found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[:_MOST_TAGS]


def licence(facts: Facts, resolve: Resolver) -> str | None:
    """The licence's address, by ``rel=license``, JSON-LD, or a link to Creative Commons."""
    claims = [
        *facts.links.get("license", ()),
        *(value for node in facts.articles if isinstance(value := node.get("license"), str)),
        facts.meta("dcterms.license", "dc.rights", "dcterms.rights", "copyright"),
    ]
    for claim in claims:
        found = resolve.link(claim) if claim.startswith(("http", "/")) else ""
        if found and (claim in facts.links.get("license", ()) or _LICENCE.search(found)):
            return found
    return None


def paywalled(facts: Facts) -> bool:
    """Whether the page says that not all is for everyone (schema.org ``isAccessibleForFree``, Open Graph tier)."""
    for node in (*facts.articles, *facts.pages):
        parts = node.get("hasPart")
        for part in (node, *(parts if isinstance(parts, list) else [parts])):
            if isinstance(part, dict) and part.get("isAccessibleForFree") in _NOT_FREE:
                return True
    return facts.meta("article:content_tier", "og:article:content_tier").lower() in ("locked", "metered")


def _is_public(url: str, facts: Facts) -> bool:
    """Whether an address could be followed from elsewhere, or is on the host that the page itself came from."""
    host = hostname(url)
    named = "." in host and not host.rpartition(".")[2].isdigit() and not host.endswith((".local", ".localhost"))
    return named or bool(host and host == hostname(facts.url))


def _is_front(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def pictured(own: Image | None, listed: Image | None) -> Image | None:
    """The page's own picture, with the type and size that its listing states of the very same; else the listing's."""
    if own is None or listed is None or own.url != listed.url:
        return own or listed
    return replace(own, type=own.type or listed.type, length=listed.length)


def _images(value: Any, facts: Facts) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, str):
        yield {"url": value}
    elif isinstance(value, list):
        for item in value[:5]:
            yield from _images(item, facts)
    elif isinstance(value, dict):
        yield facts.nodes.get(str(value.get("@id")), value) if "url" not in value else value


def _size(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("value")
    match = _NUMBER.match(str(value)) if isinstance(value, str | int | float) else None
    return int(match[0]) or None if match else None


def _tagged(facts: Facts) -> Iterator[str]:
    for node in facts.articles:
        for key in ("articleSection", "keywords"):
            value = node.get(key)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str):
                    yield item
    for key in _TAG_METAS:
        yield from facts.metas.get(key, ())
