"""How a problem quotes what stands in a letter."""

from __future__ import annotations

from imrdoc._lexer._paragraphs import fold_blanks

__all__ = ["quote"]

LONGEST = 60
"""Characters of a line that are quoted."""


def quote(text: str) -> str:
    """The first line of a text, cut if it is long."""
    line = fold_blanks(text.partition("\n")[0])
    return line if len(line) <= LONGEST else line[:LONGEST] + "..."
