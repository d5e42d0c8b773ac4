# ruff: noqa: RUF001
"""Names of authors as pages write them."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|reported|story|text|words|article|post|beitrag|ein beitrag|eingestellt|"
    r"geschrieben|verfasst|veröffentlicht|escrito|publicado|scritto|pubblicato|publié|écrit|rédigé|opublikowane|"
    r"autor(?:in|a|en|es)?|author|auteur|autore|автор|redaktion|texte?|foto)\s*)?"
    r"(?:by|von|vom|par|por|di|door|przez|av|of|от)?\s*[:|–-]?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:autor(?:in|a|en|es)?|authors?|auteur|autore|автор|text|texte|testo|tekst|by|von|par|por|di|door|"
    r"作者|文|記者|记者)\s*[:：|]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|\||&|\band\b|\bund\b|\bet\b|•|·)\s*", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[,|–—-]\s*)?(?:(?:on|am|le|el|il|em|op|dnia)\s+)?"
    r"(?:\d{1,2}[./\s]|\d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b).*$|"
    r"\s*\([^)]*\)\s*$|\s+[–—|]\s.*$|\s+(?:for|special to|via|in|@)\s.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}\[\]=#]|\d{3}|^(?:admin|administrator|unknown|none|null|undefined|anonymous|guest|user|"
    r"webmaster|root|editor|author|autor|by|home|share|follow|comments?|subscribe|read more|view all|all posts|more|"
    r"posts?|profile|email|twitter|facebook|instagram|linkedin|n/a|test|default|publiziert am|veröffentlicht am|"
    r"posted on|about the author|staff|no author|von|vom|par|por|di|door|written by|posted|published|updated|date|"
    r"datum)$",
    re.IGNORECASE,
)
_LONGEST = 60
_MOST = 10


def names(values: Iterable[str], *, not_these: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in these values, each once, in order; empty where a value is no name (an address, a site's title)."""
    found: dict[str, str] = {}
    barred = {_key(value) for value in not_these if value}
    for value in values:
        for part in _parts(value):
            name = clean(part)
            if name and _key(name) not in barred:
                found.setdefault(_key(name), name)
    return tuple(found.values())[:_MOST]


def clean(text: str) -> str:
    """One name, without "by" and what trails behind; empty where it cannot be a name."""
    text = " ".join(unescape(text[:300]).split())
    text = _LABEL.sub("", text)
    text = _BY.sub("", " " + text).strip() if _BY.match(" " + text) else text
    text = _TAIL.sub("", text).strip(" .,:;|-–—•·*\"'")
    if (
        not 2 <= len(text) <= _LONGEST
        or _NO_NAME.search(text)
        or len(text.split()) > 6
        or not any(c.isalpha() for c in text)
    ):
        return ""
    return text


def _parts(value: str) -> list[str]:
    if urlsplit(value).scheme in ("http", "https"):
        return []
    return _SPLIT.split(unescape(value))


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
