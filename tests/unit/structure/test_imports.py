"""The house rules that docs/architecture.md draws: which room may import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import wirecopy

PACKAGE = Path(wirecopy.__file__).parent
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists())
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")
"""Rooms of one file."""
PURE = ("dedupe", "discover", "extract", "feeds")


def imports(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path, node.module or ""
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def rooms_used(room: str) -> set[str]:
    used = {name.split(".")[1] for _, name in imports(PACKAGE / room) if name.startswith("wirecopy.")}
    return used & {*ROOMS, *MODULES} - {room}


@pytest.mark.parametrize("room", PURE)
@pytest.mark.parametrize(
    "forbidden", ["boto3", "botocore", "aiohttp", "wirecopy.store", "wirecopy.web", "wirecopy.stages"]
)
def test_a_pure_room_reaches_nothing_outside(room: str, forbidden: str) -> None:
    assert not [(path.name, name) for path, name in imports(PACKAGE / room) if (name + ".").startswith(forbidden + ".")]


def test_only_the_stores_import_boto3() -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path, name in imports(PACKAGE)
        if name.split(".")[0] in ("boto3", "botocore")
    }
    assert users == {"store"}


@pytest.mark.parametrize("name", ["os.environ", "aws_lambda_powertools", "wirecopy_local"])
def test_nothing_in_the_package_knows_where_it_runs(name: str) -> None:
    assert not [path.name for path, found in imports(PACKAGE) if (found + ".").startswith(name + ".")]


def test_rooms_use_each_other_in_one_direction() -> None:
    used = {room: rooms_used(room) for room in (*ROOMS, *MODULES)}
    settled: set[str] = set()
    while ready := {room for room in used if room not in settled and used[room] <= settled}:
        settled |= ready
    assert settled == set(used), f"these go round in a circle: { {r: used[r] for r in set(used) - settled} }"
