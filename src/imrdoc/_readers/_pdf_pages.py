"""Puts the pages of a PDF together to one text: paragraph gaps, page breaks, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from attrs import frozen

from imrdoc._model import Offsets
from imrdoc._readers._pdf_layout import FAR, LEVEL, Line, Page

__all__ = ["MOST_RUNNING", "Assembled", "assemble"]

GAP = 1.25
"""Between paragraphs lies more than this many times the distance between the lines of one."""
MOST_RUNNING = 3
"""Lines of a running head or foot."""

_DIGITS = re.compile(r"\d+")


class Assembled(NamedTuple):
    """Pages as one text."""

    text: str
    """One line for each line and an empty one for each paragraph gap, with a form feed before each page's
    first line but the first."""
    starts: tuple[int, ...]
    """The offset at which each page begins. A page without text shares the offset of the page behind it."""
    running: tuple[Offsets, ...]
    """Where running heads and feet stand in the text, each with the empty line that sets it off."""
    wordless: tuple[int, ...]
    """The numbers of the pages that have no text, or nothing but running heads and feet; counted from 1."""


def assemble(pages: Sequence[Page | None]) -> Assembled:
    """Write the pages as one text.

    Args:
        pages: the pages in order; None for a page without text.
    """
    printed = [page for page in pages if page]
    step = _step(printed)
    bodies = _bodies(printed, step)
    column = _Column([body for body in bodies if body.lines], step)
    following = iter(bodies)
    parts: list[str] = []
    starts: list[int] = []
    running: list[Offsets] = []
    wordless: list[int] = []
    length = skipped = 0
    previous: _Body | None = None
    for number, page in enumerate(pages, 1):
        if page is None:
            skipped += 1
            wordless.append(number)
            continue
        body = next(following)
        before, stretches = column.write(previous, body)
        starts += [length + before] * (skipped + 1)
        for stretch, is_running in stretches:
            if is_running and stretch:
                running.append((length, length + len(stretch)))
            parts.append(stretch)
            length += len(stretch)
        skipped = 0
        if body.lines:
            previous = body
        else:
            wordless.append(number)
    return Assembled("".join(parts), (*starts, *[length] * skipped), tuple(running), tuple(wordless))


@frozen
class _Body:
    """A page, with its lines parted into running head, body and running foot. A page may have no body."""

    page: Page
    heads: int
    feet: int

    @property
    def lines(self) -> Sequence[Line]:
        lines = self.page.lines
        return lines[self.heads : len(lines) - self.feet]


def _step(pages: Sequence[Page]) -> float:
    """How far apart the lines of a paragraph stand."""
    downs = Counter(
        [round(2 * line.down) for page in pages for line in page.lines if LEVEL < line.down < FAR]
    )
    # In a letter of short paragraphs, the gaps may outnumber the steps from line to line.
    most = max(downs.values(), default=0)
    return min([down for down, count in downs.items() if count * 3 >= most], default=0) / 2


def _bodies(pages: Sequence[Page], step: float) -> list[_Body]:
    heads, feet = _running(pages, step, -1), _running(pages, step, 1)
    if all(head + foot >= len(page.lines) for page, head, foot in zip(pages, heads, feet, strict=True)):
        return [_Body(page, 0, 0) for page in pages]
    return [
        _Body(page, head, foot) if head + foot < len(page.lines) else _Body(page, len(page.lines), 0)
        for page, head, foot in zip(pages, heads, feet, strict=True)
    ]


def _running(pages: Sequence[Page], step: float, side: int) -> list[int]:
    """How many lines of each page are its running head, or its foot.

    These are lines that all pages but one have at the same height, with the same words but for numbers, and
    that are set apart from the body.

    Args:
        pages: the pages.
        step: how far apart lines stand.
        side: -1 for heads, 1 for feet.
    """
    counts = [0] * len(pages)
    most = max(2, len(pages) - 1)
    for number in range(MOST_RUNNING):
        # the line of each page that comes next, counted from its edge
        place = number if side < 0 else -1 - number
        coming = [index for index, page in enumerate(pages) if counts[index] == number < len(page.lines)]
        heights = Counter([_height(pages[index].lines[place]) for index in coming])
        if max(heights.values(), default=0) < most:
            break
        standings = {index: _standing(pages[index].lines[place]) for index in coming}
        common = Counter(standings.values())
        for index, standing in standings.items():
            counts[index] += common[standing] >= most
    return [_set_apart(page.lines, count, step, side) for page, count in zip(pages, counts, strict=True)]


def _set_apart(lines: Sequence[Line], count: int, step: float, side: int) -> int:
    """How many of some lines at the edge of a page are set apart by a gap from what is further in.

    Where nothing is further in, all of them are.
    """
    while len(lines) > count > 0 and lines[-count if side > 0 else count].down <= GAP * step:
        count -= 1
    return count


def _standing(line: Line) -> tuple[str, int]:
    """What lines of one running head or foot have in common: the words but for numbers, and the height."""
    return _DIGITS.sub("0", line.text), _height(line)


def _height(line: Line) -> int:
    return round(line.top) if abs(line.top) < FAR else 0


class _Column:
    """What the pages have in common: how far apart lines stand, and the margins."""

    def __init__(self, bodies: Sequence[_Body], step: float) -> None:
        self.step = step
        rights = [right for body in bodies for right in body.page.rights]
        self.right = sorted(rights)[len(rights) * 9 // 10] if rights else 0.0
        self.low = min([body.lines[-1].bottom for body in bodies], default=0.0)
        self.high = max([body.lines[0].top for body in bodies[1:]], default=0.0)

    def write(self, previous: _Body | None, body: _Body) -> tuple[int, list[tuple[str, bool]]]:
        """A page, behind the last one that has a body.

        Returns:
            How many characters stand before its first line; and its text in stretches, each with whether it
            is a running head or foot.
        """
        lines, gap = body.page.lines, GAP * self.step
        end = len(lines) - body.feet
        head = "\n".join([line.text for line in lines[: body.heads]])
        foot = "\n".join([line.text for line in lines[end:]])
        if not body.lines:
            # its form feed is no part of the letter either: without a body, no page turns here
            return (1, [(f"\f{head}\n", True)]) if previous else (0, [(f"{head}\n\f", True)])
        before = "" if previous is None else "\n\f" if self.starts_paragraph(previous, body) else "\f"
        words = "".join(
            [
                f"\n\n{line.text}" if line.down > gap or line.down < -LEVEL else f"\n{line.text}"
                for line in body.lines
            ]
        )
        return len(before), [
            (before, False),
            (head and f"{head}\n\n", True),
            (words.lstrip("\n"), False),
            (foot and f"\n\n{foot}", True),
            ("\n", False),
        ]

    def starts_paragraph(self, previous: _Body, body: _Body) -> bool:
        """Whether a page surely begins with a paragraph. If in doubt, it does not.

        It does if the page before had room for more lines, of which two may stay empty so that no line of
        a paragraph stands alone; or if it stands lower than the first line of other pages. With no running
        foot and head in between, it does, too, if it is bold below a line that is not, or if its first word
        had fitted into the line before.
        """
        last, first = previous.lines[-1], body.lines[0]
        above, below = previous.page, body.page
        plain = not previous.feet and not body.heads
        return (
            last.bottom - self.low > 3.5 * self.step
            or self.high - first.top > 0.5 * self.step
            or (plain and below.starts_bold and not above.ends_bold)
            or (plain and above.last_right + below.first_word + 0.5 * self.step < self.right)
        )
