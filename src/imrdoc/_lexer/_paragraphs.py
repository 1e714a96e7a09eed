"""Unwraps a stretch of the reading into the value that a field holds."""

from __future__ import annotations

import re

__all__ = ["fold_blanks", "plain_hyphens", "unwrap"]

GAP = "\n\n"
TWO_BLANKS = "  "
BLANKS = re.compile("   *")
HYPHENS = dict.fromkeys((0xAD, *range(0x2010, 0x2015)), "-")
"""What stands for a hyphen in some fonts."""
NO_BLANK = re.compile(r"\n(?<=[-/\n]\n)")
"""A line end that becomes something else than a blank. One search costs a third of one for each."""

GAP_IN_SENTENCE = re.compile(
    r"\n(?=\n)(?<=[^\n]{50}\n)(?:(?<=,\n)|(?<![.?!:;]\n)(?<![.?!].\n)(?=\n+[a-z][a-z ]))\n+"
)
"""A gap inside of a sentence, below a long line: some tools leave one where a page ends."""


def unwrap(stretch: str) -> str:
    """The words of a stretch of a reading: lines joined by one blank, paragraphs by a blank line.

    A line that ends in a hyphen or a slash joins the next one without a blank. Runs of blanks become one.
    A blank line inside of a sentence, where a page ended, is none. Nothing but white space is changed.

    Examples:
        >>> unwrap("pain is non-\\nradicular and\\nmild")
        'pain is non-radicular and mild'
    """
    if NO_BLANK.search(stretch) is None:
        text = stretch.replace("\n", " ")
    elif GAP not in stretch:
        text = _join(stretch)
    else:
        paragraphs = GAP_IN_SENTENCE.sub("\n", stretch).split(GAP)
        # a gap may be higher than one blank line
        text = GAP.join([_join(paragraph.lstrip("\n")) for paragraph in paragraphs if paragraph])
    return fold_blanks(text)


def fold_blanks(text: str) -> str:
    """The same text with one blank for each run of blanks."""
    return BLANKS.sub(" ", text) if TWO_BLANKS in text else text


def plain_hyphens(text: str) -> str:
    """The same text with a plain hyphen for every other hyphen and dash."""
    return text if text.isascii() else text.translate(HYPHENS)


def _join(lines: str) -> str:
    return lines.replace("-\n", "-").replace("/\n", "/").replace("\n", " ")
