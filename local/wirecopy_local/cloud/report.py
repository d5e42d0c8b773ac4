"""What happened in a run: counted while it goes, handed over when it ends."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wirecopy_local.cloud.handlers import ERROR_LEVELS, LogLine


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a function, as progress is told; ``error`` is ``None`` when it went well."""

    function: str
    records: int
    at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a function ran, how often it ended in an error, and how many records it was given."""

    invocations: int = 0
    errors: int = 0
    records: int = 0


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What was set aside: where it lies now (``None``: nowhere, it is lost), what it is, and why."""

    queue: str | None
    function: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did."""

    functions: Mapping[str, Tally]
    dead_letters: tuple[DeadLetter, ...] = ()
    errors: tuple[LogLine, ...] = ()
    """Log lines at ERROR or above, uncaught exceptions among them."""
    unfinished: bool = False
    """Work was said to be due, and the schedules did not take it up."""

    @property
    def clean(self) -> bool:
        """Whether nothing was set aside and no function ended in an error."""
        return not self.dead_letters and not any(tally.errors for tally in self.functions.values())


def _silent(_: Invocation) -> None:
    pass


@dataclass(slots=True)
class Journal:
    """What has happened since it was opened."""

    progress: Callable[[Invocation], None] = _silent
    tallies: dict[str, Tally] = field(default_factory=dict)
    errors: list[LogLine] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    blame: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By message id: the function that failed on it last, and how."""

    def invoked(self, invocation: Invocation) -> None:
        """Count one call."""
        before = self.tallies.get(invocation.function, Tally())
        self.tallies[invocation.function] = Tally(
            before.invocations + 1, before.errors + (invocation.error is not None), before.records + invocation.records
        )
        self.progress(invocation)

    def logged(self, line: LogLine) -> None:
        """Keep a log line if it is an error."""
        if line.level in ERROR_LEVELS:
            self.errors.append(line)

    def report(self, functions: Iterable[str], *, unfinished: bool = False) -> Report:
        """What happened, with every function named, and open a new page."""
        report = Report(
            functions={name: self.tallies.get(name, Tally()) for name in functions},
            dead_letters=tuple(self.dead_letters),
            errors=tuple(self.errors),
            unfinished=unfinished,
        )
        self.tallies = {}
        self.errors = []
        self.dead_letters = []
        return report
