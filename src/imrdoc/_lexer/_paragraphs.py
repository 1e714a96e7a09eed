"""Unwraps a stretch of the reading into the value that a field holds."""

from __future__ import annotations

import re

from imrdoc._lexer._layout import SENTENCE_ENDS, Layout

__all__ = ["ends_paragraph", "unwrap"]

PARAGRAPHS = "\n\n"


def unwrap(layout: Layout, start: int, end: int) -> str:
    """The words of a stretch: lines joined by one blank, paragraphs by a blank line.

    A line that ends in a hyphen or a slash joins the next one without a blank. Nothing but white space
    is changed.
    """
    text = layout.reading.text[start:end]
    if "\n" in text:
        text = "\n".join(map(str.strip, text.split("\n"))).strip("\n")
        if PARAGRAPHS in text:
            return PARAGRAPHS.join(map(_join, _paragraphs(layout, start, end)))
        text = text.replace("-\n", "-").replace("/\n", "/").replace("\n", " ")
    text = text.strip()
    return " ".join(text.split()) if "  " in text else text


def _join(text: str) -> str:
    lines = "\n".join(line for line in map(str.strip, text.split("\n")) if line)
    return " ".join(lines.replace("-\n", "-").replace("/\n", "/").split())


def _paragraphs(layout: Layout, start: int, end: int) -> list[str]:
    """The paragraphs of a stretch that has blank lines."""
    text = layout.reading.text
    paragraphs: list[str] = []
    at = start
    for blank in _BLANKS.finditer(text, start, end):
        if ends_paragraph(layout, blank.start(), blank.end()):
            paragraphs.append(text[at : blank.start()])
            at = blank.end()
    paragraphs.append(text[at:end])
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


_BLANKS = re.compile(r"\n[ \n]*\n")


def ends_paragraph(layout: Layout, start: int, end: int) -> bool:
    """Whether blank lines end a paragraph. At the end of a page the line above them must tell."""
    if layout.is_gap(start, end):
        return True
    reading = layout.reading
    if not reading.breaks_page(start, end):
        return False
    above = reading.text[reading.text.rfind("\n", 0, start) + 1 : start].strip()
    stop = reading.text.find("\n", end)
    below = reading.text[end : stop if stop >= 0 else len(reading.text)].strip()
    return above.endswith(SENTENCE_ENDS) and not layout.is_full(above, below)
