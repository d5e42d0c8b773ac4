"""The feeds as files in a folder, as readers would fetch them."""

from collections.abc import Iterable
from pathlib import Path

from wirecopy.errors import UserError


def write_out(folder: Path, documents: Iterable[tuple[str, bytes]]) -> None:
    """Write each document below ``folder``. One that is there with the same bytes is left alone, date and all.

    Raises :class:`UserError` when the folder cannot be written.
    """
    try:
        for path, body in documents:
            target = folder / path
            if target.is_file() and target.read_bytes() == body:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.part")
            unfinished.write_bytes(body)
            unfinished.replace(target)
    except OSError as error:
        raise UserError(f"{folder} cannot be written ({error.strerror}): name another folder with --out") from error
