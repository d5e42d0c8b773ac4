"""Pictures that only report who reads: a pixel that nobody sees, or the address of a service that counts."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

_HOSTS = re.compile(
    r"(?i)(^|\.)(pixel\.wp\.com|stats\.wordpress\.com|feedsportal\.com|doubleclick\.net|google-analytics\.com"
    r"|googletagmanager\.com|scorecardresearch\.com|quantserve\.com|imrworldwide\.com|chartbeat\.net|statcounter\.com"
    r"|matomo\.cloud|list-manage\.com|met\.vgwort\.de|px\.ads\.linkedin\.com|bat\.bing\.com|ct\.pinterest\.com)$"
    r"|^(pixel|pixels|beacon|track|tracking|counter)\."
)
_PATHS = re.compile(
    r"(?i)^https?://([^/]*\.)?(facebook\.com/tr|t\.co/i/adsct|medium\.com/_/stat)\b"
    r"|^https?://[^/?#]*/(~r|~ff)/|/(matomo|piwik)\.php\?"
    r"|/(pixel|beacon|spacer|blank|1x1|count|clear|cleardot|transparent)\.(gif|png)\b"
)
_TINY = re.compile(
    r"(?i)\s*\+?((0*1(\.0*)?|0+(\.[0-9]*)?|0*\.[0-9]+)\s*(px|pt)?|0+(\.0*)?\s*(em|rem|%))\s*;?\s*(!\s*important)?\s*"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def is_pixel(attributes: Mapping[str, object]) -> bool:
    """Whether an element is as good as invisible: a side of it is at most a pixel long, by attribute or by style.

    A length that a style's least length overrules (``width: 0; min-width: 100%``) is none.
    """
    style = attributes.get("style")
    said = dict(_declared(style)) if isinstance(style, str) else {}
    given = (attributes.get("width"), attributes.get("height"), said.get("max-width"), said.get("max-height"))
    styled = (said.get(side) for side in ("width", "height") if _is_tiny(said.get(f"min-{side}", "0")))
    return any(map(_is_tiny, (*given, *styled)))


def _is_tiny(length: object) -> bool:
    return isinstance(length, str) and _TINY.fullmatch(length) is not None


def is_beacon(address: str) -> bool:
    """Whether a picture's address, an absolute one, is that of a service that counts readers."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(_HOSTS.search(host) or _PATHS.search(address))


def _declared(style: str) -> Iterable[tuple[str, str]]:
    for declaration in _COMMENT.sub("", style).split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip().lower(), value
