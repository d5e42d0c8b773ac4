# ruff: noqa: RUF001
"""Names of authors as pages write them."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

from wirecopy.extract.metadata import dates

_ROLES = (
    r"editor|reporter|writer|journalist(?:in)?|correspondent|columnist|author|contributor|professor(?:in)?|economist|"
    r"photographer|fotograf(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|autor(?:in)?|kolumnist(?:in)?|chefredakteur(?:in)?|"
    r"redacteur|verslaggever|rédact(?:eur|rice)|journaliste|redactora?|periodista|reda(?:c)?tora?|jornalista|giornalista|"
    r"redaktor(?:ka)?|dziennikar(?:z|ka)|корреспондент|журналист|редактор"
)
_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|reported|submitted|"
    r"(?:zeige )?alle beiträge|story|text|words|article|post|(?:blog\s?)?beitrag|ein beitrag|"
    r"eingestellt|gespeichert|eingetragen|erstellt|geschrieben|verfasst|veröffentlicht|escrito|publicado|scritto|pubblicato|"
    r"publié|écrit|rédigé|opublikowane|geschreven|geplaatst|"
    r"autor(?:in|a|en|es)?|author|auteur|autore|автор|texte?|view all posts|all posts|"
    r"(?:ein(?:e)? )?(?:gast)?(?:beitrag|artikel|kommentar|kolumne|bericht|interview|analyse|reportage)|"
    r"pressemitteilung|un articolo|un article|une tribune|un artículo|um artigo|een artikel)\s*)?"
    r"(?:by|from|von|vom|par|por|di|door|przez|av|af|of|от)?\s*[:|–-]?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:autor(?:in|a|en|es|zy|i)?|authors?|auteurs?|autor[ei]|авторы?|text|texte|testo|texto|tekst|by|von|par|por|di|door|"
    r"作者|文|撰文|文/图|記者|记者|(?:责任|責任)?(?:编辑|編輯)|執筆|筆者|著者|取材・文|"
    r"redaktion|redakcja|text und \w+|texte? et \w+|words and \w+|texto y \w+)\s*[:：|／]\s*",
    re.IGNORECASE,
)
_ASIAN_ROLE = re.compile(r"^(?:本报|本報)?(?:记者|記者)\s+|(?<=[\uac00-\ud7a3])\s+(?:기자|특파원)$")
"""A reporter's, before the name in Chinese and behind it in Korean."""
_SPLIT = re.compile(r"\s*(?:;|,|\||&|[、，；]|\band\b|\bund\b|\bet\b|•|·)\s*", re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:y|e|en|i|и|och|og)\s+")
"""Where "and" is short enough to be part of a name (Ortega y Gasset)."""
_TAIL = re.compile(
    r"(?:\s*[,|–—-]\s*|\s+)(?:(?:on|am|le|el|il|em|op|dnia)\s+)?"
    r"(?:\d{1,2}[./:\s]|\d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b).*$|"
    r"\s*\([^)]*\)\s*$|\s+[–—|]\s.*$|\s+(?:for|special to|via|in|at|aus|à|desde|@)\s.*$|\s*[,|–—-]?\s+(?:on|at|am)$",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?<=\w)[\s,|–—-]+(?:(?:view |see )?profile|follow(?:ing)?|unfollow|updated?|published|posted|contact|e-?mail|"
    r"share|aktualisiert|veröffentlicht|publi(?:é|cado|cerad|sert|ceret)|pubblicato|gepubliceerd|julkaistu|folgen|seguir|suivre|volgen)\b.*$",
    re.IGNORECASE,
)
"""What one may do about an author, and when, in the same line."""
_REACHED = re.compile(r"\(?\S*@\S+")
"""An address or a handle."""
_DATED = re.compile(
    rf"[\s,|–—-]*(?:\b(?:on|am|le|el|il|em|op|dnia|den)\s+)?"
    rf"(?:\b(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?[\s,]+)?"
    rf"(?:\b(?:{dates.MONTH})\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:{dates.MONTH})\b|\d{{1,2}}\.\d{{1,2}}\.|\d{{4}}-\d\d).*$",
    re.IGNORECASE,
)
"""A date behind a name, and all that follows it."""
_DIGIT = re.compile(r"\d")
_BEHIND = re.compile(r"\s(?:by|von|par|por|di|door)\s+(.+)$", re.IGNORECASE)
_INVERTED = re.compile(r"^([^\s,]+(?: [^\s,]+)?), ([^\s,]+(?: [^\s,]+)?)$")
_DEGREE = re.compile(
    r"^(?:ph\.?\s?d|m\.?\s?d|r\.?d|m\.?sc|m\.?a|b\.?a|m\.?b\.?a|mph|j\.?d|jr|sr|esq|rn|cpa)\.?$", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:,\s*|\s+[–—|-]\s+|\s+)(?:(?:senior|staff|chief|managing|deputy|associate|contributing|executive|freelance|"
    r"news|sports?|games?|politic(?:s|al)|business|tech(?:nology)?|science|health|culture|features?|web|online|\S+\.\w+)\s+)*"
    rf"(?:{_ROLES})(?:[- ]in[- ]chief)?$",
    re.IGNORECASE,
)
_OF_A_ROLE = re.compile(rf"\b(?:{_ROLES}|director|founder|gründer(?:in)?|ceo|chief \w+)\b", re.IGNORECASE)
_TITLED = re.compile(rf"^(?:\S+[- ])?(?:{_ROLES}|experte|expertin)\s+(?=\S+\s+\S+)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}\[\]=#]|\d{3}|^\d+(?::\d\d|\s?[a-z]{1,7}(?: ago)?$)|"
    r"^(?:admin|administrator|unknown|none|null|undefined|anonymous|guest|user|"
    r"webmaster|root|wordpressadmin|wp-?admin|publisher|editor|author|autor|by|home|share|follow|comments?|subscribe|"
    r"read more|view all|all posts|more|alle beiträge|stand|veröffentlicht|publiziert|erstellt|"
    r"zuletzt geändert(?: am)?|"
    r"publi(?:é|cado|cerad|sert|ceret)|pubblicato|gepubliceerd|julkaistu|posts?|profile|email|twitter|facebook|instagram|linkedin|n/a|test|default|"
    r"publiziert am|veröffentlicht am|"
    r"posted on|about the author|no author|von|vom|par|por|di|door|written by|posted|published|updated|date|"
    r"datum|agencies|red|(?:fotos?|photos?|фото|bild(?:er)?|cortesía|courtesy|courtoisie)(?:[: ].*)?)$",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"^(?=.*[\d._-])[^\s]+$|^[^\sA-ZÀ-Þ]{1,40}$")
_SMALL = frozenset(("the", "a", "an", "of", "to", "for", "with", "der", "die", "das", "des", "la", "le", "les", "el"))
_LONGEST = 60
_MOST = 10


def names(values: Iterable[str], *, not_these: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in these values, each once, in order; empty where a value is no name.

    No name is an address, a button's word, nor one of ``not_these`` (the site, which the attribution names already,
    and the headline).
    """
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
    text = " ".join(_REACHED.sub(" ", unescape(text[:300])).split())
    text = _ASIAN_ROLE.sub("", _LABEL.sub("", text))
    text = _BY.sub("", " " + text).strip() if _BY.match(" " + text) else text
    text = _BUTTON.sub("", _TAIL.sub("", text))
    text = _TITLED.sub("", _without_role(text)).strip(" .,:;|-–—•·*/»«→\"'")
    if (
        not 2 <= len(text) <= _LONGEST
        or _NO_NAME.search(text)
        or len(text.split()) > 6
        or not any(c.isalpha() for c in text)
    ):
        return ""
    return text


def is_whole(name: str, short: str) -> bool:
    """Whether ``name`` is the whole of ``short``: a first name, or what somebody logs in as (``moira.penhale``)."""
    if name.startswith(short + " "):
        return True
    words = [word for word in name.casefold().split() if len(word) > 2]
    return bool(_LOGIN.match(short)) and len(words) > 1 and any(word in short.casefold() for word in words)


def in_order(name: str) -> str:
    """*Penhale, Moira* as *Moira Penhale*: catalogues (Dublin Core, Google Scholar) put the family's name first."""
    match = _INVERTED.match(name.strip())
    return f"{match[2]} {match[1]}" if match else name


def _parts(value: str) -> list[str]:
    if urlsplit(value[:300]).scheme in ("http", "https"):
        return []
    text = _LABEL.sub("", " ".join(unescape(value[:300]).split()))
    if _DIGIT.search(text) and (dated := _DATED.search(text)):
        name = text[: dated.start()]
        behind = None if clean(name) else _BEHIND.search(dated[0])
        text = behind[1] if behind else name
    parts = _SPLIT.split(text)
    if len(parts) > 1 and any(len(part) == 1 for part in parts):
        return [text]
    told = [parts[0], *(part for part in parts[1:] if not _DEGREE.match(part.strip()) and not _is_role(part))]
    return [person for part in told for person in _persons(part)]


def _persons(part: str) -> list[str]:
    """Two whole names apart, where the word between them may also be part of one."""
    persons = _JOINED.split(part)
    return persons if all(len(person.split()) > 1 for person in persons) else [part]


def _is_role(part: str) -> bool:
    return bool(_OF_A_ROLE.search(part))


def _without_role(text: str) -> str:
    """A name without "Staff Writer" behind it, which may be all that there is of a name."""
    bare = _ROLE.sub("", text)
    words = bare.split()
    return bare if len(words) > 1 and words[-1].casefold() not in _SMALL else text


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
