"""Diagnostics as text with colors."""

from __future__ import annotations

import re

from rich.text import Text

from imrdoc._cli._console import plain
from imrdoc._model import Severity

__all__ = ["diagnosis"]

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
TITLE = re.compile(rf"^(?P<place>.*?: )(?P<severity>{'|'.join(kind.value for kind in Severity)}) \[", re.M)
CARETS = re.compile(r"^ +\| [\t ]*(\^+)$", re.M)


def diagnosis(text: str) -> Text:
    """Color a report: the place is bold, the severity has its color, the carets stand out.

    Args:
        text: what `imrdoc.report` or an error says.

    Returns:
        The same words.
    """
    colored = plain(text)
    for title in TITLE.finditer(colored.plain):
        colored.stylize("bold", *title.span("place"))
        colored.stylize(f"bold {COLORS[Severity(title['severity'])]}", *title.span("severity"))
    for carets in CARETS.finditer(colored.plain):
        colored.stylize("bold red", *carets.span(1))
    return colored
