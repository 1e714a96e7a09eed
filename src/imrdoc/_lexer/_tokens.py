"""Puts marks and the text between them together into the tokens of the letter grammar."""

from __future__ import annotations

from imrdoc._engine._parser import END
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._requests import request_start

__all__ = ["tokenize"]


def tokenize(layout: Layout, marks: list[Token]) -> list[Token]:
    """The tokens of a letter, from the text before its first mark to `END`."""
    text = layout.reading.text
    tokens: list[Token] = []
    at = 0
    for mark in marks:
        words = _words(text, at, mark.start, "TEXT" if at else "PREFACE")
        if mark.kind == "DECISION":
            if words:
                alone = bool(tokens) and tokens[-1].kind.startswith("_ISSUES_")
                lost = "\n" in text[words.end : mark.start]  # a colon never begins the line below its request
                tokens += [words] if lost else _split(layout, words, alone=alone)
            word = mark.end - len(text[mark.start + 1 : mark.end].lstrip(" \n"))
            tokens.append(Token("_DECISION_MARK", mark.start, mark.start + 1))
            tokens.append(Token("DECISION", word, mark.end))
        else:
            if words:
                tokens.append(words)
            tokens.append(mark)
        at = mark.end
    words = _words(text, at, len(text), "TEXT" if at else "PREFACE")
    if words:
        tokens.append(words)
    tokens.append(Token(END, len(text), len(text)))
    return tokens


def _words(text: str, start: int, end: int, kind: str) -> Token | None:
    """The words of a stretch, without the white space around them."""
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return Token(kind, start, end) if start < end else None


def _split(layout: Layout, words: Token, *, alone: bool) -> list[Token]:
    """The request before a decision, and the rationale or other text that stands above it."""
    _, start, end = words
    if alone:
        return [Token("REQUEST", start, end)]
    begin = request_start(layout, start, end)
    request = Token("REQUEST", begin, end)
    above = _words(layout.reading.text, start, begin, words.kind)
    return [above, request] if above else [request]
