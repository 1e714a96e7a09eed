"""`imrdoc export`: letters to one table."""

from __future__ import annotations

import functools
import signal
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType

from attrs import define, frozen
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from imrdoc._cli._console import make_console, plain
from imrdoc._cli._diagnosis import print_diagnosis
from imrdoc._cli._files import replacing
from imrdoc._cli._run import count_files, counted, over_letters
from imrdoc._cli._tables import RECORDS, Row, Write, open_parquet, open_table
from imrdoc._cli._text import shown_path
from imrdoc._errors import ParseError
from imrdoc._limits import Limits
from imrdoc._many import ParseResult
from imrdoc._model import Severity
from imrdoc._writers import citation_records, records

__all__ = ["Export"]

BETWEEN_UPDATES = 0.1
"""Seconds. Drawing the bar for every letter would take longer than parsing it."""
ENDINGS = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__]
"""Signals that end a program: `kill`, and a terminal that is closed. Windows lacks the second."""


@frozen
class Extract:
    """What is kept of one letter: its rows, or else its entry in the errors file."""

    rows: list[Row]
    failure: Row | None = None
    is_broken: bool = False
    """Whether the structure of the letter is broken: only a lenient run gives its rows."""


def extract(table: str, result: ParseResult) -> Extract:
    """Make rows of a result. This is done where the letter was parsed: rows are small to bring back.

    Args:
        table: "issues" or "citations".
        result: one letter or error.

    Returns:
        The rows or the error.
    """
    error, letter = result.error, result.determination
    file = shown_path(str(result.path))
    if letter is None:
        problem = error if isinstance(error, ParseError) else None
        span = problem and problem.problems[0].span
        return Extract(
            [],
            {
                "file": file,
                "error": type(error).__name__,
                "code": problem and problem.problems[0].code.value,
                "page": span and span.page,
                "line": problem and problem.line,
                "column": problem and problem.column,
                "message": str(error).replace(str(result.path), file),
            },
        )
    make = records if table == "issues" else citation_records
    is_broken = any(diagnostic.severity is Severity.ERROR for diagnostic in letter.diagnostics)
    return Extract([{**row, "file": row["file"] and file} for row in make([letter])], is_broken=is_broken)


@define(kw_only=True)
class Export:
    """One run of `imrdoc export`.

    The result is written to a file beside the old one and takes its place at the end. Whatever ends the
    run before, the old file stays as it is.
    """

    paths: Sequence[str]
    target: Path | None
    """None for standard output."""
    kind: str
    table: str
    errors: Path | None
    """None to print errors."""
    clears_errors: bool
    """Whether there is no errors file if no letter fails. Otherwise there is one without a line."""
    workers: int | None
    lenient: bool
    limits: Limits
    quiet: bool
    passed_over: str = ""
    rows: int = 0
    letters: int = 0
    broken: int = 0
    failed: int = 0

    def run(self) -> int:
        """Export all letters.

        Returns:
            The exit code: 1 if a letter failed, otherwise 0.
        """
        console = make_console(stderr=True)
        try:
            # The errors file takes its place after the table: first what matters most.
            with _terminable(), ExitStack() as errors, ExitStack() as files:
                self._write_all(console, files, errors)
        except (KeyboardInterrupt, SystemExit):
            if self.target:
                left = "is as it was" if self.target.exists() else "was not written"
                console.print(plain(f"Stopped: {self.target} {left}."), soft_wrap=True)
            raise
        if self.errors and not self.failed and self.clears_errors:
            self.errors.unlink(missing_ok=True)  # those of an earlier run
        if not self.quiet:
            console.print(self._summary(), soft_wrap=True)
        return 1 if self.failed else 0

    def _write_all(self, console: Console, files: ExitStack, errors: ExitStack) -> None:
        write = self._open(files)
        fail = None if self.clears_errors else self._open_errors(errors, console)
        found = count_files(self.paths)
        self.passed_over, count = found.passed_over(), found.letters
        progress = files.enter_context(self._progress(console))
        bar = progress.add_task("", total=count, rows=0, failed="")
        extracts = over_letters(
            functools.partial(extract, self.table),
            self.paths,
            count=count,
            workers=self.workers,
            strict=not self.lenient,
            limits=self.limits,
        )
        shown = 0.0
        for extracted in files.enter_context(closing(extracts)):
            for row in extracted.rows:
                write(row)
            if extracted.failure is not None:
                fail = fail or self._open_errors(errors, progress.console)
                fail(extracted.failure)
            self.letters += 1
            self.rows += len(extracted.rows)
            self.broken += extracted.is_broken
            self.failed += extracted.failure is not None
            if time.monotonic() - shown > BETWEEN_UPDATES or self.letters == count:
                failed = f"{self.failed:,} failed" if self.failed else ""
                progress.update(bar, completed=self.letters, rows=self.rows, failed=failed)
                shown = time.monotonic()

    def _open(self, files: ExitStack) -> Write:
        if self.target is None:
            return files.enter_context(open_table(None, self.kind, [*RECORDS[self.table].__annotations__]))
        path = files.enter_context(replacing(self.target))
        if self.kind == "parquet":
            return files.enter_context(open_parquet(path, self.table))
        return files.enter_context(open_table(path, self.kind, [*RECORDS[self.table].__annotations__]))

    def _open_errors(self, errors: ExitStack, console: Console) -> Write:
        if self.errors is None:
            return lambda row: print_diagnosis(console, str(row["message"]))
        path = errors.enter_context(replacing(self.errors))
        return errors.enter_context(open_table(path, "jsonl", []))

    def _progress(self, console: Console) -> Progress:
        return Progress(
            BarColumn(complete_style="green"),
            TextColumn("{task.percentage:>3.0f}%", style="bold"),
            TextColumn("{task.completed:,} of {task.total:,} letters"),
            TextColumn("{task.fields[rows]:,} rows", style="dim"),
            TextColumn("{task.fields[failed]}", style="red"),
            TimeRemainingColumn(),
            TextColumn("left", style="cyan"),
            console=console,
            transient=True,
            disable=self.quiet or not console.is_terminal,
        )

    def _summary(self) -> Text:
        good = self.letters - self.failed
        summary = plain(f"{counted(self.rows, 'row')} of {counted(good, 'letter')}")
        if self.target:
            summary.append(" in ").append_text(plain(str(self.target), "bold"))
        if self.broken:
            summary.append(f"\n{counted(self.broken, 'broken letter')} among them", "yellow")
        if self.passed_over:
            summary.append(f"\n{self.passed_over}", "dim")
        if self.failed:
            summary.append(f"\n{self.failed:,} of {counted(self.letters, 'letter')} failed", "bold red")
            if self.errors:
                summary.append_text(plain(f": see {self.errors}"))
        return summary


@contextmanager
def _terminable() -> Generator[None]:
    """Let a signal end the run as an exception does, so that it clears up behind itself."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    # what is ignored, as by nohup, stays so
    before = {each: signal.getsignal(each) for each in ENDINGS}
    before = {each: handler for each, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for each in before:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
