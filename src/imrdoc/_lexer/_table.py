"""Tells labels from values in the table at the top of a letter."""

from __future__ import annotations

import re
from functools import lru_cache

from imrdoc._engine._parser import BESIDE
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token, make_token

__all__ = ["table_end", "table_tokens"]

ENDS = ("_LABEL", "_LABEL" + BESIDE, "_LABEL_END", "DATE", "_NUMBER")
"""Kinds that no prose has: the last of them ends the table."""


@lru_cache(maxsize=1)
def _scanner() -> re.Pattern[str]:
    grammar = parser("header")
    words = {name for state in grammar.states for name in state}
    return re.compile(grammar.branches(dict.fromkeys(words, ""), beside=grammar.notes))


def table_tokens(text: str, start: int, end: int) -> list[Token]:
    """The labels, values and other words of a stretch, in order.

    A label that more follows on its line has `BESIDE` behind its kind.
    """
    found = _scanner().finditer(text, start, end)
    return [make_token((match.lastgroup or "", *match.span())) for match in found]


def table_end(text: str, start: int, end: int) -> int:
    """Where the table ends in a stretch that goes on with prose; the start if there is no table."""
    return max(
        [token.end for token in table_tokens(text, start, end) if token.kind.endswith(ENDS)], default=start
    )
