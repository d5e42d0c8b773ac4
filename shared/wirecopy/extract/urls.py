"""The addresses in a page made absolute, and the picture that a lazily loaded image stands for."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from wirecopy.pixels import is_beacon, is_pixel

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-url", "data-image", "src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_WIDEST = 2000
_LONGEST = 4096


class Resolver:
    """Resolves against a page's URL and its ``base`` element (RFC 3986, section 5)."""

    def __init__(self, url: str, base: str = "") -> None:
        self.base = absolute(url, base) or url if base else url

    def link(self, reference: str) -> str:
        """An absolute ``http``, ``https`` or ``mailto`` address; empty for any other, such as script."""
        if not reference or reference.startswith("#"):
            return ""
        return absolute(self.base, reference, schemes=("http", "https", "mailto"))

    def image(self, attributes: Mapping[str, Any]) -> str:
        """The address of an image, the real one of a lazily loaded; empty for placeholders and tracking pixels."""
        if is_pixel(attributes):
            return ""
        for name in _LAZY[:-1]:
            if found := self._picture(attributes.get(name)):
                return found
        for name in _SETS:
            value = attributes.get(name)
            if isinstance(value, str) and (found := self._picture(_largest(value))):
                return found
        return self._picture(attributes.get("src"))

    def _picture(self, reference: object) -> str:
        if not isinstance(reference, str) or not reference.strip() or reference.lstrip()[:5].lower() == "data:":
            return ""
        found = absolute(self.base, reference)
        return "" if is_beacon(found) else found


def absolute(base: str, reference: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """``reference`` resolved against ``base``; empty where that gives no address of these schemes."""
    reference = "".join(reference.split()) if "\n" in reference or "\t" in reference else reference.strip()
    if len(reference) > _LONGEST:
        return ""
    try:
        joined = urljoin(base, reference)
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme not in schemes or (parts.scheme != "mailto" and not parts.netloc):
        return ""
    return joined.replace(" ", "%20")


def _largest(value: str) -> str:
    """The widest candidate of a ``srcset`` that is not wider than a page needs."""
    best, most = "", -1.0
    for candidate in value[: 8 * _LONGEST].split(", "):
        parts = candidate.split()
        if not parts:
            continue
        try:
            size = float(parts[1][:-1]) if len(parts) > 1 else 1.0
        except ValueError:
            size = 1.0
        if most < size <= _WIDEST:
            best, most = parts[0].rstrip(","), size
    return best
