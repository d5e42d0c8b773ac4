"""What a function is told by its environment, read once into a frozen dataclass."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

from wirecopy.errors import UserError

T = TypeVar("T")


def read(kind: type[T], environ: Mapping[str, str]) -> T:
    """A ``kind`` whose field ``some_name`` is the variable ``SOME_NAME``, as text, whole number or number.

    Raises :class:`UserError` that names every variable which is missing or is no such number.
    """
    values: dict[str, Any] = {}
    wrong = []
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        name = field.name.upper()
        if name not in environ:
            wrong.append(f"{name} is missing")
            continue
        try:
            values[field.name] = hints[field.name](environ[name])
        except ValueError:
            wrong.append(f"{name}={environ[name]!r} is no {hints[field.name].__name__}")
    if wrong:
        raise UserError(f"environment of {kind.__name__}: {', '.join(wrong)}")
    return kind(**values)
