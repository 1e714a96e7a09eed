"""Makes the reading text of a source: trimmed lines, and a blank line where a paragraph ends.

What tools do to a letter ends here. Behind it, all forms of the same letter look alike, but for where
lines and pages break, how high a gap is, and how wide a blank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from imrdoc._lexer._pages import join_pages, may_have_running_lines
from imrdoc._lexer._paragraphs import fold_blanks
from imrdoc._model import Offsets, Reading, SourceText

__all__ = ["read"]

INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
"""What no reader sees: marks of byte order and of writing direction, and blanks without width."""
FILLERS = ("\0", "\x1a")
"""What databases fill a text up with, and what once ended a file."""
HYPHEN, HYPHEN_BEYOND_ASCII = "\x02", "\ufffe"
"""Pdfium's marks for a hyphen at a line end. In its plain text they stand for the line end, too."""
PLAIN = {
    "\t": " ",
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
FEW = 8
"""Characters at the end of a text, white space among them, that show that it was filled up."""
PAGE_END = "\f"
GAP = "\n\n"
HIGH_GAP = re.compile("\n\n\n+")
LINE_ENDS = re.compile("\n+")
BETWEEN_LINES = re.compile("\n\n+")
DOUBLE_SPACED = 0.8
"""Blank lines for each line with words, from which on a text is taken to be double-spaced."""
PORTION = 100_000
"""Characters of a long page, about, whose lines are trimmed at a time."""
SAMPLE = 100_000
"""Characters of a long text that tell whether it is double-spaced."""
LONGEST_WRAPPED = 200
"""Characters of a line; a text with longer ones is not wrapped, so its blank lines are gaps."""


def read(source: SourceText, *, folded: bool = False) -> Reading:
    """Make the reading text of a source.

    Args:
        source: the source.
        folded: make each gap one blank line, and each run of blanks one blank. To look for them takes a third
            of the reading's time, and few parts care.
    """
    furniture = source.running_lines
    if not source.text.isascii() and any(char in source.text for char in INVISIBLE):
        furniture = _merged([*furniture, *_stretches_of(INVISIBLE, source.text)])
    text = _plain(_without(source.text, furniture) if furniture else source.text)
    pages = _pages(text)
    gaps: list[bool] | None = None
    if source.gaps_at_page_ends:
        gaps = [page.endswith(GAP) for page in text.split(PAGE_END)]
    elif len(pages) > 1 and may_have_running_lines(pages):
        from imrdoc._lexer._running_lines import running_lines  # few texts need it

        running = running_lines(source.text, _stretches(source.text))
        if running:
            furniture = _merged([*furniture, *running])
            pages = _pages(_plain(_without(source.text, furniture)))
    if folded:
        pages = [HIGH_GAP.sub(GAP, fold_blanks(page)) for page in pages]
    text, breaks = join_pages(pages, gaps)
    return Reading(source, text, breaks, furniture)


def _pages(text: str) -> list[str]:
    return _short_pages(text) if len(text) <= PORTION else _long_pages(text)


def _stretches_of(chars: str, text: str) -> Iterator[Offsets]:
    """Where any of some characters stand in a text."""
    for found in re.finditer(f"[{chars}]+", text):
        yield found.span()


def _merged(stretches: Iterable[Offsets]) -> tuple[Offsets, ...]:
    """The same stretches in order, each without what one before it covers."""
    merged: list[Offsets] = []
    at = 0
    for start, end in sorted(stretches):
        if end > at:
            merged.append((max(start, at), end))
            at = end
    return tuple(merged)


def _without(text: str, stretches: tuple[Offsets, ...]) -> str:
    """The text without some stretches, given in order."""
    parts: list[str] = []
    at = 0
    for start, end in stretches:
        parts.append(text[at:start])
        at = end
    return "".join([*parts, text[at:]])


def _short_pages(text: str) -> list[str]:
    """The pages of a text, trimmed, and folded if it is double-spaced."""
    lined = [_lines(text[start:end]) for start, end in _stretches(text)]
    pages = ["\n".join(lines).strip("\n") for lines in lined]
    step = _step(lined)
    return [_fold(page, step) for page in pages] if step > 1 else pages


def _long_pages(text: str) -> list[str]:
    """The same for a long text, which is not copied as a whole."""
    step = _step([_lines(text[:SAMPLE])])
    return [_long_page(text, start, end, step) for start, end in _stretches(text)]


def _stretches(text: str) -> list[Offsets]:
    """Where each page stands."""
    stretches: list[Offsets] = []
    start = 0
    while (end := text.find(PAGE_END, start)) >= 0:
        stretches.append((start, end))
        start = end + 1
    return [*stretches, (start, len(text))]


def _plain(text: str) -> str:
    """The text with LF for every line end, and blanks for all other white space."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in PLAIN:
        if char in text:
            text = text.replace(char, PLAIN[char])
    if HYPHEN in text:
        text = _hyphenated(text, HYPHEN)
    if text[-FEW:].rstrip().endswith(FILLERS):
        text = text.rstrip("".join(FILLERS) + " \n")
    if not text.isascii():
        if HYPHEN_BEYOND_ASCII in text:
            text = _hyphenated(text, HYPHEN_BEYOND_ASCII)
        for char in PLAIN_BEYOND_ASCII:
            if char in text:
                text = text.replace(char, PLAIN_BEYOND_ASCII[char])
    return text


def _hyphenated(text: str, mark: str) -> str:
    """The text with a hyphen and a line end for each of pdfium's marks."""
    return text.replace(mark + "\n", mark).replace(mark, "-\n")


def _lines(text: str) -> list[str]:
    return [*map(str.strip, text.split("\n"))]


def _step(pages: list[list[str]]) -> int:
    """Line ends from one line to the next: 1, or more in a text with blank lines between its lines."""
    blank = sum([lines.count("") for lines in pages])
    count = sum(map(len, pages))
    if blank < (count - blank) * DOUBLE_SPACED:
        return 1
    if max([len(fold_blanks(line)) for lines in pages for line in lines]) > LONGEST_WRAPPED:
        return 1
    heights = Counter([len(ends) for lines in pages for ends in LINE_ENDS.findall("\n".join(lines))])
    return max(heights, key=heights.__getitem__, default=1)


def _fold(text: str, step: int) -> str:
    """A text with one blank line for each gap, and none where there is but the step to the next line."""
    return BETWEEN_LINES.sub(lambda ends: "\n" if len(ends[0]) <= step else GAP, text)


def _long_page(whole: str, start: int, end: int, step: int) -> str:
    """The trimmed lines of a page that begins and ends at the given offsets of a text, folded if need be.

    It is read in portions that fit into the processor's cache. The text grows in place, so that no memory is
    taken for it twice.
    """
    text = ""
    above = 0  # line ends since the last words
    for portion in _portions(whole, start, end):
        block = "\n".join(_lines(portion))
        words = block.strip("\n")
        if words:
            begin = block.index(words[0])
            if text:
                ends = "\n" * (above + begin)
                text += _fold(ends, step) if step > 1 else ends
            text += _fold(words, step) if step > 1 else words
            above = len(block) - begin - len(words) + 1
        else:
            above += len(block) + 1
    return text


def _portions(text: str, start: int, end: int) -> Iterator[str]:
    """A stretch of a text in portions of whole lines."""
    while end - start > PORTION:
        stop = text.find("\n", start + PORTION, end)
        if stop < 0:
            break
        yield text[start:stop]
        start = stop + 1
    yield text[start:end]
