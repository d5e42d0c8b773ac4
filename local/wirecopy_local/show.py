"""A run's summary and the status for people: tables on a terminal, plain lines elsewhere."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirecopy.articles import ArticleRow
from wirecopy.frontier.rows import Outcome
from wirecopy.model import Relation
from wirecopy.stages.standing import Standing
from wirecopy_local.cloud.report import Report
from wirecopy_local.summary import SourceAnswer, Summary

MOST_LINES = 40
_STYLES = {Outcome.FRESH: "green", Outcome.UNCHANGED: "dim", Outcome.SAME: "dim", None: "dim"}


def show_summary(summary: Summary, console: Console) -> None:
    """Say what a run did."""
    answers = tuple(sorted(summary.sources, key=lambda answer: answer.name.casefold()))
    if len(answers) > MOST_LINES:
        answers = tuple(answer for answer in answers if answer.failed)
    show_rows(console, ("source", "answer", "links", "new"), map(_answer_row, answers))
    console.print()
    copies = ", ".join(f"{summary.copies.get(relation, 0)} {relation.value}" for relation in Relation)
    asked = [answer for answer in summary.sources if answer.asked]
    lines = [
        ("sources", f"{len(asked)} polled of {len(summary.sources)}{_count('failed', asked)}"),
        ("articles", f"{summary.new_articles} new, {summary.articles} in all"),
        ("stories", f"{summary.new_stories} new, {summary.stories} in all"),
        ("copies", copies),
        ("written", f"{len(summary.written)} files" if summary.written else "nothing: no feed has changed"),
    ]
    if summary.waiting:
        lines.append(("waiting", f"{summary.waiting} articles are left to the next run"))
    for name, words in lines:
        console.print(Text.assemble((f"{name:9}", "bold"), words))
    _show_failures(console, "could not be fetched", summary.failed)
    _show_failures(console, "held no article", summary.refused)
    for rule in summary.lost_rules:
        console.print(Text(f"rule lost: {rule}", "yellow"))
    _show_breakage(summary.report, console)
    if summary.report.unfinished:
        console.print(Text("some work that was due was left undone", "red"))


def show_rows(console: Console, head: Sequence[str], rows: Iterable[Sequence[Text | str]]) -> None:
    """A table on a terminal; tab-separated lines elsewhere."""
    if console.is_terminal:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in head:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table, soft_wrap=False)
        return
    for row in rows:
        console.file.write("\t".join(str(cell) for cell in row) + "\n")


def _answer_row(answer: SourceAnswer) -> tuple[Text | str, ...]:
    standing = answer.standing
    poll = standing.telling
    style = "red" if answer.failed else _STYLES.get(poll.outcome if poll and answer.asked else None, "")
    words = standing.answer if answer.asked else _not_asked(standing)
    links = "-" if answer.links is None else str(answer.links)
    return answer.name, Text(words, style), links, str(answer.new)


def _not_asked(standing: Standing) -> str:
    if standing.halted or standing.stand_in:
        return standing.answer
    if standing.held_until is None:
        return "not due"
    return f"not asked before {standing.held_until:%d %b %H:%M} UTC, as its host wishes"


def _count(word: str, answers: Sequence[SourceAnswer]) -> str:
    failed = sum(answer.failed for answer in answers)
    return f", {failed} {word}" if failed else ""


def _show_breakage(report: Report, console: Console) -> None:
    """What broke inside: each different error once, with its trace, and what was set aside because of it."""
    errors = Counter((line.function, line.message) for line in report.errors)
    traces = {(line.function, line.message): line.line for line in report.errors}
    for (function, message), times in errors.items():
        console.print(Text(f"{function} broke{f' {times} times' if times > 1 else ''}: {message}", "red"))
        console.print(Text(traces[function, message].rstrip(), "dim"))
    aside = Counter((letter.queue, letter.reason) for letter in report.dead_letters)
    for (queue, reason), times in aside.items():
        console.print(Text(f"{times} set aside in {queue or 'no queue: lost'} ({reason})", "red"))


def _show_failures(console: Console, words: str, rows: Sequence[ArticleRow]) -> None:
    for row in rows[:MOST_LINES]:
        console.print(Text(f"{words}: {row.url} ({row.reason})", "yellow"))
    if len(rows) > MOST_LINES:
        console.print(Text(f"{words}: and {len(rows) - MOST_LINES} more", "yellow"))
