"""How the letter's text was laid out: whether it keeps gaps, and how wide its lines run.

All of it is worked out when first asked for: a text that keeps its blank lines needs none of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._paragraphs import fold_blanks
from imrdoc._lexer._type_widths import BOLD, COLUMN, REGULAR
from imrdoc._model import Reading

__all__ = ["ABOVE_GAPS", "Layout"]

ABOVE_GAPS = ("_HEADING", "GUIDELINE_LABEL", "RATIONALE_LABEL")
"""Marks that a paragraph of their own begins with."""
BREAK_IN_WORD = re.compile(r"[^\s-]*-?")
"""The shortest first part of a word that a line could have taken."""
SHORT = 0.55
"""A line filled less than this is short beyond doubt."""
COLUMN_SHOWN = 0.97
"""Lines filled to so much of a letter's column show that the text was set in it."""
NEARLY_FULL = 0.9
"""A wrapped line is filled to so much of the full width at least, but for a long word."""
CLEAR_EVIDENCE = 4
"""Lines by which printed width must fit better than characters do."""
LONG = 0.75
"""Lines this long, against most of the longest, tell how wide the text runs."""


class Layout:
    """The layout of one reading."""

    def __init__(self, reading: Reading, marks: Sequence[PlainToken]) -> None:
        """Keep what tells the layout.

        Args:
            reading: the letter.
            marks: its headings and labels, and whatever else was found with them.
        """
        self.reading = reading
        self.marks = marks

    @cached_property
    def keeps_gaps(self) -> bool:
        """Whether the text shows the ends of paragraphs by blank lines: most marks have one above."""
        text = self.reading.text
        starts = [start for kind, start, _ in self.marks if start and kind.endswith(ABOVE_GAPS)]
        return sum([text.startswith("\n\n", start - 2) for start in starts]) * 2 > len(starts)

    def is_full(self, line: str, following: str, *, bold: bool = False) -> bool:
        """Whether the first word of the following line had no room left on this one.

        Args:
            line: a line.
            following: the line below it.
            bold: whether to take both as lines of a request, which is set in bold.
        """
        printed, full = self._measure
        return self._width(f"{line} {_first_part(following)}", printed, bold=bold) > full

    def is_too_wide(self, line: str) -> bool:
        """Whether a line would run over the margin of a letter if it were set in bold, as a request is."""
        _, full = self._measure
        return full == COLUMN and self._width(line, True, bold=True) > full

    def is_short(self, line: str) -> bool:
        """Whether a line is filled to little more than its half."""
        printed, full = self._measure
        return self._width(line, printed) < full * SHORT

    @cached_property
    def _long_lines(self) -> list[tuple[str, str]]:
        """The long lines, each with the first part of the next one that could have been broken off."""
        lines = [line for line in fold_blanks(self.reading.text).split("\n") if line]
        lengths = sorted(map(len, lines))
        least = lengths[len(lengths) * 9 // 10] * LONG if lengths else 0
        pairs = zip(lines, [*lines[1:], ""], strict=True)
        return [(line, _first_part(following)) for line, following in pairs if len(line) >= least]

    @cached_property
    def _measure(self) -> tuple[bool, int]:
        """Whether lines fill up by printed width rather than by characters, and their full width.

        Of the two, the one that fewer lines speak against: those that break too early, and those that run
        over the margin. Printed width needs clear evidence, for short texts have few long lines.
        """
        against: list[int] = []
        fulls: list[int] = []
        for printed in (False, True):
            pairs = [
                (self._width(line, printed), self._width(" " + part, printed))
                for line, part in self._long_lines
            ]
            full = _full_width([width for width, _ in pairs])
            if printed and COLUMN * COLUMN_SHOWN < full < COLUMN / COLUMN_SHOWN:
                full = COLUMN
            fulls.append(full)
            against.append(sum([width + more <= full or width > full for width, more in pairs]))
        printed = against[False] - against[True] >= CLEAR_EVIDENCE
        return printed, fulls[printed]

    def _width(self, text: str, printed: bool, *, bold: bool = False) -> int:
        text = fold_blanks(text)
        return sum(map((BOLD if bold else REGULAR).__getitem__, text)) if printed else len(text)


def _first_part(line: str) -> str:
    found = BREAK_IN_WORD.match(line)
    return found[0] if found else ""


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
