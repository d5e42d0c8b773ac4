"""The layer carries what the package needs, in the versions that the tests ran with."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if "==" in line]
    return {normal(name): version for name, _, version in (line.partition("==") for line in lines)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_layer_has_the_versions_that_were_tested() -> None:
    tested = pins(ROOT / "constraints.txt")
    layer = pins(ROOT / "shared/requirements.txt")
    assert layer.items() <= tested.items()


def test_the_layer_has_all_that_the_package_imports() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    needed = {normal(re.split(r"[\[<>=]", requirement)[0]) for requirement in stated}
    only_here = {"aws-sam-translator", "boto3", "moto", "rich"}
    assert needed - only_here <= pins(ROOT / "shared/requirements.txt").keys()
