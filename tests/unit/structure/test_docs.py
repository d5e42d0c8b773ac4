"""The documentation leads nowhere that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_the_readme_names_every_command() -> None:
    commands = {path.stem for path in (ROOT / "local/wirecopy_local/commands").glob("[a-z]*.py")}
    named = set(re.findall(r"^\| `([a-z]+)", (ROOT / "README.md").read_text("utf-8"), flags=re.MULTILINE))
    assert named == commands
