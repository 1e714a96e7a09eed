"""Tells a text that is no letter, or a letter in a layout that is not read, from a broken letter."""

from __future__ import annotations

import re
from functools import cache

from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import Layout
from imrdoc._model import Diagnostic, DiagnosticCode, Severity
from imrdoc._recovery._quote import quote

__all__ = ["is_letter", "older_layout", "refusal"]

ISSUES = "_ISSUES_HEADING"


def is_letter(marks: list[Token]) -> bool:
    """Whether a text has any heading or label of the letter."""
    return any(mark.kind.startswith("_") for mark in marks)


def refusal(layout: Layout) -> Diagnostic:
    """What a text is that has none of the letter's headings and labels."""
    text = layout.reading.text
    heading = next((each for each in _any_heading().finditer(text) if each[0].isupper()), None)
    if heading:
        return _not_alone(layout, heading)
    if not text.strip():
        what, found = "the text is empty", "nothing"
    elif "\0" in text:
        what, found = "the file is binary, neither a PDF nor a text", "binary data"
    else:
        what, found = "not a determination letter: it has none of the letter's headings", "another text"
    return Diagnostic(
        code=DiagnosticCode.NOT_A_LETTER,
        severity=Severity.ERROR,
        message=what,
        span=layout.reading.span(0, 0),
        expected=parser("letter").notes["_HOW_MADE_HEADING"],
        found=found,
    )


def _not_alone(layout: Layout, heading: re.Match[str]) -> Diagnostic:
    """What to say of a text whose headings are there, but not on lines of their own."""
    text = layout.reading.text
    start = text.rfind("\n", 0, heading.start()) + 1
    return Diagnostic(
        code=DiagnosticCode.NOT_A_LETTER,
        severity=Severity.ERROR,
        message=f"the heading {' '.join(heading[0].split())} is not alone on its line:"
        " line breaks were lost or signs added",
        span=layout.reading.span(*heading.span()),
        expected=parser("letter").notes["_HOW_MADE_HEADING"],
        found=quote(text[start:]),
    )


@cache
def _any_heading() -> re.Pattern[str]:
    """A heading of the letter, wherever it stands."""
    patterns = parser("letter").patterns
    return re.compile("|".join([patterns[name] for name in patterns if name.endswith("_HEADING")]))


def older_layout(layout: Layout, marks: list[Token]) -> list[Diagnostic]:
    """What shows that a letter is in an older layout, if anything does."""
    if any(mark.kind == ISSUES for mark in marks):
        return []
    text = layout.reading.text
    found = _pattern("OLDER_LABEL_OF_REVIEW").finditer(text)
    labels = {" ".join(each[0].split()).lower(): each for each in found}
    heading = _pattern("OLDER_HEADING_OF_REVIEW").search(text)
    if heading is None and len(labels) > 1:
        heading = next(iter(labels.values()))
    if heading is None:
        return []
    return [
        Diagnostic(
            code=DiagnosticCode.OLDER_LAYOUT,
            severity=Severity.ERROR,
            message="a letter in an older layout, which imrdoc does not read",
            span=layout.reading.span(*heading.span()),
            expected=parser("letter").notes[ISSUES],
            found=" ".join(heading[0].split()),
        )
    ]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A heading or label where it fills a line, or begins one before a colon."""
    return re.compile(rf"(?m:^)(?:{parser('letter').patterns[name]})(?=\.?\s*:|\.?(?:\n|\Z))")
