"""``wirecopy dedupe FILE.jsonl``: fold a corpus without any cloud."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirecopy.dedupe.corpus import Corpus, Outcome
from wirecopy.errors import UserError


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("dedupe", help="fold a JSON Lines file of articles into stories")
    parser.add_argument(
        "file",
        type=Path,
        help='rows {"id", "text", "title"?, "url"?, "published"?, "language"?} in order, or -',
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    corpus = Corpus()
    known: set[str] = set()
    for row, place in _rows(arguments.file):
        if row["id"] in known:
            raise UserError(f'{place}: the id "{row["id"]}" was there before')
        known.add(row["id"])
        corpus.fold(
            row["id"],
            row["text"],
            title=row.get("title") or "",
            url=row.get("url"),
            language=row.get("language"),
            published=_time(row.get("published"), place),
        )
    for outcome in corpus.outcomes():
        sys.stdout.write(json.dumps(_row_out(outcome)) + "\n")
    return 0


def _rows(file: Path) -> Iterator[tuple[dict[str, Any], str]]:
    name = "standard input" if str(file) == "-" else str(file)
    try:
        with file.open("rb") if str(file) != "-" else nullcontext(sys.stdin.buffer) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    place = f"{name}:{number}"
                    yield _row(line, place), place
    except OSError as error:
        raise UserError(f"cannot read {name}: {error}") from error


def _row(line: bytes, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{place}: no JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
        raise UserError(f'{place}: every row needs "id" and "text", both strings')
    for name in ("title", "url", "published", "language"):
        if not isinstance(row.get(name, ""), str | None):
            raise UserError(f'{place}: "{name}" is no string')
    return row


def _time(text: str | None, place: str) -> datetime | None:
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f'{place}: "published" is no RFC 3339 time ({text})') from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _row_out(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.article,
        "story": outcome.story,
        "relation": outcome.relation,
        "of": outcome.of,
        "similarity": None if outcome.verdict is None else round(outcome.verdict.similarity, 3),
    }
