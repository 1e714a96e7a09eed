"""Finds the running heads and feet of a text whose pages are divided by form feeds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from imrdoc._model import Offsets

__all__ = ["running_lines"]

MOST_RUNNING = 3
"""Lines of a running head or foot."""
NO_HEAD = (".", ",", ":", ";")
"""What a line does not end in that is a head or foot without a page number."""

_DIGITS = re.compile(r"\d{1,9}")  # Python does not read numbers of any length


def running_lines(text: str, pages: Sequence[Offsets]) -> tuple[Offsets, ...]:
    """Where running heads and feet stand, each with the line ends between it and the rest of the page.

    These are lines at the edges of pages that are alike but for numbers, on all pages but one. Either one of
    their numbers counts the pages, or they are the same, and blank lines set them apart.

    Args:
        text: the text.
        pages: where its pages stand.
    """
    pages = [page for page in pages if text[slice(*page)].strip()]
    heads = _running(text, pages, -1)
    bodies = [(heads[start][1] if start in heads else start, end) for start, end in pages]
    feet = _running(text, bodies, 1)
    if not (heads or feet) or len({text[slice(*page)].strip() for page in pages}) < len(pages):
        return ()  # of pages that are there twice, all lines are alike
    return tuple(sorted([*heads.values(), *feet.values()]))


def _running(text: str, pages: list[Offsets], side: int) -> dict[int, Offsets]:
    """The running heads of pages, or their feet, each by the place where it begins.

    Args:
        text: the text.
        pages: where the pages stand that have words.
        side: -1 for heads, 1 for feet.
    """
    most = max(2, len(pages) - 1)
    rests = dict(enumerate(pages))
    sure: dict[int, Offsets] = {}
    for _ in range(MOST_RUNNING):
        lines = {number: _outermost(text, rest, side) for number, rest in rests.items()}
        words = {number: text[low:high].strip() for number, (low, high) in lines.items() if low < high}
        if len(words) < most:
            break
        shapes = {number: _DIGITS.sub("0", line) for number, line in words.items()}
        shape, count = Counter(shapes.values()).most_common(1)[0]
        alike = {number: line for number, line in words.items() if shapes[number] == shape}
        counts_pages = _counts_pages(alike)
        if count < most or not (
            counts_pages or (len({*alike.values()}) == 1 and not shape.endswith(NO_HEAD))
        ):
            break
        within = {number: _within(text, rests[number], lines[number], side) for number in alike}
        rests = {number: rest for number, (rest, _) in within.items()}
        if counts_pages or all(is_apart for _, is_apart in within.values()):
            sure.update(rests)
    found = [
        (pages[number][0], rest[0]) if side < 0 else (rest[1], pages[number][1])
        for number, rest in sure.items()
    ]
    return {start: (start, end) for start, end in found}


def _outermost(text: str, rest: Offsets, side: int) -> Offsets:
    """The first line with words of what is left of a page, or the last one; nothing if there is none."""
    start, end = rest
    while start < end:
        if side < 0:
            stop = text.find("\n", start, end)
            line = start, stop if stop >= 0 else end
            start = line[1] + 1
        else:
            line = text.rfind("\n", start, end) + 1 or start, end
            end = line[0] - 1
        if not text[slice(*line)].isspace() and line[0] < line[1]:
            return line
    return start, start


def _within(text: str, rest: Offsets, line: Offsets, side: int) -> tuple[Offsets, bool]:
    """What is left of a page without the outermost line, and whether a blank line sets that apart."""
    if side < 0:
        start = line[1] + len(text[line[1] : rest[1]]) - len(text[line[1] : rest[1]].lstrip())
        return (start, rest[1]), text.count("\n", line[1], start) > 1
    end = rest[0] + len(text[rest[0] : line[0]].rstrip())
    return (rest[0], end), text.count("\n", end, line[0]) > 1


def _counts_pages(lines: dict[int, str]) -> bool:
    """Whether one of the numbers in some lines goes up by one from page to page."""
    numbers = [(page, [int(digits) for digits in _DIGITS.findall(line)]) for page, line in lines.items()]
    return any(
        all(
            after[place] - before[place] == below - above
            for (above, before), (below, after) in pairwise(numbers)
        )
        for place in range(len(numbers[0][1]))
    )
