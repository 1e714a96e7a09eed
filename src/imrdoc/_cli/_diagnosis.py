"""Diagnostics and errors with colors, fitted to the terminal."""

from __future__ import annotations

import functools
import re

from rich.console import Console
from rich.text import Text

from imrdoc._cli._console import plain
from imrdoc._cli._text import clean
from imrdoc._model import Severity

__all__ = ["diagnosis", "print_diagnosis"]

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
TITLE = re.compile(
    rf"^(?P<place>\S.*?:)(?= ) (?:(?P<severity>{'|'.join(kind.value for kind in Severity)})(?= \[))?", re.M
)
EXCERPT = re.compile(
    r"^(?P<gutter> *\d+ \| )(?P<line>.*)\n(?P<margin> +\| )(?P<before> *)(?P<carets>\^+)$", re.M
)
CARETS = re.compile(r"^ +\| *(\^+)$", re.M)
CUT = "..."


def print_diagnosis(console: Console, text: str) -> None:
    """Print a report. On a terminal, source lines are cut so that the carets stand below their words.

    Args:
        console: where to print.
        text: what `imrdoc.report` or an error says.
    """
    if console.is_terminal:
        console.print(diagnosis(text, console.width))
    else:
        console.print(diagnosis(text), soft_wrap=True)


def diagnosis(text: str, width: int | None = None) -> Text:
    """Color a report: places are bold, severities have their colors, carets stand out.

    Args:
        text: what `imrdoc.report` or an error says.
        width: columns for a source line; None for as many as it takes.

    Returns:
        The same words, ready to print.
    """
    text = clean(text)
    if width is not None:
        text = EXCERPT.sub(functools.partial(_cut, width), text)
    colored = plain(text)
    for title in TITLE.finditer(text):
        severity = Severity(title["severity"]) if title["severity"] else Severity.ERROR
        colored.stylize("bold", *title.span("place"))
        colored.stylize(f"bold {COLORS[severity]}", *title.span("severity" if title["severity"] else "place"))
    for carets in CARETS.finditer(text):
        colored.stylize("bold red", *carets.span(1))
    return colored


def _cut(width: int, excerpt: re.Match[str]) -> str:
    """A source line and its carets within some columns, the first caret always among them."""
    gutter, line, margin, before, carets = excerpt.groups()
    room = max(width - len(gutter), 4 * len(CUT))
    if len(line) <= room:
        return excerpt[0]
    start = max(0, len(before) + min(len(carets), room // 2) - room + len(CUT))
    shown = line[start : start + room]
    if start:
        shown = CUT + shown[len(CUT) :]
    if start + room < len(line):
        shown = shown[: -len(CUT)] + CUT
    at = len(before) - start
    return f"{gutter}{shown}\n{margin}{' ' * at}{carets[: room - at]}"
