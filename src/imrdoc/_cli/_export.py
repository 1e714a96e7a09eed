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
from imrdoc._cli._run import count_letters, over_letters
from imrdoc._cli._tables import RECORDS, Row, Write, open_parquet, open_table
from imrdoc._cli._text import shown_path
from imrdoc._errors import ParseError
from imrdoc._many import ParseResult
from imrdoc._writers import citation_records, records

__all__ = ["Export"]

BETWEEN_UPDATES = 0.1
"""Seconds. Drawing the bar for every letter would take longer than parsing it."""
TERMINATED = 128 + signal.SIGTERM


@frozen
class Extract:
    """What is kept of one letter: its rows, or else its entry in the errors file."""

    rows: list[Row]
    failure: Row | None = None


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
        return Extract(
            [],
            {
                "file": file,
                "error": type(error).__name__,
                "line": problem and problem.line,
                "column": problem and problem.column,
                "message": str(error),
            },
        )
    make = records if table == "issues" else citation_records
    return Extract([{**row, "file": row["file"] and file} for row in make([letter])])


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
    workers: int | None
    lenient: bool
    quiet: bool
    rows: int = 0
    letters: int = 0
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
                console.print(plain(f"Stopped: {self.target} is as it was."), soft_wrap=True)
            raise
        if self.errors and not self.failed:
            self.errors.unlink(missing_ok=True)  # those of an earlier run
        if not self.quiet:
            console.print(self._summary(), soft_wrap=True)
        return 1 if self.failed else 0

    def _write_all(self, console: Console, files: ExitStack, errors: ExitStack) -> None:
        write = self._open(files)
        fail: Write | None = None
        count = count_letters(self.paths)
        progress = files.enter_context(self._progress(console))
        bar = progress.add_task("", total=count, rows=0, failed="")
        extracts = over_letters(
            functools.partial(extract, self.table),
            self.paths,
            count=count,
            workers=self.workers,
            strict=not self.lenient,
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
        summary = plain(f"{self.rows:,} rows of {good:,} letters")
        if self.target:
            summary.append(" in ").append_text(plain(str(self.target), "bold"))
        if self.failed:
            summary.append(f"\n{self.failed:,} of {self.letters:,} letters failed", "bold red")
            if self.errors:
                summary.append_text(plain(f": see {self.errors}"))
        return summary


@contextmanager
def _terminable() -> Generator[None]:
    """Let SIGTERM end the run as an exception does, so that it clears up behind itself."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
