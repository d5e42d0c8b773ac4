"""How the command line speaks: results on stdout, talk on stderr, colours and progress on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text

from wirecopy_local.cloud.report import Invocation

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Progress:
    """Counts what the functions were handed, and shows it on a terminal while the run goes on."""

    def __init__(self, status: Status | None) -> None:
        self._status = status
        self._records: dict[str, int] = {}

    def __call__(self, invocation: Invocation) -> None:
        """Take note of one call."""
        name = invocation.function.removesuffix("Function").lower()
        if name == "schedule":
            return
        self._records[name] = self._records.get(name, 0) + invocation.records
        if self._status is not None:
            self._status.update(Text(" · ".join(f"{name} {count}" for name, count in self._records.items())))


@contextmanager
def progress(words: str) -> Iterator[Progress]:
    """A progress display while something runs; nothing but silence where there is no terminal."""
    if not err.is_terminal:
        yield Progress(None)
        return
    with err.status(words) as status:
        yield Progress(status)
