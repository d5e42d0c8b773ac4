# ruff: noqa: RUF001
"""Names of authors as pages write them."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

from wirecopy.extract.metadata import dates

_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|reported|story|text|words|article|post|beitrag|ein beitrag|eingestellt|"
    r"geschrieben|verfasst|veröffentlicht|escrito|publicado|scritto|pubblicato|publié|écrit|rédigé|opublikowane|"
    r"autor(?:in|a|en|es)?|author|auteur|autore|автор|texte?|foto|view all posts|all posts|"
    r"(?:ein(?:e)? )?(?:gast)?(?:beitrag|artikel|kommentar|kolumne|bericht|interview|analyse|reportage)|"
    r"pressemitteilung|un articolo|un article|une tribune)\s*)?"
    r"(?:by|von|vom|par|por|di|door|przez|av|of|от)?\s*[:|–-]?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:autor(?:in|a|en|es)?|authors?|auteur|autore|автор|text|texte|testo|tekst|by|von|par|por|di|door|"
    r"作者|文|記者|记者|(?:责任|責任)?(?:编辑|編輯)|redaktion|text und \w+|texte? et \w+|words and \w+)\s*[:：|]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|\||&|\band\b|\bund\b|\bet\b|•|·)\s*", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[,|–—-]\s*)?(?:(?:on|am|le|el|il|em|op|dnia)\s+)?"
    r"(?:\d{1,2}[./\s]|\d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b).*$|"
    r"\s*\([^)]*\)\s*$|\s+[–—|]\s.*$|\s+(?:for|special to|via|in|@)\s.*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"[\s,|–—-]*(?:\b(?:on|am|le|el|il|em|op|dnia|den)\s+)?"
    rf"(?:\b(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?[\s,]+)?"
    rf"(?:\b(?:{dates.MONTH})\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:{dates.MONTH})\b|\d{{1,2}}\.\d{{1,2}}\.|\d{{4}}-\d\d).*$",
    re.IGNORECASE,
)
"""A date behind a name, and all that follows it."""
_DIGIT = re.compile(r"\d")
_BEHIND = re.compile(r"\s(?:by|von|par|por|di|door)\s+(.+)$", re.IGNORECASE)
_DEGREE = re.compile(
    r"^(?:ph\.?\s?d|m\.?\s?d|r\.?d|m\.?sc|m\.?a|b\.?a|m\.?b\.?a|mph|j\.?d|jr|sr|esq|rn|cpa)\.?$", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:,\s*|\s+[–—|-]\s+|\s+)(?:(?:senior|staff|chief|managing|deputy|associate|contributing|executive|freelance|"
    r"news|sports?|games?|politic(?:s|al)|business|tech(?:nology)?|science|health|culture|features?|web|online|\S+\.\w+)\s+)*"
    r"(?:editor|reporter|writer|journalist|correspondent|columnist|author|redakteur(?:in)?|autor(?:in)?|redacteur|"
    r"rédact(?:eur|rice)|redactora?|periodista|giornalista)(?:[- ]in[- ]chief)?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}\[\]=#]|\d{3}|^(?:admin|administrator|unknown|none|null|undefined|anonymous|guest|user|"
    r"webmaster|root|wordpressadmin|wp-?admin|editor|author|autor|by|home|share|follow|comments?|subscribe|read more|"
    r"view all|all posts|more|alle beiträge|stand|veröffentlicht|publiziert|erstellt|"
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
    text = _without_role(_TAIL.sub("", text)).strip(" .,:;|-–—•·*\"'")
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
    text = _LABEL.sub("", " ".join(unescape(value[:300]).split()))
    if _DIGIT.search(text) and (dated := _DATED.search(text)):
        name = text[: dated.start()]
        behind = None if clean(name) else _BEHIND.search(dated[0])
        text = behind[1] if behind else name
    parts = _SPLIT.split(text)
    return [parts[0], *(part for part in parts[1:] if not _DEGREE.match(part.strip()) and not _is_role(part))]


def _is_role(part: str) -> bool:
    return bool(_ROLE.fullmatch(f" {part.strip()}"))


def _without_role(text: str) -> str:
    """A name without "Staff Writer" behind it, which may be all that there is of a name."""
    bare = _ROLE.sub("", text)
    return bare if len(bare.split()) > 1 else text


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
