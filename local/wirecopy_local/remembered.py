"""How the last run was set up, for the commands between runs that change what is published."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "setting.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The template's parameters in a run, and the folder that it wrote the feeds to."""

    parameters: Mapping[str, str]
    out: str


def remember(state: Path, setting: Setting) -> None:
    """Keep a run's setting beside its state."""
    (state / _NAME).write_text(json.dumps(asdict(setting), indent=1), encoding="utf-8")


def remembered(state: Path) -> Setting | None:
    """The setting of the last run; ``None`` before the first."""
    try:
        return Setting(**json.loads((state / _NAME).read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return None
