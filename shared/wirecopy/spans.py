"""Spans of time as people write them: ``15m``, ``2h``, ``1d``, ``1w``."""

import re
from datetime import timedelta

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"([1-9][0-9]{0,4})([mhdw])")


def parse(text: str) -> timedelta:
    """The span that a number and a unit mean. Raises :class:`ValueError` for anything else."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no span of time: write a number and m, h, d or w, as in 15m")
    return int(match[1]) * _UNITS[match[2]]


def written(span: timedelta) -> str:
    """The shortest text that :func:`parse` reads as ``span``, which is of whole minutes."""
    unit = next(unit for unit in reversed(_UNITS) if span % _UNITS[unit] == timedelta(0))
    return f"{span // _UNITS[unit]}{unit}"
