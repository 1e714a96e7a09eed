"""The searches of `grammar/patient.lark`, each compiled once there is a sign of what it finds."""

from __future__ import annotations

import re
from functools import cache

from imrdoc._engine._tables import parser

__all__ = ["PATTERNS", "pattern_for"]

FIND, SIGN = "FIND", "SIGN"
"""What the names of patterns begin with: those that are searched for, and signs that others may match."""
LETTERS = re.compile(r"[A-Za-z]*(?![*?{|])")


class _Patterns(dict[str, re.Pattern[str]]):
    """Terminals of the grammar as patterns, each compiled at its first use."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        pattern = self[name] = re.compile(parser("patient").patterns[name])
        return pattern


PATTERNS = _Patterns()


def pattern_for(name: str, text: str, start: int, end: int) -> re.Pattern[str] | None:
    """A pattern that is not compiled yet; None if there is no sign of what it finds.

    The sign is a terminal of its own, or else the letters that the pattern begins with.
    """
    sign = SIGN + name.removeprefix(FIND)
    if sign in parser("patient").patterns:
        return PATTERNS[name] if PATTERNS[sign].search(text, start, end) else None
    return None if text.find(_first_letters(name), start, end) < 0 else PATTERNS[name]


@cache
def _first_letters(name: str) -> str:
    """The letters that a pattern begins with; none if it may begin otherwise."""
    letters = LETTERS.match(parser("patient").patterns[name])
    return letters[0] if letters else ""
