"""Makes the reading text of a source: trimmed lines, and a blank line where a paragraph ends.

What tools do to a letter ends here. Behind it, all forms of the same letter look alike, but for where
lines and pages break.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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
    text = _plain(text)
    raw = text.split("\f") if "\f" in text else [text]
    blocks: list[list[str]] = []
    blank = count = 0
    for page in raw:
        trimmed: list[str] = []
        for portion in [page] if len(page) <= PORTION else _portions(page):
            lines = [*map(str.strip, portion.split("\n"))]
            blank += lines.count("")
            count += len(lines)
            trimmed.append("\n".join(lines))
        blocks.append(trimmed)
    double = blank >= (count - blank) * DOUBLE_SPACED and _is_wrapped(blocks)
    fold = _fold_double_spaced if double else _fold
    pages = [fold(page[0].strip("\n")) if len(page) == 1 else "".join(_folded(page, fold)) for page in blocks]
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


def _is_wrapped(pages: list[list[str]]) -> bool:
    blocks = [fold_blanks(block) for page in pages for block in page]
    return max([len(line) for block in blocks for line in block.split("\n")]) <= LONGEST_WRAPPED


def _folded(blocks: list[str], fold: Callable[[str], str]) -> Iterator[str]:
    """The words of a page in pieces, with what stands for the line ends between them.

    Each block is taken out of the list, so that its memory serves for the pieces of the next ones.
    """
    above = 0  # line ends since the last words
    while blocks:
        block = blocks.pop(0)
        words = block.strip("\n")
        if words:
            start = block.index(words[0])
            if above:
                yield fold("\n" * (above + start))
            yield fold(words)
            above = len(block) - start - len(words) + 1
        elif above:
            above += len(block) + 1


def _fold(text: str) -> str:
    """The text with one blank line for each gap, however many it has."""
    return GAPS.sub(GAP, text) if LONG_GAP in text else text


def _fold_double_spaced(text: str) -> str:
    """The text with one blank line for each gap, and none for a single one."""
    return BETWEEN_LINES.sub(lambda ends: "\n" if len(ends[0]) == 2 else GAP, text)
