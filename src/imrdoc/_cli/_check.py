"""`imrdoc check`: what is wrong with letters, with their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing

from rich.text import Text

from imrdoc._cli._console import make_console
from imrdoc._cli._diagnosis import print_diagnosis
from imrdoc._cli._run import Counted, count_files, counted, over_letters
from imrdoc._limits import Limits
from imrdoc._many import ParseResult
from imrdoc._model import Severity
from imrdoc._report import report_as

__all__ = ["check"]

FAILED, NOTICED, CLEAN = "failed", "with notices", "clean"


def look_at(result: ParseResult) -> tuple[str, str]:
    """Look at one letter.

    Args:
        result: a letter that was parsed with `strict=False`, or an error.

    Returns:
        How it is, and all there is to say about it.
    """
    letter = result.determination
    if letter is None:
        return FAILED, str(result.error)
    report = report_as(letter, letter.source.path or str(result.path))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in letter.diagnostics):
        return FAILED, report
    return (NOTICED if letter.diagnostics else CLEAN), report


def check(paths: Sequence[str], *, workers: int | None, limits: Limits, quiet: bool) -> int:
    """Report on all letters at some paths.

    Args:
        paths: files, folders and patterns; "-" is standard input.
        workers: number of processes; None to choose.
        limits: as for `imrdoc.parse`.
        quiet: leave the summary out.

    Returns:
        The exit code: 1 if a letter failed, otherwise 0.
    """
    console = make_console()
    seen: Counter[str] = Counter()
    files = count_files(paths)
    looks = over_letters(look_at, paths, count=files.letters, workers=workers, strict=False, limits=limits)
    with closing(looks):
        for state, text in looks:
            seen[state] += 1
            if text:
                print_diagnosis(console, text)
    if not quiet:
        make_console(stderr=True).print(_summary(seen, files))
    return 1 if seen[FAILED] else 0


def _summary(seen: Counter[str], files: Counted) -> Text:
    parts = [
        Text(f"{seen[state]:,} {state}", style)
        for state, style in ((CLEAN, "green"), (NOTICED, "yellow"), (FAILED, "bold red"))
        if seen[state]
    ]
    summary = Text(f"{counted(seen.total(), 'letter')}: ").append_text(Text(", ").join(parts))
    return summary.append(f"; {files.passed_over()}" if files.others else "", "dim")
