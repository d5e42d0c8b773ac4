# ruff: noqa: RUF001, E501
"""Dates as pages write them, read strictly: what is not surely a date is none."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

_LONGEST = 64
_NAMES = """
january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty января январь янв leden ledna ocak ιανουαρίου ιανουάριος ιαν ianuarie ian січня يناير ינואר בינואר जनवरी január tammikuuta
february feb februar février févr fév febrero febbraio fevereiro fev februari lutego luty lut февраля февраль фев února şubat φεβρουαρίου φεβρουάριος φεβ februarie лютого شباط فبراير פברואר בפברואר फरवरी फ़रवरी február helmikuuta
march mar märz mrz mär mars marzo março maart mrt marca marzec марта март мар března mart μαρτίου μάρτιος μαρ marts martie березня آذار مارس מרץ במרץ मार्च maret március maaliskuuta
april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр dubna nisan απριλίου απρίλιος απρ aprilie квітня أبريل نيسان אפריל באפריל अप्रैल április huhtikuuta
may mai mayo maggio mag maio mei maja maj мая май května mayıs μαΐου μάιος μαϊ травня مايو أيار מאי במאי मई május toukokuuta
june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн června haziran ιουνίου ιούνιος ιουν iunie червня يونيو حزيران יוני ביוני जून június kesäkuuta
july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл července temmuz ιουλίου ιούλιος ιουλ iulie липня يوليو تموز יולי ביולי जुलाई július heinäkuuta
august aug août aou agosto ago augustus sierpnia sierpień sie августа август авг srpna ağustos αυγούστου αύγουστος αυγ серпня أغسطس آب אוגוסט באוגוסט अगस्त agustus augusztus elokuuta
september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz сентября сентябрь сен сент září eylül σεπτεμβρίου σεπτέμβριος σεπ septembrie вересня سبتمبر أيلول ספטמבר בספטמבר सितंबर सितम्बर szeptember syyskuuta
october oct oktober okt octobre octubre ottobre ott outubro out października październik paź октября октябрь окт října ekim οκτωβρίου οκτώβριος οκτ octombrie жовтня أكتوبر אוקטובר באוקטובר अक्टूबर अक्तूबर október lokakuuta
november nov novembre noviembre novembro listopada listopad lis ноября ноябрь ноя listopadu kasım νοεμβρίου νοέμβριος νοε noiembrie листопада نوفمبر נובמבר בנובמבר नवंबर नवम्बर marraskuuta
december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru декабря декабрь дек prosince aralık δεκεμβρίου δεκέμβριος δεκ desember decembrie грудня ديسمبر דצמבר בדצמבר दिसंबर दिसम्बर joulukuuta
"""
"""A line a month."""
_MONTHS = {
    name.casefold(): number
    for number, names in enumerate(_NAMES.strip().splitlines(), start=1)
    for name in names.split()
}
MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
"""The names of months, as a pattern."""
_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T ]{1,2}(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de |of |-|/)?\s*"
    r"([^\W\d_]{3,12}|[\u0900-\u097f]{2,12})\.?,?\s*(?:de |del |-|/)?\s*((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,12})\.?\s+(\d{1,2})\s?(?:st|nd|rd|th)?\s?,?\s+((?:19|20)\d\d)(?!\d)"
)
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d|\d\d)(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[/.年년-]\s?(\d{1,2})\s?[/.月월-]\s?(\d{1,2})(?!\d)")
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)\.?\s+([^\W\d_]{3,12})\s+(\d{1,2})(?!\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})(?=\w*\b)", re.IGNORECASE)
_CTIME = re.compile(r"\b([^\W\d_]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Z]{3,4}|[+-]\d{4}) )?((?:19|20)\d\d)(?!\d)")
"""As C's ``ctime`` and ``date`` write it."""
_CLOCK = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3])[:.h時]([0-5]\d)(?!\d)(?::([0-5]\d))?\s*(am\b|pm\b|a\.m\.|p\.m\.)?"
    r"(?:\s*(?:uhr|h)\b)?(?:\s*\(?([A-Z]{2,4}|[+-]\d\d:?\d\d)\b)?",
    re.IGNORECASE,
)
_MAILED = re.compile(r"^[A-Za-z]{3}, *\d{1,2} +[A-Za-z]{3} +\d{2,4} ")
_ZONES = {
    -8: "PST",
    -7: "MST PDT",
    -6: "CST MDT",
    -5: "EST CDT",
    -4: "EDT",
    0: "UT UTC GMT WET",
    1: "CET MEZ WEST",
    2: "CEST MESZ EET",
    3: "EEST",
    9: "JST",
}
"""RFC 5322, section 4.3, and the names in Europe and Japan that mean one thing only: hours east of Greenwich."""
_HOURS_EAST = {name: hours for hours, names in _ZONES.items() for name in names.split()}
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/.-]|$)")
_NOW = re.compile(
    r"current time|it is (?:now|currently)|last (?:post|visit)|today is|aktuelle zeit|letzter (?:beitrag|besuch)|"
    r"\b(?:deadline|anmeldeschluss|bewerbungsschluss|member since|mitglied seit|joined|registered|born|geboren)\b|"
    r"\b(?:since|seit|depuis|desde)\s+(?:\w+\s+){0,2}\d|"
    r"\b(?:founded|established|gegründet|fondée?|fundad[ao]|fondat[ao]|opgericht|založen[ao]?)\b|"
    r"\b(?:retrieved|accessed|abgerufen|consulté|consultado|consultato|geraadpleegd|dostęp)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|last (?:edit|chang|modif)|aktualisiert|geändert|änderung|bearbeitet|modifi|mis[e]? à jour|actualiz|aggiornat|atualiz|bijgewerkt|"
    r"gewijzigd|aktualiz|zmienion|обновлен|изменен|更新|編集日",
    re.IGNORECASE,
)
_ANY_MONTH = rf"(?:\d{{1,2}}\.|{MONTH})"
_SPAN = re.compile(
    rf"\b\d{{1,2}}\.?\s*(?:{_ANY_MONTH})?\s*(?:(?:19|20)\d\d)?\s*(?:[-–—]|bis(?: zum)?|to|until|au|al|hasta|tot|до)\s*"
    rf"\d{{1,2}}\.?\s?{_ANY_MONTH}|\d[:.]\d\d(?: ?(?:Uhr|h|[ap]\.?m\.?))?\s*[-–—]\s*\d{{1,2}}[:.]\d\d(?![.\d])",
    re.IGNORECASE,
)
_IN_NAME = (
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<year>20\d\d)(?!\d)"),
)
_EARLIEST = 1990


