"""Puts marks and the text between them together into the tokens of the letter grammar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from imrdoc._engine._parser import END
from imrdoc._engine._tree import PlainToken, Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._requests import request_start
from imrdoc._model import Offsets

__all__ = ["Tokens", "tokenize"]

BLANK = " \n"


class Tokens(NamedTuple):
    """The tokens of a letter. A tree knows them by their numbers."""

    kinds: list[str]
    """What each of them is."""
    places: list[Offsets]
    """Where each of them stands in the reading."""

    def each(self) -> list[Token]:
        """The same tokens one by one, for what has to change some of them."""
        return [Token(kind, *place) for kind, place in zip(self.kinds, self.places, strict=True)]


def tokenize(layout: Layout, marks: Iterable[PlainToken]) -> Tokens:
    """The tokens of a letter, from the text before its first mark to `END`."""
    text = layout.reading.text
    kinds: list[str] = []
    places: list[Offsets] = []
    at = 0
    kind = "PREFACE"
    for name, start, end in marks:
        stop = start
        while at < stop and text[at] in BLANK:
            at += 1
        while at < stop and text[stop - 1] in BLANK:
            stop -= 1
        if at < stop:
            # a colon never begins the line below its request
            if name == "DECISION" and text.find("\n", stop, start) < 0:
                alone = bool(kinds) and kinds[-1].startswith("_ISSUES_")
                begin = at if alone else request_start(layout, at, stop)
                above = _words(text, at, begin)
                if above:
                    kinds.append(kind)
                    places.append(above)
                at, kind = begin, "REQUEST"
            kinds.append(kind)
            places.append((at, stop))
        if name == "DECISION":
            kinds += ("_DECISION_MARK", name)
            places += ((start, start + 1), (end - len(text[start + 1 : end].lstrip()), end))
        else:
            kinds.append(name)
            places.append((start, end))
        at, kind = end, "TEXT"
    last = _words(text, at, len(text))
    if last:
        kinds.append(kind)
        places.append(last)
    kinds.append(END)
    places.append((len(text), len(text)))
    return Tokens(kinds, places)


def _words(text: str, start: int, end: int) -> Offsets | None:
    """The words of a stretch, without the white space around them."""
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    return (start, end) if start < end else None
