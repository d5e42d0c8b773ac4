"""``wirecopy dedupe FILE.jsonl``: fold a corpus without any cloud."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wirecopy.dedupe.corpus import Corpus, Outcome
from wirecopy.errors import UserError


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("dedupe", help="fold a JSON Lines file of articles into stories")
    parser.add_argument(
        "file", type=Path, help='rows {"id", "text", "title"?, "url"?, "published"?, "language"?} in order'
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    corpus = Corpus()
    for row in _rows(arguments.file):
        corpus.fold(row["id"], row["text"], title=row.get("title") or "", language=row.get("language"))
    for outcome in corpus.outcomes():
        sys.stdout.write(json.dumps(_row_out(outcome), ensure_ascii=False) + "\n")
    return 0


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(line, f"{file}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read {file}: {error}") from error


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{place}: no JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
        raise UserError(f'{place}: every row needs "id" and "text", both strings')
    return row


def _row_out(outcome: Outcome) -> dict[str, Any]:
    verdict = outcome.verdict
    return {
        "id": outcome.article,
        "story": outcome.story,
        "relation": "new" if verdict is None else verdict.relation or "contained",
        "of": outcome.of,
        "similarity": None if verdict is None else round(verdict.similarity, 3),
    }
