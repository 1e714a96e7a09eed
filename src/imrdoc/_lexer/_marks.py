"""Finds the letter's marks: headings, labels, lead-ins, decisions and page furniture."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from imrdoc._engine._parser import Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token, make_token
from imrdoc._lexer._pages import FURNITURE, without_furniture
from imrdoc._model import Reading

__all__ = ["find_marks"]

LINE_END = r"(?=\n|\Z)"
WHOLE_LINES = ("_HEADING", FURNITURE)
LINE_STARTS = ("_LABEL", "_LEAD_IN")
FIRST_CHARACTERS = "[A-Z0-9]"
"""What the marks of a letter as published begin with. Most lines begin otherwise and are skipped at once."""


class _Scanner:
    """The patterns that find marks, made of the grammar's own terminals."""

    def __init__(self, grammar: Parser) -> None:
        tails = {name: LINE_END for name in grammar.patterns if name.endswith(WHOLE_LINES)}
        tails |= {name: "" for name in grammar.patterns if name.endswith(LINE_STARTS)}
        either, self.names = grammar.branches(tails)
        self.first = re.compile(either)
        self.any_case = re.compile(rf"\n(?:{either})")
        self.as_published = re.compile(rf"\n(?={FIRST_CHARACTERS})(?:{either})")
        mark, decision = grammar.patterns["_DECISION_MARK"], grammar.patterns["DECISION"]
        self.decision = re.compile(rf"{mark}\s*({decision}){LINE_END}")


@lru_cache(maxsize=1)
def _scanner() -> _Scanner:
    return _Scanner(parser("letter"))


def find_marks(reading: Reading, *, any_case: bool) -> tuple[Reading, list[Token]]:
    """Every mark of the letter in order.

    Args:
        reading: the letter.
        any_case: look for marks that begin with a small letter too.

    Returns:
        The reading, without page furniture if there was any, and the marks in it. A decision makes one
        mark, from its colon to its end.
    """
    marks = _marks(reading.text, any_case)
    furniture = [mark for mark in marks if mark[0].endswith(FURNITURE)]
    if furniture:
        reading = without_furniture(reading, furniture)
        marks = [mark for mark in _marks(reading.text, any_case) if not mark[0].endswith(FURNITURE)]
    return reading, marks


def _marks(text: str, any_case: bool) -> list[Token]:
    scanner = _scanner()
    names = scanner.names
    first = scanner.first.match(text)
    others = scanner.any_case if any_case else scanner.as_published
    marks = [make_token((names[first.lastindex or 0], 0, first.end()))] if first else []
    for match in others.finditer(text):
        marks.append(make_token((names[match.lastindex or 0], match.start() + 1, match.end())))
    for match in scanner.decision.finditer(text):
        marks.append(make_token(("DECISION", match.start(), match.end())))
    marks.sort(key=itemgetter(1))
    return marks
