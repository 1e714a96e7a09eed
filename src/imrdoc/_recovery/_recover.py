"""Reads what can be read of a letter whose structure is broken."""

from __future__ import annotations

from contextlib import suppress

from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Node, PlainToken, Token
from imrdoc._errors import ParseError
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._suspect_pages import suspect_pages
from imrdoc._lexer._tokens import tokenize
from imrdoc._model import Diagnostic
from imrdoc._recovery._other_texts import is_letter, older_layout, refusal
from imrdoc._recovery._plausible import demote
from imrdoc._recovery._repair import repair
from imrdoc._recovery._sections import in_order

__all__ = ["recover"]


def recover(
    layout: Layout, found: list[PlainToken], *, strict: bool
) -> tuple[Node[int], list[Token], tuple[Diagnostic, ...]]:
    """A tree for a letter that the grammar did not accept at first.

    Args:
        layout: the letter's layout.
        found: the marks in it.
        strict: raise an error if there is a problem.

    Returns:
        The tree, its tokens, and the problems that had to be mended for it; none if only words inside a
        sentence had looked like a label.

    Raises:
        ParseError: the text has none of the letter's headings, or it has problems and `strict` is set.
    """
    grammar = parser("letter")
    marks = [Token(*mark) for mark in found]
    older = older_layout(layout, marks)
    suspects = suspect_pages(layout.reading.source)
    if not is_letter(marks) or (strict and older):
        raise _error(layout, (older or [refusal(layout)]) + suspects)
    marks = demote(layout, grammar, marks, _tokens(layout, marks))
    tokens = _tokens(layout, marks)
    with suppress(Unexpected):
        return _tree(tokens), tokens, ()
    tokens, misplaced = in_order(layout, tokens)
    tokens, problems = repair(layout, tokens)
    problems = older + misplaced + problems
    if strict and problems:  # none if a text only had to be joined to the one before it
        raise _error(layout, suspects + problems)  # they may well be what broke it
    return _tree(tokens), tokens, tuple(problems)


def _tokens(layout: Layout, marks: list[Token]) -> list[Token]:
    return [Token(*token) for token in tokenize(layout, marks)]


def _tree(tokens: list[Token]) -> Node[int]:
    return parser("letter").parse_kinds([token.kind for token in tokens])


def _error(layout: Layout, problems: list[Diagnostic]) -> ParseError:
    source = layout.reading.source
    span = problems[0].span
    return ParseError(tuple(problems), source.line_at(span.start if span else 0), path=source.path)
