"""Printed lines with their places: the rows of tables, and which lines are one.

All measures are points, counted from the left and from the bottom of a page, as PDF does. Nothing here
knows a PDF library or the letter.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from attrs import define, evolve, field, frozen

__all__ = [
    "FAR",
    "HYPHEN",
    "LEVEL",
    "Box",
    "Line",
    "Page",
    "Place",
    "add_to_row",
    "from_top",
    "looks_ruled",
    "set_tables",
    "tidy",
]

HYPHEN = "\x02"
"""What stands in the extracted characters for a hyphen that ends a line."""

LEVEL = 3.0
"""Two baselines that are closer are one, and so are two rules; a box that is thinner is a rule."""
REACH = 12
"""How many lines a table row may take."""
WIDEST = 1000
"""How many characters a table row may take, in a table that has no rules."""
INDENT = 72.0
"""A line that starts this far right of the line directly above it stands in a table's cell."""
CLOSE = 24.0
"""Two lines that are closer may be lines of one cell."""
FAR = 1000.0
"""Further down than any line of a column is from the line above."""

MOST_BOXES = 1000
"""A page with more drawings is a picture. The table of a letter has about a hundred."""

Place: TypeAlias = Callable[[int], "tuple[float, float]"]
"""Gives the place of one of the page's characters: the left end of its baseline."""

_WORD = re.compile(rf"[^\s{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
# Besides the hyphen, all that str.splitlines takes for the end of a line: it would tear a printed line.
_TIDY = str.maketrans(
    {"\x00": None, HYPHEN: "-", **dict.fromkeys("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", " ")}
)


@define
class Line:
    """A printed line, or a row of a table."""

    text: str
    left: float
    top: float
    """The baseline; of a row, its first one."""
    bottom: float
    """The baseline; of a row, its last one."""
    down: float
    """How far the baseline is below the line above; 0 in the first line."""
    start: int
    """First character, counted in the page's characters."""
    end: int
    """Just behind the last character."""


@frozen
class Page:
    """A page that has text."""

    lines: Sequence[Line]
    """At least one."""
    rights: Sequence[float]
    """Where lines of the page end: enough of them to tell the right margin."""
    last_right: float
    """Where the last line ends. As in `rights`, this is where its last character starts."""
    first_word: float
    """How wide the first word is."""
    starts_bold: bool
    ends_bold: bool


def tidy(text: str) -> str:
    """A line's text with a plain hyphen at its end, and without characters that would end it early."""
    return text if text.isprintable() else text.translate(_TIDY).strip()


def _joined(before: str, text: str) -> str:
    """Two pieces of one cell. A word that was parted at a hyphen is put together."""
    parted = before.endswith("-") and before[-2:-1].isalnum()
    return before + text if parted or not before else f"{before} {text}"


def add_to_row(lines: list[Line], line: Line) -> None:
    """Add a line that is not below the last one: to a row, if it stands further right in one.

    The cells of a table row come one after the other, each with all its lines. So the cell behind a
    wrapped cell goes back up to the row's first baseline.
    """
    leftmost = line.left
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - REACH), -1):
        row = lines[index]
        if abs(row.top - line.top) < LEVEL:
            if row.left >= leftmost or len(row.text) > WIDEST:
                break
            for cell in (*lines[index + 1 :], line):
                row.text = _joined(row.text, cell.text)
                row.bottom = min(row.bottom, cell.bottom)
            row.end = line.end
            del lines[index + 1 :]
            return
        leftmost = min(leftmost, row.left)
    lines.append(line)


def looks_ruled(lines: Sequence[Line]) -> bool:
    """Whether the order of the lines is that of a table's cells, so that its rules are worth reading."""
    return any(
        line.down < -LEVEL or (line.down < CLOSE and line.left > above.left + INDENT)
        for above, line in pairwise(lines)
    )


