"""Decides where a request begins that stands straight below a rationale.

The decision ends the request for sure; the question is how many lines above it still belong to it. See
docs/explanation/paragraphs for the rules in prose and for what each of them is worth.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from imrdoc._engine._tables import parser
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._pages import SENTENCE_ENDS
from imrdoc._model import Reading

__all__ = ["find_request", "request_start"]

GAP = "\n\n"
SURE_LINES = 4
"""A block of so few lines below a gap is a request as it stands. Lines below its set phrases do not count."""


@cache
def _pattern(name: str, grammar: str = "request") -> re.Pattern[str]:
    return re.compile(parser(grammar).patterns[name])


def request_start(layout: Layout, start: int, end: int) -> int:
    """Offset of the first character of the request that ends at `end`.

    Args:
        layout: the letter's layout.
        start: where the rationale above, or whatever stands there, begins.
        end: where the request ends.
    """
    found = find_request(layout, start, end)
    return next(_lines_upward(layout.reading.text, start, end))[0] if found is None else found


def find_request(layout: Layout, start: int, end: int) -> int | None:
    """The same; None where no line shows that the paragraph above it has ended."""
    text = layout.reading.text
    lowest = _gap_above(text, start, end)
    gap = lowest >= 0
    top = lowest + len(GAP) if gap else start
    short = gap and text.count("\n", top, end) < SURE_LINES
    if short and not any(map(_concludes, text[top:end].split("\n")[:-1])):
        return top
    phrases = _set_phrases(text, top, end)
    lines = text[top:phrases].split("\n") if gap else []
    if gap and len(lines) <= SURE_LINES and not any(map(_ends_sentence, lines[:-1])):
        return top
    whole = gap and layout.keeps_gaps and not _turns_page(layout.reading, top, end)
    block = [*_lines_upward(text, top, end)]
    if not block:
        return None
    for index in range(len(block) - 1):
        begins, above = block[index], block[index + 1]
        # a label before a rationale's first line takes room as well
        line_above = text[text.rfind("\n", 0, above[1]) + 1 : above[1]]
        if _concludes(line_above):
            return begins[0]
        over = _ends_sentence(line_above)
        if (whole or begins[0] >= phrases) and not (over and layout.is_short(line_above)):
            continue
        # the colon behind the request's last word takes room too
        if not layout.is_full(line_above, text[begins[0] : begins[1] + 1], bold=True):
            return begins[0]
        if layout.is_too_wide(line_above):
            return begins[0]
        if not gap and over:
            return begins[0]
    return block[-1][0] if gap else None


def _gap_above(text: str, start: int, end: int) -> int:
    """The last gap above a request: one inside of its set phrases is where a page turned. -1 without any."""
    gap = text.rfind(GAP, start, end)
    while gap >= 0 and not text.endswith(SENTENCE_ENDS, start, gap):
        above = text.rfind(GAP, start, gap)
        if _set_phrases(text, max(above, start), end) >= gap:
            break
        gap = above
    return gap


def _turns_page(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch runs on over the end of a page, where a blank line may be lost."""
    return bisect_right(reading.breaks, start) < bisect_right(reading.breaks, end)


def _ends_sentence(line: str) -> bool:
    """Whether a line ends a sentence, and not in a short form as "vs."."""
    return line.endswith(SENTENCE_ENDS) and not _pattern("FIND_SHORT_FORM").search(line)


def _concludes(line: str) -> bool:
    """Whether a line ends in what a rationale concludes. No request has such a line."""
    return _pattern("FIND_CONCLUSION", "conclusion").search(line) is not None


def _set_phrases(text: str, start: int, end: int) -> int:
    """Where the phrases of a request authorized in part begin; at the end if not all are there."""
    first = end
    for found in _pattern("_WAS_ORIGINAL").finditer(text, start, end):
        first = found.start()
    return first if _pattern("_ELIGIBLE").search(text, first, end) else end


def _lines_upward(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines with words on them from the last one up."""
    while end > start:
        begin = max(text.rfind("\n", start, end) + 1, start)
        if begin < end:
            yield begin, end
        end = begin - 1
