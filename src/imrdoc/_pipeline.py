"""The way from a source text to a letter."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from operator import itemgetter

from imrdoc._builder._letters import build_letter
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import find_marks, has_furniture, marks_in
from imrdoc._lexer._reading import read
from imrdoc._lexer._tokens import tokenize
from imrdoc._model import Determination, Reading, SourceText

__all__ = ["parse_source"]

KIND = itemgetter(0)
LONG = 100_000
"""Characters of a text for which it pays to hold the garbage collector back. Real letters are shorter."""


def parse_source(source: SourceText, strict: bool) -> Determination:
    """Parse a source text.

    Raises:
        ParseError: it is no letter; or its structure is broken and `strict` is set.
    """
    if len(source.text) <= LONG:
        return _parse_whole(source, strict)
    with _uncollected():
        return _parse_whole(source, strict)


@contextmanager
def _uncollected() -> Generator[None, None, None]:
    """Hold Python's garbage collector back, unless it is off anyway.

    It would go through the objects of a long letter again and again as they grow in number, and find nothing:
    none of them forms a cycle.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse_whole(source: SourceText, strict: bool) -> Determination:
    reading = read(source)
    found = marks_in(reading.text, any_case=False)
    letter = _parse(reading, found)
    if letter is None and has_furniture(found):  # few texts hold what belongs to the page
        reading, found = find_marks(read(source, folded=True), any_case=False)
        letter = _parse(reading, found)
    return letter or _parse_broken(source, strict=strict)


def _parse(reading: Reading, marks: list[PlainToken]) -> Determination | None:
    """The letter; None if the grammar does not accept it."""
    tokens = tokenize(Layout(reading, marks), marks)
    try:
        tree = parser("letter").parse_kinds(tuple(map(KIND, tokens)))
    except Unexpected:
        return None
    return build_letter(reading, tree, tokens)


def _parse_broken(source: SourceText, *, strict: bool) -> Determination:
    # Most letters are sound: they do not pay for what mends the others.
    from imrdoc._recovery._recover import recover

    reading, marks = find_marks(read(source, folded=True), any_case=True)
    tree, tokens, problems = recover(Layout(reading, marks), marks, strict=strict)
    return build_letter(reading, tree, tokens, problems)
