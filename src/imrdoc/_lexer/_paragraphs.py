"""Unwraps a stretch of the reading into the value that a field holds."""

from __future__ import annotations

import re

__all__ = ["unwrap"]

GAP = "\n\n"
NO_BLANK = re.compile(r"\n(?:\n|(?<=[-/]\n))")
"""A line end that becomes something else than a blank. One search costs a third of one for each."""


def unwrap(stretch: str) -> str:
    """The words of a stretch of a reading: lines joined by one blank, paragraphs by a blank line.

    A line that ends in a hyphen or a slash joins the next one without a blank. Nothing but white space
    is changed.

    Examples:
        >>> unwrap("pain is non-\\nradicular and\\nmild")
        'pain is non-radicular and mild'
    """
    if NO_BLANK.search(stretch):
        return GAP.join([_join(paragraph) for paragraph in stretch.split(GAP)])
    return stretch.replace("\n", " ")


def _join(lines: str) -> str:
    return lines.replace("-\n", "-").replace("/\n", "/").replace("\n", " ")
