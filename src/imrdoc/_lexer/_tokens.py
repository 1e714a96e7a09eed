"""Puts marks and the text between them together into the tokens of the letter grammar."""

from __future__ import annotations

from collections.abc import Sequence

from imrdoc._engine._parser import END
from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._requests import request_start

__all__ = ["tokenize"]

BLANK = " \n"


def tokenize(layout: Layout, marks: Sequence[PlainToken]) -> list[PlainToken]:
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
        if name == "DECISION":
            if at < stop:
                alone = bool(tokens) and tokens[-1][0].startswith("_ISSUES_")
                lost = text.find("\n", stop, start) >= 0  # a colon never begins the line below its request
                words = (kind, at, stop)
                tokens += [words] if lost else _split(layout, words, alone=alone)
            tokens.append(("_DECISION_MARK", start, start + 1))
            tokens.append((name, end - len(text[start + 1 : end].lstrip()), end))
        else:
            if at < stop:
                tokens.append((kind, at, stop))
            tokens.append(mark)
        at, kind = end, "TEXT"
    last = _words(text, at, len(text), kind)
    if last:
        tokens.append(last)
    tokens.append((END, len(text), len(text)))
    return tokens


def _words(text: str, start: int, end: int, kind: str) -> PlainToken | None:
    """The words of a stretch, without the white space around them."""
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    return (kind, start, end) if start < end else None


def _split(layout: Layout, words: PlainToken, *, alone: bool) -> list[PlainToken]:
    """The request before a decision, and the rationale or other text that stands above it."""
    kind, start, end = words
    if alone:
        return [("REQUEST", start, end)]
    begin = request_start(layout, start, end)
    request = ("REQUEST", begin, end)
    above = _words(layout.reading.text, start, begin, kind)
    return [above, request] if above else [request]