def parse(text: str, *, month_first: bool = False) -> datetime | None:
    """The date at hand; without a time, midnight. ``None`` where the text holds none, or an impossible one.

    A time keeps the offset it is given with, so that its day is the one that the page's readers see; else it is UTC.
    ``03/04/2021`` is April 3rd unless ``month_first``: outside of the United States the day goes first. A day of the
    week beside it, which only one of the two is, goes before that.
    """
    text = text.strip()[:_LONGEST]
    if not text:
        return None
    if match := _ISO.search(text):
        return _iso(match)
    if _MAILED.match(text) and (found := _mail(text)):
        return found
    if (match := _CTIME.search(text)) and (month := _MONTHS.get(match[1].casefold())):
        return _made(match[5], month, match[2], f"{match[3]} {match[4] or ''}")
    if match := _DAY_FIRST.search(text):
        month = _MONTHS.get(match[2].casefold())
        if month:
            return _made(match[3], month, match[1], text[match.end() :])
    for match in _MONTH_FIRST.finditer(text):
        month = _MONTHS.get(match[1].casefold())
        if month:
            return _made(match[3], month, match[2], text[match.end() :])
    if (match := _YEAR_NAMED.search(text)) and (month := _MONTHS.get(match[2].casefold())):
        return _made(match[1], month, match[3], text[match.end() :])
    if match := _YEAR_FIRST.search(text):
        return _made(match[1], match[2], match[3], text[match.end() :])
    if match := _DOTTED.search(text):
        return _made(match[3], match[2], match[1], text[match.end() :])
    match = _SLASHED.search(text)
    return _slashed(match, text, month_first=month_first) if match else None


