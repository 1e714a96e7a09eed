"""Unwraps a stretch of the reading into the value that a field holds."""

from __future__ import annotations

import re

__all__ = ["fold_blanks", "unwrap"]

GAP = "\n\n"
TWO_BLANKS = "  "
BLANKS = re.compile("   *")
NO_BLANK = re.compile(r"\n(?:\n|(?<=[-/]\n))")
"""A line end that becomes something else than a blank. One search costs a third of one for each."""


def unwrap(stretch: str) -> str:
    """The words of a stretch of a reading: lines joined by one blank, paragraphs by a blank line.

    A line that ends in a hyphen or a slash joins the next one without a blank. Runs of blanks become one.
    Nothing but white space is changed.

    Examples:
        >>> unwrap("pain is non-\\nradicular and\\nmild")
        'pain is non-radicular and mild'
    """
    if NO_BLANK.search(stretch):
        # a gap may be higher than one blank line
        text = GAP.join([_join(paragraph.lstrip("\n")) for paragraph in stretch.split(GAP) if paragraph])
    else:
        text = stretch.replace("\n", " ")
    return fold_blanks(text)


def fold_blanks(text: str) -> str:
    """The same text with one blank for each run of blanks."""
    return BLANKS.sub(" ", text) if TWO_BLANKS in text else text


def _join(lines: str) -> str:
    return lines.replace("-\n", "-").replace("/\n", "/").replace("\n", " ")
