"""The terminal: one console, and text that cannot harm it."""

from __future__ import annotations

import sys
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from imrdoc._cli._text import clean

__all__ = ["make_console", "plain"]

WIDEST = 100
"""Columns that a page of text takes at most: longer lines are hard to read."""


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError  # `main` ends quietly, for every command alike


def make_console(*, stderr: bool = False) -> Console:
    """A console for standard output or standard error. It colors only what a terminal shows.

    Args:
        stderr: whether it is for standard error.

    Returns:
        The console.
    """
    stream = sys.stderr if stderr else sys.stdout
    console = _Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.width = min(console.width, WIDEST)
    return console


def plain(text: str, style: str = "") -> Text:
    """Text as it is: no markup, no links, no control characters."""
    return Text(clean(text), style)
