"""Where the first paragraph of a stretch ends."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._tables import parser
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._pages import SENTENCE_ENDS

__all__ = ["first_paragraph_end", "opens_statement", "statement_end"]

GAP = "\n\n"
OPENING = 200
"""Characters that show whether, and how, a text opens a statement."""


def first_paragraph_end(
    layout: Layout, start: int, end: int, *, by_line: bool = False, of_sentences: bool = False
) -> int:
    """Offset of the first word below the first paragraph; the end if there is only one.

    A paragraph ends at a gap. Where the text keeps no gaps, or a page ends, it ends at a sentence whose
    line had room for the first word of the next one, before a guideline statement, or at a short line. A
    value that has its line for itself (`by_line`) ends at any line that had room. Where a text consists of
    whole sentences (`of_sentences`), a gap inside of one is where a page turned.
    """
    text = layout.reading.text
    above = text.rfind("\n", 0, start) + 1  # a label before the text takes room on its line
    stop = text.find("\n", start, end)
    while stop >= 0:
        if text.startswith(GAP, stop):
            above = stop + 2
            if not of_sentences or text.endswith(SENTENCE_ENDS, start, stop):
                return above
            stop = text.find("\n", above, end)
            continue
        following = text.find("\n", stop + 1, end)
        words = text[stop + 1 : following if following >= 0 else end]
        gaps = layout.keeps_gaps and stop + 1 not in layout.reading.breaks
        if _ends_above(layout, text[above:stop], words, by_line=by_line, gaps=gaps):
            return stop + 1
        above, stop = stop + 1, following
    return end


def statement_end(layout: Layout, start: int, end: int, *, before_statement: bool) -> int:
    """Offset of the first word below a guideline statement that nothing in the layout shows the end of.

    Above another statement, it ends at a line that ends a sentence where the next one opens a statement anew.
    Above a rationale, it ends at the first such line with a text of several lines below it that opens none.

    Args:
        layout: the letter's layout.
        start: where the statement begins.
        end: where what stands below it ends.
        before_statement: whether another statement is what stands below it.

    Returns:
        The offset; the end, if there is none.
    """
    text = layout.reading.text
    stop = text.find("\n", start, end)
    while stop >= 0:
        following = text.find("\n", stop + 1, end)
        if text.endswith(SENTENCE_ENDS, start, stop):
            opens = opens_statement(text[stop + 1 : stop + 1 + OPENING])
            if opens and before_statement and not _goes_on(text[stop + 1 : stop + 1 + OPENING]):
                return stop + 1
            if not opens and not before_statement and following >= 0:
                return stop + 1
        stop = following
    return end


def _goes_on(words: str) -> bool:
    """Whether a clause is one that comes second in a statement: it cites what is outside the MTUS."""
    clauses = parser("guideline").scan(words).nodes
    return bool(clauses) and clauses[0].kind == "non_mtus"


def _ends_above(layout: Layout, line: str, words: str, *, by_line: bool, gaps: bool) -> bool:
    if by_line:
        return not layout.is_full(line, words)
    if gaps:
        return False
    if line.endswith(SENTENCE_ENDS):
        whole = not layout.is_full(line, words) or _closing().search(line) is not None
        return whole or opens_statement(words)
    return layout.is_short(line)


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    return re.compile(parser("letter").patterns["STATEMENT_OPENING"])


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    return re.compile(parser("letter").patterns["STATEMENT_CLOSING"] + r"\Z")


def opens_statement(line: str) -> bool:
    """Whether a line begins as guideline statements do."""
    return _opening().match(line) is not None
