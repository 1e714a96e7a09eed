"""Joins pages, and leaves out what belongs to the page: running feet and page numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._paragraphs import fold_blanks
from imrdoc._model import Reading

__all__ = ["FURNITURE", "SENTENCE_ENDS", "join_pages", "may_have_running_lines", "without_furniture"]

DIGITS = re.compile(r"\d+")
FURNITURE = "_FURNITURE"
NUMBER = "NUMBER_FURNITURE"
"""What the names of furniture end in that may as well be words of the letter."""
SENTENCE_ENDS = (".", "?", "!", '."', ".'", ".)", ".]", ".\u201d", ".\u2019")
CLEARLY_SHORT = 0.75
"""A line that is filled less than this, against the longest near it, is the last of its paragraph."""
LEAST_ON_A_PAGE = 400
"""Characters of a page at least, but for the last one."""
EDGE = 6
"""Characters at the edges of pages that are compared first."""
LOOK_BACK = 1_000
"""Characters of a page that tell how long its lines run."""


def may_have_running_lines(pages: Sequence[str]) -> bool:
    """Whether the first or last lines of any two pages are alike but for numbers. Hardly any two are.

    Args:
        pages: what stands on the pages, without white space around it.
    """
    return (
        (  # for nearly all texts, one of the first looks is enough
            _some_alike([page[:1] for page in pages])
            and _any_alike([page[:EDGE] for page in pages])
            and _any_alike([page.partition("\n")[0] for page in pages])
        )
        or (
            _some_alike([page[-1:] for page in pages])
            and _any_alike([page[-EDGE:] for page in pages])
            and _any_alike([page.rpartition("\n")[2] for page in pages])
        )
    )


def _some_alike(chars: list[str]) -> bool:
    """Whether any two characters are the same or digits."""
    return len({*chars}) < len(chars) or sum(map(str.isdigit, chars)) > 1


def _any_alike(edges: list[str]) -> bool:
    """Whether any two stretches are alike but for numbers."""
    if len({*edges}) < len(edges):
        return True
    together = "\f".join(edges)
    if DIGITS.search(together) is None:
        return False
    return len({*DIGITS.sub("0", together).split("\f")}) < len(edges)


def join_pages(pages: list[str], gaps: list[bool] | None = None) -> tuple[str, tuple[int, ...]]:
    """Pages as one text, and where in it each but the first begins.

    Args:
        pages: the pages.
        gaps: whether each page ends with its paragraph, if that is known. Blank lines at the end of a page
            tell nothing in most texts: then its last line must.
    """
    parts: list[str] = []
    breaks: list[int] = []
    length = 0
    above = ""
    gap = False
    for number, page in enumerate(pages):
        page = page.strip("\n")
        if not page:
            continue
        if above:
            over = _ends_paragraph(above) if gaps is None else gap
            parts.append("\n\n" if over else "\n")
            length += len(parts[-1])
            breaks.append(length)
        parts.append(page)
        length += len(page)
        above = page
        gap = gaps is not None and gaps[number]
    return "".join(parts), tuple(breaks)


def _ends_paragraph(page: str) -> bool:
    """Whether the last line of a page shows that its paragraph is over."""
    if not page.endswith(SENTENCE_ENDS):
        return False
    lines = fold_blanks(page[-LOOK_BACK:]).split("\n")
    return len(lines[-1]) < max(map(len, lines)) * CLEARLY_SHORT


def without_furniture(reading: Reading, found: list[Token]) -> Reading:
    """The same reading without its page furniture.

    Args:
        reading: a reading in which furniture, or what looks like it, was found.
        found: where.
    """
    text = reading.text
    values = [_number(text, token) for token in found]
    certain = [_is_certain(text, token) for token in found]
    sure = [
        token
        for index, token in enumerate(found)
        if certain[index] or _is_page_number(reading, found, values, certain, index)
    ]
    if not sure:
        return reading
    cuts = sorted([(token.start, token.end) for token in sure] + [(at, at) for at in reading.breaks])
    pages: list[str] = []
    at = 0
    for start, end in cuts:
        pages.append(text[at:start])
        at = max(at, end)
    joined, breaks = join_pages([*pages, text[at:]])
    furniture = [*reading.furniture, *(reading.locate(token.start, token.end) for token in sure)]
    return Reading(reading.source, joined, breaks, tuple(furniture))


def _is_certain(text: str, token: Token) -> bool:
    """Whether a line says by itself that it belongs to the page."""
    return not token.kind.endswith(NUMBER) or bool(_surely_page().fullmatch(text, token.start, token.end))


@lru_cache(maxsize=1)
def _surely_page() -> re.Pattern[str]:
    return re.compile(parser("letter").patterns["SURELY_PAGE"])


def _is_page_number(
    reading: Reading, found: list[Token], values: list[int | None], certain: list[bool], index: int
) -> bool:
    """Whether a number alone on a line is a page's.

    It is if the text begins, ends or turns a page beside it, or if other furniture stands beside it. In a
    text that marks no ends of pages, it is also if blank lines set it apart, or if the number before or after
    it is its neighbor. A number that so early a page cannot have is none.
    """
    text = reading.text
    _, start, end = found[index]
    value = values[index] or 0
    if start == 0 or end == len(text):
        return True
    if (value - 1) * LEAST_ON_A_PAGE > start:
        return False
    turn = bisect_left(reading.breaks, start - 2)
    if turn < len(reading.breaks) and reading.breaks[turn] <= end + 2:
        return True
    neighbors = [(step, found[index + step]) for step in (-1, 1) if 0 <= index + step < len(found)]
    if any(
        certain[index + step] and (other.end >= start - 2 if step < 0 else other.start <= end + 2)
        for step, other in neighbors
    ):
        return True
    if reading.breaks:
        return False
    return (text.startswith("\n\n", start - 2) and text.startswith("\n\n", end)) or any(
        not certain[index + step] and values[index + step] == value + step for step, _ in neighbors
    )


def _number(text: str, token: Token) -> int | None:
    """The first number on a line."""
    digits = DIGITS.search(text, token.start, token.end)
    return int(digits[0]) if digits else None
