"""Makes the reading text of a source: trimmed lines, and a blank line where a paragraph ends.

What tools do to a letter ends here. Behind it, all forms of the same letter look alike, but for where
lines and pages break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from imrdoc._lexer._pages import join_pages
from imrdoc._lexer._paragraphs import fold_blanks
from imrdoc._model import Offsets, Reading, SourceText

__all__ = ["read"]

BYTE_ORDER_MARK = "\ufeff"
PLAIN = {
    "\t": " ",
    "\x02": "-",  # pdfium's mark for a hyphen at a line end
    "\x0b": "\n",
    "\x1c": "\n",
    "\x1d": "\n",
    "\x1e": "\n",
    "\x1f": " ",
}
PLAIN_BEYOND_ASCII = {
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\xa0\u1680\u2007\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
}
GAP = "\n\n"
LONG_GAP = "\n\n\n"
GAPS = re.compile("\n\n\n+")
BETWEEN_LINES = re.compile("\n\n+")
DOUBLE_SPACED = 0.8
"""Blank lines for each line with words, from which on a text is taken to be double-spaced."""
PORTION = 100_000
"""Characters of a page, about, whose lines are trimmed at a time."""
LONGEST_WRAPPED = 200
"""Characters of a line; a text with longer ones is not wrapped, so its blank lines are gaps."""


def read(source: SourceText) -> Reading:
    """Make the reading text of a source."""
    text = source.text
    furniture: tuple[Offsets, ...] = ()
    if text.startswith(BYTE_ORDER_MARK):
        text, furniture = text[1:], ((0, 1),)
    raw = _plain(text).split("\f")
    pages: list[str] = []
    blank = count = 0
    for page in raw:
        trimmed: list[str] = []
        for portion in [page] if len(page) <= PORTION else _portions(page):
            lines = [*map(str.strip, portion.split("\n"))]
            blank += lines.count("")
            count += len(lines)
            trimmed.append("\n".join(lines))
        pages.append("\n".join(trimmed).strip("\n"))
    if blank >= (count - blank) * DOUBLE_SPACED and _is_wrapped(pages):
        pages = [BETWEEN_LINES.sub(_halved, page) for page in pages]
    else:
        pages = [GAPS.sub(GAP, page) if LONG_GAP in page else page for page in pages]
    if len(pages) == 1:
        return Reading(source, pages[0], (), furniture)
    gaps = [page.endswith(GAP) for page in raw] if source.gaps_at_page_ends else None
    text, breaks = join_pages(pages, gaps)
    return Reading(source, text, breaks, furniture)


def _plain(text: str) -> str:
    """The text with LF for every line end, and blanks for all other white space."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in PLAIN:
        if char in text:
            text = text.replace(char, PLAIN[char])
    if not text.isascii():
        for char in PLAIN_BEYOND_ASCII:
            if char in text:
                text = text.replace(char, PLAIN_BEYOND_ASCII[char])
    return text


def _portions(page: str) -> Iterator[str]:
    """A long page in portions of whole lines: all lines at once do not fit into the processor's cache."""
    start = 0
    while len(page) - start > PORTION:
        end = page.find("\n", start + PORTION)
        if end < 0:
            break
        yield page[start:end]
        start = end + 1
    yield page[start:]


def _is_wrapped(pages: list[str]) -> bool:
    return max([len(line) for page in pages for line in fold_blanks(page).split("\n")]) <= LONGEST_WRAPPED


def _halved(blank: re.Match[str]) -> str:
    """What stands for the line ends between two lines of a double-spaced text."""
    return "\n" if len(blank[0]) == 2 else GAP
