"""The reading text: the source, character for character, made plain for the lexer.

It has the length of the source, so an offset in the one is an offset in the other. Line ends become LF,
all other white space blanks, and page furniture is blanked out.
"""

from __future__ import annotations

import re

from imrdoc._model import SourceText

__all__ = ["Reading", "read"]

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


class Reading:
    """A reading text with its page breaks."""

    __slots__ = ("breaks", "furniture", "source", "text")

    def __init__(self, source: SourceText, text: str, breaks: tuple[int, ...]) -> None:
        self.source = source
        self.text = text
        self.breaks = breaks
        """Offsets at which a page ends, as far as the text shows it."""
        self.furniture: tuple[tuple[int, int], ...] = ()
        """The page furniture that was blanked out."""

    def breaks_page(self, start: int, end: int) -> bool:
        """Whether a page ends within a stretch."""
        return any(start <= at < end for at in self.breaks)

    def without(self, furniture: list[tuple[int, int]]) -> Reading:
        """The same reading with page furniture blanked out."""
        pieces: list[str] = []
        at = 0
        for start, end in furniture:
            pieces += [self.text[at:start], " " * (end - start)]
            at = end
        breaks = sorted({*self.breaks, *(start for start, _ in furniture)})
        reading = Reading(self.source, "".join([*pieces, self.text[at:]]), tuple(breaks))
        reading.furniture = tuple(furniture)
        return reading


def read(source: SourceText) -> Reading:
    """Make the reading text of a source."""
    text = source.text
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    for char in PLAIN:
        if char in text:
            text = text.replace(char, PLAIN[char])
    if not text.isascii():
        for char in PLAIN_BEYOND_ASCII:
            if char in text:
                text = text.replace(char, PLAIN_BEYOND_ASCII[char])
    breaks: tuple[int, ...] = ()
    if "\f" in text:
        breaks = tuple(match.start() for match in re.finditer("\f", text))
        text = text.replace("\f", "\n")
    return Reading(source, text, breaks)
