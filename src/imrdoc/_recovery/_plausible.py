"""Tells a mark from the same words inside a sentence that happen to begin or end a line."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._parser import Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._pages import SENTENCE_ENDS
from imrdoc._recovery._paragraph import opens_statement
from imrdoc._recovery._states import accept, accept_with_bridge

__all__ = ["demote"]

GAP = "\n\n"
CLOSERS = (*SENTENCE_ENDS, ":", ";")
RESTATEMENT = 40
"""Characters before a decision's colon that hold the words that say it once more."""


def demote(layout: Layout, grammar: Parser, marks: list[Token], tokens: list[Token]) -> list[Token]:
    """The marks without those that the grammar does not expect and that stand inside a paragraph.

    A decision that says once more what the letter has decided is left out, too.
    """
    stack = [grammar.start]
    dropped: set[int] = set()
    decision: Token | None = None
    previous = ""
    by_start = {mark.start: mark for mark in marks}
    for token in tokens:
        following = accept(grammar, stack, token.kind)
        if token.kind == "_DECISION_MARK":
            decision = by_start[token.start]
        if following is not None:
            stack = following
        elif decision and (
            (previous == "DECISION" and _restates(layout, decision))
            or (token.kind == "TEXT" and _inside_below(layout, decision))
        ):
            dropped.add(decision.start)
        elif token.start in by_start and previous != "DECISION" and _inside_above(layout, token):
            dropped.add(token.start)
        else:
            stack = accept_with_bridge(stack, token.kind) or stack
        previous = token.kind
    return [mark for mark in marks if mark.start not in dropped]


def _inside_above(layout: Layout, mark: Token) -> bool:
    """Whether the line above a mark runs on into it."""
    text = layout.reading.text
    if mark.kind.endswith("_HEADING") and text[mark.start : mark.end].isupper():
        return False
    if mark.start == 0 or text.startswith(GAP, mark.start - 2):
        return False
    above = text[text.rfind("\n", 0, mark.start - 1) + 1 : mark.start - 1]
    return not above.endswith(CLOSERS) and layout.is_full(above, text[mark.start : mark.end].split("\n")[0])


def _inside_below(layout: Layout, decision: Token) -> bool:
    """Whether the line of a decision runs on into the line below it."""
    text = layout.reading.text
    if decision.end == len(text) or text.startswith(GAP, decision.end):
        return False
    line = text[text.rfind("\n", 0, decision.end) + 1 : decision.end]
    stop = text.find("\n", decision.end + 1)
    following = text[decision.end + 1 : stop if stop >= 0 else len(text)]
    return following[:1].islower() or (layout.is_full(line, following) and not opens_statement(following))


def _restates(layout: Layout, decision: Token) -> bool:
    """Whether what stands before a decision is no request, but the words that say it once more."""
    text = layout.reading.text
    return _restatement().search(text, max(0, decision.start - RESTATEMENT), decision.start) is not None


@lru_cache(maxsize=1)
def _restatement() -> re.Pattern[str]:
    return re.compile(parser("letter").patterns["RESTATEMENT"])
