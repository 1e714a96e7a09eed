"""Reads what can be read of a letter whose structure is broken."""

from __future__ import annotations

from contextlib import suppress

from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Node, PlainToken, Token
from imrdoc._errors import ParseError
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._tokens import tokenize
from imrdoc._model import Diagnostic, DiagnosticCode, Severity
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
        ParseError: the text is no letter, or it has problems and `strict` is set.
    """
    grammar = parser("letter")
    marks = [Token(*mark) for mark in found]
    _refuse_other_texts(layout, marks)
    marks = demote(layout, grammar, marks, _tokens(layout, marks))
    tokens = _tokens(layout, marks)
    with suppress(Unexpected):
        return _tree(tokens), tokens, ()
    tokens, misplaced = in_order(layout, tokens)
    tokens, problems = repair(layout, tokens)
    problems = misplaced + problems
    if strict and problems:  # none if a text only had to be joined to the one before it
        raise _error(layout, problems)
    return _tree(tokens), tokens, tuple(problems)


def _tokens(layout: Layout, marks: list[Token]) -> list[Token]:
    return [Token(*token) for token in tokenize(layout, marks)]


def _tree(tokens: list[Token]) -> Node[int]:
    return parser("letter").parse_kinds([token.kind for token in tokens])


def _error(layout: Layout, problems: list[Diagnostic]) -> ParseError:
    source = layout.reading.source
    span = problems[0].span
    return ParseError(tuple(problems), source.line_at(span.start if span else 0), path=source.path)


def _refuse_other_texts(layout: Layout, marks: list[Token]) -> None:
    """Raise an error for a text that is no letter at all."""
    text = layout.reading.text
    if any(mark.kind.startswith("_") for mark in marks):
        return
    if not text.strip():
        what, found = "the text is empty", "nothing"
    elif "\0" in text:
        what, found = "the file is binary, neither a PDF nor a text", "binary data"
    else:
        what, found = "not a determination letter: it has none of the letter's headings", "another text"
    problem = Diagnostic(
        code=DiagnosticCode.NOT_A_LETTER,
        severity=Severity.ERROR,
        message=what,
        span=layout.reading.span(0, 0),
        expected=parser("letter").notes["_HOW_MADE_HEADING"],
        found=found,
    )
    raise _error(layout, [problem])
