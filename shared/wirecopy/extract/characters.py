"""Characters that no XML document may hold, taken out of an article: whoever publishes it need not fear them."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from wirecopy.model import Article

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""All but the ``Char`` of XML 1.0, section 2.2."""


def legible(article: Article) -> Article:
    """The article without those characters, in all that is text in it."""
    return replace(article, **_changed(article))


def _changed(whole: Any) -> dict[str, Any]:
    """The fields of a dataclass that hold such characters, without them."""
    held = {field.name: getattr(whole, field.name) for field in fields(whole)}
    return {name: clean for name, value in held.items() if (clean := _clean(value)) is not value}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value) if _FORBIDDEN.search(value) else value
    if isinstance(value, tuple):
        clean = tuple(map(_clean, value))
        return clean if clean != value else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = _changed(value)
        return replace(value, **changed) if changed else value
    return value
