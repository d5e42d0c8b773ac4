"""The lead: the copy believed to be the original, with the reason."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urljoin, urlsplit

from wirecopy.model import Article, Copy, LeadReason, Listing
from wirecopy.urls import normal_form

MOST_ORIGINS = 8
TRUSTED = 0.5
"""The confidence in a date's evidence from which on it may decide who was first."""

_MOST_TEXT = 200_000
_MOST_CREDITS = 16
_LONGEST_HOST = 253  # RFC 1035, section 2.3.4
_CREDIT = re.compile(
    r"\b(?:(?:originally|first)\s+(?:published|appeared|posted|reported|written)"
    r"|(?:published|appeared|posted)\s+(?:originally|first)"
    r"|(?:article|story|post|piece)\s+(?:appeared|was\s+published)\s+(?:first|originally))"
    r"\s+(?:at|on|in|by|via|here|from)\b",
    re.IGNORECASE,
)
_REACH = 200  # how far behind the words of credit, and in their sentence, the credited may be named
_SENTENCE_END = re.compile(r"[.!?…]\s|</(?:p|div|li|blockquote)\b")
_HREF = re.compile(r"""<a\b[^<>]{0,200}?\bhref\s*=\s*["']([^"'<>\s]{1,2000})["']""", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}\b", re.IGNORECASE)
_PLACE = 2
_SERVING = re.compile(r"^(?:www\d?|m|mobile|amp|feeds?|rss)\.(?=[^.]+\.)")


def origins(article: Article, listings: Iterable[Listing]) -> tuple[str, ...]:
    """The hosts where the article's own words, or a source that lists it, say that it first appeared.

    A credit gives the honour away, so there is little to gain by inventing one.
    """
    named = [host_of(listing.link.origin) for listing in listings if listing.link.origin]
    named += [host_of(urljoin(article.url, href)) for href in _credited(article.html, _HREF)]
    named += [_bare(domain) for domain in _credited(article.text, _DOMAIN)]
    own = host_of(article.url)
    return tuple(dict.fromkeys(host for host in named if host and not _same_site(host, own)))[:MOST_ORIGINS]


def date_trusted(article: Article, observed_at: datetime) -> bool:
    """Whether the article's date is stated well enough to decide who was first; one from the future is not."""
    if article.published is None or article.published > observed_at + timedelta(hours=1):
        return False
    return any(e.field == "published" and e.confidence >= TRUSTED for e in article.evidence)


def choose(
    copies: Sequence[Copy], *, reference: str | None = None, overruled: str | None = None
) -> tuple[str, LeadReason]:
    """The article id of the lead among one or more copies, and why.

    ``reference`` is the article whose text the copies were held against. ``overruled`` is the one that a person named;
    it counts while it is among the copies. Otherwise in this order:
    the page that another's rel=canonical names, the host that another credits, the earliest trusted date or sighting.
    A page with a phrase in the midst of the text that the others lack is passed over: whoever spins a text plants one.
    """
    if any(copy.article == overruled for copy in copies):
        return str(overruled), LeadReason.OVERRULED
    planted = tampered(copies, reference)
    fit = [copy for copy in copies if copy.article not in planted] or copies
    for votes, reason in (
        (_canonical_votes(copies), LeadReason.CANONICAL),
        (_credit_votes(copies), LeadReason.ATTRIBUTION),
    ):
        voted = [copy for copy in fit if copy.article in votes]
        if voted:
            return min(voted, key=lambda c: (-votes[c.article], *_order(c))).article, reason
    first, *others = sorted(fit, key=_order)
    if others and _since(first) == _since(others[0]):
        return first.article, LeadReason.UNKNOWN
    return first.article, LeadReason.EARLIEST if _since(first) < first.first_seen else LeadReason.FIRST_SEEN


def tampered(copies: Sequence[Copy], reference: str | None) -> frozenset[str]:
    """The articles that carry a phrase in the midst of the text which the other copies lack."""
    carriers = Counter(place for copy in copies for place in _places(i.at for i in copy.inserted))
    missing = Counter(place for copy in copies for place in _places(copy.lacking))
    out = {copy.article for copy in copies if any(carriers[i.at // _PLACE] == 1 for i in copy.inserted)}
    if reference and missing and 2 * max(missing.values()) > len(copies) - 1:
        out.add(reference)
    return frozenset(out)


def host_of(url: str | None) -> str:
    """The host of a URL without the labels that only say how it is served (``www.``, ``feeds.``)."""
    try:
        return _bare(urlsplit(url or "").hostname or "")
    except ValueError:
        return ""


def _places(words: Iterable[int]) -> set[int]:
    """Where in the text, so coarsely that two alignments which differ by a word or two meet."""
    return {place for at in words for place in (at // _PLACE - 1, at // _PLACE, at // _PLACE + 1)}


def _canonical_votes(copies: Sequence[Copy]) -> Counter[str]:
    """How many pages name each copy as their canonical one. A copy that itself points on to another gets none."""
    by_url = {_normal(copy.url): copy.article for copy in copies}
    points = {copy.article: by_url.get(_normal(copy.canonical)) for copy in copies if copy.canonical}
    claims = {article: target for article, target in points.items() if target and target != article}
    return Counter(target for target in claims.values() if target not in claims)


def _credit_votes(copies: Sequence[Copy]) -> Counter[str]:
    """How many copies credit the host of each other. A copy that itself credits another gets none."""
    credits_other = {
        copy.article: {
            other.article
            for other in copies
            if other.article != copy.article and any(_same_site(o, host_of(other.url)) for o in copy.origins)
        }
        for copy in copies
        if copy.origins
    }
    return Counter(t for targets in credits_other.values() for t in targets if not credits_other.get(t))


def _order(copy: Copy) -> tuple[datetime, datetime, str]:
    return (_since(copy), copy.first_seen, copy.article)


def _since(copy: Copy) -> datetime:
    """Since when a copy is known to be there: a trusted date may say earlier than we saw it, never later."""
    if copy.date_trusted and copy.published is not None:
        return min(copy.published, copy.first_seen)
    return copy.first_seen


def _credited(text: str, named: re.Pattern[str]) -> Iterable[str]:
    for credit in islice(_CREDIT.finditer(text[:_MOST_TEXT]), _MOST_CREDITS):
        found = named.search(text, credit.end(), credit.end() + _REACH)
        if found and not _SENTENCE_END.search(text, credit.end(), found.start()):
            yield found[found.lastindex or 0]


def _bare(host: str) -> str:
    return _SERVING.sub("", host.lower().rstrip("."))[:_LONGEST_HOST]


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _normal(url: str | None) -> str:
    try:
        return normal_form(url or "")
    except ValueError:
        return ""
