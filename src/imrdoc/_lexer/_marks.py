"""Finds the letter's marks: headings, labels, lead-ins, decisions and page furniture."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._parser import Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._pages import FURNITURE, without_furniture
from imrdoc._model import Reading

__all__ = ["find_marks"]

LINE_END = r"(?=\n|\Z)"
WHOLE_LINES = ("_HEADING", FURNITURE)
LINE_STARTS = ("_LABEL", "_LEAD_IN")


class _Scanner:
    """The patterns that find marks, made of the grammar's own terminals."""

    def __init__(self, grammar: Parser) -> None:
        self.names: dict[int, str] = {}
        branches: list[str] = []
        groups = 0
        for name, pattern in grammar.patterns.items():
            if not name.endswith((*LINE_STARTS, *WHOLE_LINES)):
                continue
            tail = LINE_END if name.endswith(WHOLE_LINES) else ""
            branches.append(f"{_first_letter_apart(pattern)}{tail}()")  # the empty group tells which one it was
            groups = re.compile("|".join(branches)).groups
            self.names[groups] = name
        either = "|".join(branches)
        self.first = re.compile(either)
        self.others = re.compile(rf"\n(?:{either})")
        mark, decision = grammar.patterns["_DECISION_MARK"], grammar.patterns["DECISION"]
        self.decision = re.compile(rf"{mark}\s*({decision}){LINE_END}")


def _first_letter_apart(pattern: str) -> str:
    """The same pattern, beginning with a set of letters: `re` skips such a branch without trying it."""
    return re.sub(r"^\(\?i:([A-Za-z])", lambda found: f"[{found[1].upper()}{found[1].lower()}](?i:", pattern)


@lru_cache(maxsize=1)
def _scanner() -> _Scanner:
    return _Scanner(parser("letter"))


def find_marks(reading: Reading) -> tuple[Reading, list[Token]]:
    """Every mark of the letter in order.

    Returns:
        The reading, with page furniture blanked out if there was any, and the marks in it. A decision
        makes one mark, from its colon to its end.
    """
    marks = _marks(reading.text)
    furniture = [mark for mark in marks if mark.kind.endswith(FURNITURE)]
    if furniture:
        reading = without_furniture(reading, furniture)
        marks = [mark for mark in _marks(reading.text) if not mark.kind.endswith(FURNITURE)]
    return reading, marks


def _marks(text: str) -> list[Token]:
    scanner = _scanner()
    names = scanner.names
    marks: list[Token] = []
    first = scanner.first.match(text)
    if first:
        marks.append(Token(names[first.lastindex or 0], 0, first.end()))
    for match in scanner.others.finditer(text):
        marks.append(Token(names[match.lastindex or 0], match.start() + 1, match.end()))
    marks += [Token("DECISION", match.start(), match.end(1)) for match in scanner.decision.finditer(text)]
    marks.sort(key=_start)
    return marks


def _start(token: Token) -> int:
    return token.start
