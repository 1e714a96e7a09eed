"""Finds the letter's marks: headings, labels, lead-ins, decisions and page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from operator import itemgetter

from imrdoc._engine._parser import Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import PlainToken, Token
from imrdoc._lexer._pages import FURNITURE, without_furniture
from imrdoc._model import Reading

__all__ = ["find_marks", "has_furniture", "marks_in"]

LINE_END = r"(?=\n|\Z)"
WHOLE_LINES = ("_HEADING", FURNITURE)
LINE_STARTS = ("_LABEL", "_LEAD_IN")
SUMMARY, ISSUES = "_SUMMARY_HEADING", "_ISSUES_HEADING"
START = itemgetter(1)
LONGEST_MARK = 1_000
"""Characters of the longest mark on the first line. One with many blanks is found once they are folded."""


class _Scanner:
    """The patterns that find marks, made of the grammar's own terminals."""

    def __init__(self, grammar: Parser) -> None:
        self._grammar = grammar
        self._tails = {name: LINE_END for name in grammar.patterns if name.endswith(WHOLE_LINES)}
        self._tails |= {name: "" for name in grammar.patterns if name.endswith(LINE_STARTS)}
        furniture = {name: tail for name, tail in self._tails.items() if name.endswith(FURNITURE)}
        others = {name: tail for name, tail in self._tails.items() if name not in furniture}
        # most lines begin with a small letter and are skipped at once
        published = grammar.branches(others, capitals=True)
        self._published = rf"\n(?:{published}|{grammar.branches(furniture)})"
        mark, decision = grammar.patterns["_DECISION_MARK"], grammar.patterns["DECISION"]
        self.decision = re.compile(rf"{mark}\s*({decision}){LINE_END}")

    @cached_property
    def as_published(self) -> re.Pattern[str]:
        """Marks that begin with a capital, and page furniture."""
        return re.compile(self._published)

    @cached_property
    def in_ascii(self) -> re.Pattern[str]:
        """The same, faster, for a text of ASCII alone: no other letters need be thought of."""
        return re.compile(self._published, re.ASCII)

    @cached_property
    def any_case(self) -> re.Pattern[str]:
        """The same, for marks that begin with a small letter too: few letters need it."""
        return re.compile(rf"\n(?:{self._grammar.branches(self._tails)})")

    def others(self, text: str, *, any_case: bool) -> re.Pattern[str]:
        """What finds the marks of a text that are no decisions."""
        if any_case:
            return self.any_case
        return self.in_ascii if text.isascii() else self.as_published


@lru_cache(maxsize=1)
def _scanner() -> _Scanner:
    return _Scanner(parser("letter"))


def find_marks(reading: Reading, *, any_case: bool) -> tuple[Reading, list[PlainToken]]:
    """The marks of a letter without its page furniture.

    Args:
        reading: the letter, folded: see `read`. What stands beside a page number is told by line ends.
        any_case: as for `marks_in`.

    Returns:
        The reading, without page furniture if there was any, and the marks in it.
    """
    marks = marks_in(reading.text, any_case=any_case)
    furniture = [Token(*mark) for mark in marks if mark[0].endswith(FURNITURE)]
    if furniture:
        reading = without_furniture(reading, furniture)
        marks = [
            mark for mark in marks_in(reading.text, any_case=any_case) if not mark[0].endswith(FURNITURE)
        ]
    return reading, marks


def has_furniture(marks: Iterable[PlainToken]) -> bool:
    """Whether page furniture is among the marks of a letter."""
    return any(kind.endswith(FURNITURE) for kind, _, _ in marks)


def marks_in(text: str, *, any_case: bool) -> list[PlainToken]:
    """Every mark of a letter in order, page furniture among them.

    Args:
        text: the letter's reading text.
        any_case: look for marks that begin with a small letter too, and for decisions everywhere. Otherwise
            the words of a decision in the summary are words like others.

    Returns:
        The marks. A decision makes one mark, from its colon to its end.
    """
    scanner = _scanner()
    others = scanner.others(text, any_case=any_case)
    marks: list[PlainToken] = []
    below = text.find("\n", LONGEST_MARK)
    top = others.match("\n" + (text if below < 0 else text[:below]))  # the only line without a line end above
    if top:
        marks.append((top.lastgroup or "", 0, top.end() - 1))
    found = others.finditer(text, top.end() - 1 if top else 0)
    marks += [(match.lastgroup or "", match.start() + 1, match.end()) for match in found]
    told, issues = (0, 0) if any_case else _summary(marks)
    for low, high in ((0, told), (issues, len(text))):
        marks += [("DECISION", *match.span()) for match in scanner.decision.finditer(text, low, high)]
    marks.sort(key=START)
    return marks


def _summary(marks: Iterable[PlainToken]) -> tuple[int, int]:
    """Where the summary begins and where the issues do, in a letter that has them in this order."""
    told = 0
    for kind, start, end in marks:
        if kind == SUMMARY:
            told = end
        elif kind == ISSUES:
            return (told, start) if told else (0, 0)
    return 0, 0
