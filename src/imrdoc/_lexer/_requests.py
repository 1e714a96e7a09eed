"""Decides where a request begins that stands straight below a rationale.

The decision ends the request for sure; the question is how many lines above it still belong to it. See
docs/explanation/paragraphs for the rules in prose and for what each of them is worth.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

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
    gap = text.rfind(GAP, start, end)
    if gap >= 0 and _is_plain(text, start, gap, end):
        return gap + len(GAP)
    gap = _gap_above(layout, start, end)
    top = gap + len(GAP) if gap >= 0 else start
    phrases = _set_phrases(text, top, end)
    on_one_page = not _turns_page(layout.reading, top, end)
    is_sure = gap >= 0 and on_one_page and layout.keeps_gaps
    may_conclude = not is_sure or text.find(GAP, top, end) >= 0
    if gap >= 0 and on_one_page and _is_block(layout, text[top:phrases], may_conclude=may_conclude):
        return top
    lines = [*_lines_upward(text, top, end)]
    for (begin, stop), (_, above) in pairwise(lines):
        # a label before a rationale's first line takes room as well
        line_above = text[text.rfind("\n", 0, above) + 1 : above]
        line = text[begin : stop + 1]  # the colon behind the request's last word takes room, too
        ends = _ends_sentence(line_above)
        if begin >= phrases:
            over = ends and layout.is_short(line_above)
        elif is_sure:
            over = ends and _cannot_go_on(layout, line_above, line)
        else:
            over = _cannot_go_on(layout, line_above, line) or (
                ends and (gap < 0 or _turns_page(layout.reading, above, begin))
            )
        if over or (may_conclude and _concludes(text, above)):
            return begin
    return top if gap >= 0 and lines else None


def _is_plain(text: str, start: int, gap: int, end: int) -> bool:
    """Whether a gap has a sentence above it and one line below it, as for most requests."""
    return text.find("\n", gap + len(GAP), end) < 0 and text.endswith(SENTENCE_ENDS, start, gap)


def _is_block(layout: Layout, block: str, *, may_conclude: bool) -> bool:
    """Whether lines below a gap are few, and none of them is clearly the last one of a rationale."""
    lines = block.split("\n")
    if len(lines) > SURE_LINES:
        return False
    end = -1
    for line, below in pairwise(lines):
        end += len(line) + 1
        if may_conclude and _concludes(block, end):
            return False
        if _ends_sentence(line) and _cannot_go_on(layout, line, below):
            return False
    return True


def _gap_above(layout: Layout, start: int, end: int) -> int:
    """Where the last gap above a request begins, but for one that a page left in it; -1 without any."""
    text = layout.reading.text
    gap = stop = _last_gap(layout, start, end)
    while stop > start and text[stop - 1] == "\n":
        stop -= 1
    if gap >= 0 and _is_inside(layout, start, stop, gap + len(GAP), end):
        return _last_gap(layout, start, stop)
    return gap


def _last_gap(layout: Layout, start: int, end: int) -> int:
    """Where the last gap begins. In a text that keeps none, the end of a page is none either."""
    text = layout.reading.text
    gap = text.rfind(GAP, start, end)
    while gap >= 0 and _turns_page(layout.reading, gap, gap + len(GAP)) and not layout.keeps_gaps:
        gap = text.rfind(GAP, start, gap)
    return gap


def _is_inside(layout: Layout, start: int, stop: int, go_on: int, end: int) -> bool:
    """Whether a request goes on below a gap, so that a page ended there.

    Args:
        layout: the letter's layout.
        start: where the rationale above begins.
        stop: where the words above the gap end.
        go_on: where those below it begin.
        end: where the request ends.
    """
    text = layout.reading.text
    over = text.endswith(SENTENCE_ENDS, start, stop)
    if over and (text.find("\n", go_on, end) < 0 or not _pattern("FIND_ELIGIBLE").search(text, go_on, end)):
        return False
    above = text.rfind(GAP, start, stop)
    if _set_phrases(text, max(above, start), end) < go_on:
        return True
    if over or above < 0 or layout.reading.source.page_starts:  # no page that is marked leaves a gap here
        return False
    if text.count("\n", above + len(GAP), stop) >= SURE_LINES - 1:
        return False
    last = text[text.rfind("\n", start, stop) + 1 : stop]
    return layout.is_full(last, text[go_on:end].partition("\n")[0], bold=True)


def _turns_page(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch runs on over the end of a page, where a blank line may be lost."""
    return bisect_right(reading.breaks, start) < bisect_right(reading.breaks, end)


def _ends_sentence(line: str) -> bool:
    """Whether a line ends a sentence, and not in a short form as "vs."."""
    return line.endswith(SENTENCE_ENDS) and not _pattern("FIND_SHORT_FORM").search(line)


def _concludes(text: str, end: int) -> bool:
    """Whether the line that ends here ends in what a rationale concludes. Hardly any request has one."""
    line = text.rfind("\n", 0, end)
    above = text.rfind("\n", 0, max(line, 0)) + 1  # where the conclusion's verb may stand
    return _pattern("FIND_CONCLUSION", "conclusion").search(text, above, end) is not None


def _cannot_go_on(layout: Layout, line: str, below: str) -> bool:
    """Whether no request goes on from a line to the one below: there was room, or it is too wide for bold."""
    return not layout.is_full(line, below, bold=True) or layout.is_too_wide(line)


def _set_phrases(text: str, start: int, end: int) -> int:
    """Where the phrases of a request authorized in part begin; at the end if not all are there."""
    first = end
    for found in _pattern("_WAS_ORIGINAL").finditer(text, start, end):
        first = found.start()
    return first if _pattern("FIND_ELIGIBLE").search(text, first, end) else end


def _lines_upward(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines with words on them from the last one up."""
    while end > start:
        begin = max(text.rfind("\n", start, end) + 1, start)
        if begin < end:
            yield begin, end
        end = begin - 1
