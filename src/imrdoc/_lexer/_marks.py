"""Finds the letter's marks: headings, labels, lead-ins, decisions and page furniture."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._parser import Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._reading import Reading

__all__ = ["find_marks"]

LINE_END = r"[ ]*(?=\n|\Z)"
WHOLE_LINES = ("_HEADING", "_FURNITURE")
LINE_STARTS = ("_LABEL", "_LEAD_IN")


class _Scanner:
    """The patterns that find marks, made of the grammar's own terminals."""

    def __init__(self, grammar: Parser) -> None:
        whole = [name for name in grammar.patterns if name.endswith(WHOLE_LINES)]
        starts = [name for name in grammar.patterns if name.endswith(LINE_STARTS)]
        branches = [f"(?P<{name}>{grammar.patterns[name]})" for name in starts]
        branches += [f"(?P<{name}>{grammar.patterns[name]}){LINE_END}" for name in whole]
        either = "|".join(branches)
        self.first = re.compile(rf"[ ]*(?:{either})")
        self.others = re.compile(rf"\n[ ]*(?:{either})")
        mark, decision = grammar.patterns["_DECISION_MARK"], grammar.patterns["DECISION"]
        self.decision = re.compile(rf"{mark}\s*({decision}){LINE_END}")


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
    furniture = [mark for mark in marks if mark.kind.endswith("_FURNITURE")]
    if furniture:
        reading = reading.without(_page_furniture(reading, furniture))
        marks = [mark for mark in _marks(reading.text) if not mark.kind.endswith("_FURNITURE")]
    return reading, marks


def _marks(text: str) -> list[Token]:
    scanner = _scanner()
    marks: list[Token] = []
    first = scanner.first.match(text)
    if first and first.lastgroup:
        marks.append(Token(first.lastgroup, first.start(first.lastgroup), first.end(first.lastgroup)))
    for match in scanner.others.finditer(text):
        name = match.lastgroup or ""
        marks.append(Token(name, *match.span(name)))
    marks += [Token("DECISION", match.start(), match.end(1)) for match in scanner.decision.finditer(text)]
    marks.sort(key=_start)
    return marks


def _start(token: Token) -> int:
    return token.start


def _page_furniture(reading: Reading, found: list[Token]) -> list[tuple[int, int]]:
    """The stretches that are furniture for sure. A footer always is; a bare number must show it.

    A number alone on a line is a page number if the text begins, ends or turns a page beside it, if
    blank lines set it apart in a text that is not double-spaced, or if it counts on from another one.
    """
    text = reading.text
    footers = [token for token in found if token.kind.startswith("FOOTER")]
    numbers = [token for token in found if not token.kind.startswith("FOOTER")]
    ends = [offset for token in footers for offset in (token.start, token.end)]
    double = text.count("\n\n") * 3 > text.count("\n")
    sure = [(token.start, token.end) for token in footers]
    values = [int(re.findall(r"\d+", text[token.start : token.end])[0]) for token in numbers]
    for index, token in enumerate(numbers):
        before = len(text[: token.start].rstrip(" \n"))
        after = len(text) - len(text[token.end :].lstrip(" \n"))
        beside_break = before == 0 or after == len(text) or reading.breaks_page(before, after)
        beside_footer = any(before <= offset <= after for offset in ends)
        apart = not double and all(gap.count("\n") > 1 for gap in (text[before : token.start], text[token.end : after]))
        counts_on = values[index] + 1 in values[index + 1 : index + 2] or values[index] - 1 in values[max(0, index - 1) : index]
        if beside_break or beside_footer or apart or counts_on:
            sure.append((token.start, token.end))
    return sorted(sure)
