"""The way from a source text to a letter."""

from __future__ import annotations

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


def parse_source(source: SourceText, strict: bool) -> Determination:
    """Parse a source text.

    Raises:
        ParseError: it is no letter; or its structure is broken and `strict` is set.
    """
    reading = read(source)
    found = marks_in(reading.text, any_case=False)
    letter = _parse(reading, found)
    if letter is None and has_furniture(found):  # few texts hold what belongs to the page
        reading, found = find_marks(read(source, folded=True), any_case=False)
        letter = _parse(reading, found)
    return letter or _parse_broken(source, strict=strict)


def _parse(reading: Reading, marks: list[PlainToken]) -> Determination | None:
    """The letter; None if the grammar does not accept it."""
    tokens = tokenize(Layout(reading), marks)
    try:
        tree = parser("letter").parse_kinds([token[0] for token in tokens])
    except Unexpected:
        return None
    return build_letter(reading, tree, tokens)


def _parse_broken(source: SourceText, *, strict: bool) -> Determination:
    # Most letters are sound: they do not pay for what mends the others.
    from imrdoc._recovery._recover import recover

    reading, marks = find_marks(read(source, folded=True), any_case=True)
    tree, tokens, problems = recover(Layout(reading), marks, strict=strict)
    return build_letter(reading, tree, tokens, problems)
