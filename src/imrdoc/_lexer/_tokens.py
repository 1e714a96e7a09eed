"""Puts marks and the text between them together into the tokens of the letter grammar."""

from __future__ import annotations

from collections.abc import Iterable

from imrdoc._engine._parser import END
from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._requests import request_start

__all__ = ["tokenize"]

BLANK = " \n"


def tokenize(layout: Layout, marks: Iterable[PlainToken]) -> list[PlainToken]:
    """The tokens of a letter, from the text before its first mark to `END`."""
    text = layout.reading.text
    tokens: list[PlainToken] = []
    at = 0
    kind = "PREFACE"
    for mark in marks:
        name, start, end = mark
        stop = start
        while at < stop and text[at] in BLANK:
            at += 1
        while at < stop and text[stop - 1] in BLANK:
            stop -= 1
        if at < stop:
            # a colon never begins the line below its request
            if name == "DECISION" and text.find("\n", stop, start) < 0:
                alone = bool(tokens) and tokens[-1][0].startswith("_ISSUES_")
                begin = at if alone else request_start(layout, at, stop)
                above = _words(text, at, begin, kind)
                if above:
                    tokens.append(above)
                at, kind = begin, "REQUEST"
            tokens.append((kind, at, stop))
        if name == "DECISION":
            tokens.append(("_DECISION_MARK", start, start + 1))
            tokens.append((name, end - len(text[start + 1 : end].lstrip()), end))
        else:
            tokens.append(mark)
        at, kind = end, "TEXT"
    last = _words(text, at, len(text), kind)
    if last:
        tokens.append(last)
    tokens.append((END, len(text), len(text)))
    return tokens


def _words(text: str, start: int, end: int, kind: str) -> PlainToken | None:
    """The words of a stretch as a token, without the white space around them."""
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    return (kind, start, end) if start < end else None
