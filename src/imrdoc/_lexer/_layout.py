"""How the letter's text was laid out: whether it keeps gaps, and how wide its lines run.

All of it is worked out when first asked for: a text that keeps its blank lines needs none of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from imrdoc._engine._tree import Token
from imrdoc._model import Reading

__all__ = ["ABOVE_GAPS", "Layout"]

ABOVE_GAPS = ("_HEADING", "GUIDELINE_LABEL", "RATIONALE_LABEL")
"""Marks that a paragraph of their own begins with."""
BREAK_IN_WORD = re.compile(r"[^\s/-]*[/-]?")
"""The shortest first part of a word that a line could have taken."""

# Widths of printable ASCII, from the blank on, in thousandths of the type size. The letters are set in
# Times, their requests in its bold, so lines that are equally full differ in their count of characters.
_REGULAR = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 "
    "278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 "
    "722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 "
    "500 333 389 278 500 500 722 500 500 444 480 200 480 541"
)
_BOLD = (
    "250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 "
    "333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 "
    "722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 "
    "556 444 389 333 556 500 722 500 500 444 394 220 394 520"
)
REGULAR = {chr(32 + index): int(width) for index, width in enumerate(_REGULAR.split())}
BOLD = {chr(32 + index): int(width) for index, width in enumerate(_BOLD.split())}
SHORT = 0.55
NEARLY_FULL = 0.9
"""A wrapped line is filled to so much of the full width at least, but for a long word."""
AVERAGE = 500
"""Taken for a character that the tables do not have."""


def printed_width(text: str, widths: dict[str, int]) -> int:
    """How wide a text runs in the letters' own type."""
    return sum([widths.get(char, AVERAGE) for char in text])


def _full_width(widths: list[int]) -> int:
    """The width that lines are wrapped at: just below it stand more lines than below any other.

    A stray line that runs on over the margin does not count.
    """
    ordered = sorted(widths)
    return max(
        ordered,
        key=lambda width: (bisect_right(ordered, width) - bisect_left(ordered, width * NEARLY_FULL), width),
        default=0,
    )


class Layout:
    """The layout of one reading."""

    def __init__(self, reading: Reading, marks: Sequence[Token]) -> None:
        self.reading = reading
        self.marks = [mark for mark in marks if mark.kind.endswith(ABOVE_GAPS)]

    @cached_property
    def keeps_gaps(self) -> bool:
        """Whether the text shows the ends of paragraphs by blank lines: most marks have one above."""
        text = self.reading.text
        above = [text.startswith("\n\n", mark.start - 2) for mark in self.marks if mark.start]
        return sum(above) * 2 > len(above)

    @cached_property
    def lines(self) -> list[str]:
        """Every line with words on it, trimmed."""
        return [line for line in self.reading.text.split("\n") if line]

    @cached_property
    def _measure(self) -> tuple[bool, int]:
        """Whether lines fill up by printed width rather than by characters, and their full width."""
        choices: list[tuple[int, bool, int]] = []
        for printed in (False, True):
            widths = [printed_width(line, REGULAR) if printed else len(line) for line in self.lines]
            full = _full_width(widths)
            short = 0
            for index in range(len(widths) - 1):
                first = BREAK_IN_WORD.match(self.lines[index + 1])
                word = " " + (first.group() if first else "")
                short += widths[index] + (printed_width(word, REGULAR) if printed else len(word)) <= full
            choices.append((short, printed, full))
        _, printed, full = min(choices)
        return printed, full

    def is_full(self, line: str, following: str, *, bold: bool = False) -> bool:
        """Whether the first word of the following line had no room left on this one.

        Args:
            line: a line, trimmed.
            following: the line below it, trimmed.
            bold: whether to take both as lines of a request, which is set in bold.
        """
        printed, full = self._measure
        first = BREAK_IN_WORD.match(following)
        together = line + " " + (first.group() if first else "")
        return (printed_width(together, BOLD if bold else REGULAR) if printed else len(together)) > full

    def is_short(self, line: str) -> bool:
        """Whether a line is filled to little more than its half."""
        printed, full = self._measure
        return (printed_width(line, REGULAR) if printed else len(line)) < full * SHORT