def in_url(url: str) -> datetime | None:
    """The date in a URL's path (``/2021/04/03/``)."""
    match = _IN_URL.search(url[:500])
    return _made(match[1], match[2], match[3], "") if match else None


def is_now(text: str) -> bool:
    """Whether a date is said to be that of the reading, of a founding, a member or a term, rather than of the text."""
    return bool(_NOW.search(text))


def is_changed(text: str) -> bool:
    """Whether a date is said to be that of a change."""
    return bool(_CHANGED.search(text))


def is_span(text: str) -> bool:
    """Whether a text says from when to when: that is an event's time, not a text's."""
    return bool(_SPAN.search(text))


def on_day(found: datetime, days: Collection[date]) -> datetime:
    """The same instant, given as UTC, with the nearest offset that puts it on the one day that the page shows.

    A page whose times are in UTC shows its readers the day where they are. Which offset is theirs, it does not say;
    whole hours from -12 to +14 are what there is.
    """
    near = [day for day in days if abs((day - found.date()).days) == 1]
    if found.date() in days or len(near) != 1:
        return found
    if near[0] > found.date():
        hours = 24 - found.hour
        return found.astimezone(timezone(timedelta(hours=hours))) if hours <= 14 else found
    hours = found.hour + 1
    return found.astimezone(timezone(timedelta(hours=-hours))) if hours <= 12 else found


def in_name(url: str) -> datetime | None:
    """The date in the name of a page or a folder (``/20210403/``, ``03-04-2021-story``)."""
    path = urlsplit(url[:500]).path if "://" in url else url[:500]
    for pattern in _IN_NAME:
        if match := pattern.search(path):
            return _made(match["year"], match["month"], match["day"], "")
    return None


def _slashed(match: re.Match[str], text: str, *, month_first: bool) -> datetime | None:
    day, month = (match[2], match[1]) if month_first else (match[1], match[2])
    if int(month) > 12 or _falls_on_another(text, match[3], month, day):
        day, month = month, day
    return _made(match[3], month, day, text[match.end() :])


def _falls_on_another(text: str, year: str, month: str, day: str) -> bool:
    """Whether a text names a day of the week that this date is not, and with day and month exchanged it is."""
    named = _WEEKDAY.search(text)
    read, exchanged = _made(year, month, day, ""), _made(year, day, month, "")
    if named is None or read is None or exchanged is None:
        return False
    weekday = _WEEKDAYS.index(named[0].lower())
    return read.weekday() != weekday == exchanged.weekday()


def _iso(match: re.Match[str]) -> datetime | None:
    part = match.groupdict()
    try:
        found = datetime(
            int(part["year"]),
            int(part["month"]),
            int(part["day"]),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            int(part["second"] or 0),
            tzinfo=_zone(part["zone"]),
        )
        return _plausible(found)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def _named_zone(text: str | None) -> timezone:
    if text and text[0] in "+-":
        return _zone(text)
    return timezone(timedelta(hours=_HOURS_EAST.get(text or "", 0)))


def _mail(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return _plausible(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _made(year: str | int, month: str | int, day: str | int, rest: str) -> datetime | None:
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    hour = minute = second = 0
    zone: timezone = UTC
    if clock := _CLOCK.search(rest[:40]):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        zone = _named_zone(clock[5])
        half = (clock[4] or "").lower()
        if half.startswith("p") and hour < 12:
            hour += 12
        elif half.startswith("a") and hour == 12:
            hour = 0
    try:
        return _plausible(datetime(number, int(month), int(day), hour, minute, second, tzinfo=zone))
    except ValueError:
        return None


def _plausible(found: datetime) -> datetime | None:
    return found if found.year >= _EARLIEST else None
