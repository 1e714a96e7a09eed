"""Where the first paragraph of a stretch ends."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._tables import parser
from imrdoc._lexer._layout import SENTENCE_ENDS, Layout
from imrdoc._lexer._paragraphs import ends_paragraph

__all__ = ["first_paragraph_end", "opens_statement"]


def first_paragraph_end(layout: Layout, start: int, end: int, *, by_line: bool = False) -> int:
    """Offset of the first word below the first paragraph; the end if there is only one.

    A paragraph ends at a gap. Where the text keeps no gaps, it ends at a sentence whose line had room for
    the first word of the next one, before a guideline statement, or at a short line. A value that has its
    line for itself (`by_line`) ends at any line that had room.
    """
    text = layout.reading.text
    above: tuple[int, int] | None = None
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        words = text[at:stop].strip()
        if words:
            first = at + text[at:stop].index(words[0])
            if above and _ends_above(layout, above, first, words, by_line):
                return first
            # a label before the text takes room on its line
            above = text.rfind("\n", 0, first) + 1, first + len(words)
        at = stop + 1
    return end


def _ends_above(layout: Layout, above: tuple[int, int], first: int, words: str, by_line: bool) -> bool:
    if ends_paragraph(layout, above[1], first):
        return True
    line = layout.reading.text[slice(*above)].strip()
    if by_line:
        return not layout.is_full(line, words)
    if layout.keeps_gaps:
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