def from_top(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page from the top down, whatever order they were drawn in.

    What stands beside something else stays in the order in which it was drawn, as the columns of a table.
    Even then a line above all others comes first, as the head that a fax machine adds, and one below all
    others comes last.
    """
    if all(line.down >= -LEVEL for line in lines):
        return lines
    ordered = sorted(range(len(lines)), key=lambda number: -lines[number].top)
    if any(lines[above].bottom - lines[below].top <= LEVEL for above, below in pairwise(ordered)):
        heads = _edge([(-line.top, -line.bottom) for line in lines])
        feet = _edge([(line.bottom, line.top) for line in lines])[::-1]
        ordered = [*heads, *sorted({*range(len(lines))} - {*heads, *feet}), *feet]
    first = evolve(lines[ordered[0]], down=0.0)
    return [first] + [
        lines[number]
        if number == above + 1
        else evolve(lines[number], down=lines[above].bottom - lines[number].top)
        for above, number in pairwise(ordered)
    ]


def _edge(lines: Sequence[tuple[float, float]]) -> list[int]:
    """The numbers of the lines at one edge of a page that nothing stands beside, from the edge on.

    Args:
        lines: how far from that edge each line begins and ends.
    """
    edge: list[int] = []
    for number, following in pairwise(sorted(range(len(lines)), key=lines.__getitem__)):
        if lines[following][0] - lines[number][1] <= LEVEL:
            break
        edge.append(number)
    return edge


class Box(NamedTuple):
    """What a drawn path covers."""

    left: float
    bottom: float
    right: float
    top: float
    stroked: bool


@define
class _Row:
    """The space between two horizontal rules, the vertical rules that cross it, and what stands in it."""

    bottom: float
    top: float
    rules: list[float]
    table: int
    cells: dict[int, str] = field(factory=dict[int, str])
    """The text of each cell, by the number of rules to its left."""
    bases: list[float] = field(factory=list[float])
    """The baselines of its words."""

    def add(self, word: str, left: float, base: float) -> None:
        cell = bisect(self.rules, left)
        self.cells[cell] = _joined(self.cells.get(cell, ""), word)
        self.bases.append(base)

    def line(self, down: float) -> Line:
        text = " ".join(self.cells[cell] for cell in sorted(self.cells))
        return Line(text, self.rules[0], max(self.bases), min(self.bases), down, 0, 0)


def set_tables(lines: Sequence[Line], boxes: Sequence[Box], text: str, place: Place) -> Sequence[Line]:
    """Put what stands in ruled tables into row order, each row in one line.

    Args:
        lines: the page's lines.
        boxes: the page's drawn paths.
        text: the page's characters.
        place: where each of them stands.

    Returns:
        The lines; where the first line of a table stood, there are its rows.
    """
    rows = _rows(boxes) if len(boxes) <= MOST_BOXES else []
    tops = [row.top for row in rows]

    def row_at(left: float, base: float) -> _Row | None:
        index = bisect_left(tops, base)
        row = rows[index] if index < len(rows) else None
        return row if row and row.bottom <= base and row.rules[0] <= left <= row.rules[-1] else None

    homes = [row_at(line.left, line.top) for line in lines]
    for line, home in zip(lines, homes, strict=True):
        if home:
            for match in _WORD.finditer(text, line.start, line.end):
                left, base = place(match.start())
                row = row_at(left, base)
                row = row if row and row.table == home.table else home
                row.add(tidy(match.group()), left, base)
    out: list[Line] = []
    written: set[int] = set()
    above: _Row | None = None
    for line, home in zip(lines, homes, strict=True):
        if home is None:
            out.append(evolve(line, down=FAR) if above else line)
        elif home.table not in written:
            # A table is a paragraph of its own, and its rows are the lines of it.
            written.add(home.table)
            found = [row for row in reversed(rows) if row.table == home.table and row.cells]
            out += [row.line(0.0 if number else FAR) for number, row in enumerate(found)]
        above = home
    out[0].down = 0.0
    return out


def _rows(boxes: Iterable[Box]) -> list[_Row]:
    """The rows of the page's tables, from the bottom up. A table has at least two columns.

    Underlines make no table, for no vertical rules cross what lies between them. Shading is no rule,
    unless it is as thin as one or has an outline.
    """
    level: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for left, bottom, right, top, stroked in boxes:
        if top - bottom < LEVEL:
            level.append((bottom, left, right))
        elif right - left < LEVEL:
            upright.append((left, bottom, top))
        elif stroked:
            level += (bottom, left, right), (top, left, right)
            upright += (left, bottom, top), (right, bottom, top)
    # From where to where the rules at each height reach.
    reaches: dict[float, tuple[float, float]] = {}
    for height, left, right in sorted(level):
        same = next(reversed(reaches), height)
        same = same if height - same < LEVEL else height
        low, high = reaches.get(same, (left, right))
        reaches[same] = min(low, left), max(high, right)
    # What underlines a word in a cell is shorter than the rules of the table.
    widest = max([right - left for left, right in reaches.values()], default=0.0)
    heights = [height for height, (left, right) in reaches.items() if 2 * (right - left) > widest]
    upright.sort()
    rows: list[_Row] = []
    table = 0
    for bottom, top in pairwise(heights):
        rules: list[float] = []
        for left, low, high in upright:
            if low < (bottom + top) / 2 < high and (not rules or left - rules[-1] > LEVEL):
                rules.append(left)
        if len(rules) > 2:
            table += not rows or rows[-1].top != bottom
            rows.append(_Row(bottom, top, rules, table))
    return rows
