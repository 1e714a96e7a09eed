"""Puts the characters of a PDF's page in lines."""

from __future__ import annotations

import re
import sys
from codecs import utf_16_le_decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import c_double, c_float, c_int, c_ushort, create_string_buffer, string_at
from math import pi, remainder

from attrs import evolve

from imrdoc._readers._pdf_layout import (
    HYPHEN,
    LEVEL,
    Box,
    Line,
    Page,
    Place,
    add_to_row,
    from_top,
    looks_ruled,
    set_tables,
    tidy,
)
from imrdoc._readers._pdfium import Handle, Pdfium

__all__ = ["OtherWay", "read_page", "shows_more_than_text"]

UNKNOWN = "\ufffe"
"""What PDFium gives for a character without a meaning, and in some calls for the hyphen at a line's end."""
LINE_END = "\r\n"
"""How PDFium ends a line that does not end in a hyphen."""
HYPHEN_END = HYPHEN + LINE_END
TEXT, PATH = 1, 2
"""What `FPDFPageObj_GetType` gives for text and for a drawn path."""
BOLD = 600
"""Least weight of a bold typeface; a regular one has 400."""

LONG = 60
"""Characters of a line of text; a watermark has less."""
QUARTER = pi / 2
SLANTED = 0.4
"""A line that is turned by more than this, as an angle, is no line of a page's text."""

_UNSURE = re.compile(f"[{UNKNOWN}{HYPHEN}]")
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_SPACE = re.compile(r"\s")


class OtherWay(Exception):  # noqa: N818 - never leaves the readers
    """A page whose lines run in another direction than the page is shown in.

    Args:
        turned: how many quarters it has to be turned clockwise to be upright.
    """

    def __init__(self, turned: int) -> None:
        super().__init__(turned)
        self.turned = turned


def read_page(pdfium: Pdfium, page: Handle, text_page: Handle, size: int, turned: int | None) -> Page | None:
    """The lines of a page; None if it has no words.

    Args:
        pdfium: the library.
        page: the page.
        text_page: its text.
        size: how many characters that has; at least one.
        turned: how many quarters the page is turned clockwise to be upright; None to find out.

    Raises:
        OtherWay: its lines run in another direction than it is shown in. So they are not in order.
    """
    text = _page_text(pdfium, text_page, size)
    origin = pdfium.FPDFText_GetCharOrigin
    x, y = c_double(), c_double()
    angle = pdfium.FPDFText_GetCharAngle
    pieces = text.replace(HYPHEN, HYPHEN_END).split(LINE_END)
    quarters = round(-angle(text_page, _long_line(pieces)) / QUARTER) % 4 if turned is None else turned
    if turned is None and quarters != pdfium.FPDFPage_GetRotation(page) & 3:
        raise OtherWay(quarters)

    def is_slanted(index: int) -> bool:
        return abs(remainder(angle(text_page, index) + quarters * QUARTER, 4 * QUARTER)) > SLANTED

    def place(index: int) -> tuple[float, float]:
        origin(text_page, index, x, y)
        return _turn(quarters, x.value, y.value) if quarters else (x.value, y.value)

    drawn = _read_lines(pieces, place, is_slanted)
    if not drawn:
        return None
    lines = from_top(drawn)
    first, last = lines[0], lines[-1]
    blank = _SPACE.search(text, first.start, first.end)
    read = Page(
        lines=lines,
        rights=[place(line.end - 1)[0] for line in lines[:: len(lines) // 8 + 1]],
        last_right=place(last.end - 1)[0],
        first_word=place(blank.start() if blank else first.end - 1)[0] - first.left,
        starts_bold=_is_bold(pdfium, text_page, first.start),
        ends_bold=_is_bold(pdfium, text_page, last.end - 1),
    )
    if quarters or not looks_ruled(drawn):
        return read
    return evolve(read, lines=from_top(set_tables(drawn, list(_boxes(pdfium, page)), text, place)))


def _long_line(pieces: Sequence[str]) -> int:
    """Where a line begins that is surely one of the page's text; 0 if there is none."""
    longest = next((piece for piece in pieces if len(piece) >= LONG), None) or max(pieces, key=len)
    start = 0
    for piece in pieces:
        if piece is longest:
            break
        start += len(piece) + (not piece.endswith(HYPHEN) and len(LINE_END))
    return start + len(longest) - len(longest.lstrip()) if longest.strip() else 0


def _read_lines(pieces: Iterable[str], place: Place, is_slanted: Callable[[int], bool]) -> list[Line]:
    """The lines of a page's characters. One call for the place of each line is all they cost.

    Watermarks, and what runs up a margin, are no lines of the page's text.

    Args:
        pieces: the characters. One ends behind CR LF, or behind its hyphen alone.
        place: where each of them stands.
        is_slanted: whether a character stands in a line of another direction than most.
    """
    lines: list[Line] = []
    next_start = 0
    bottom = 0.0
    for piece in pieces:
        start = next_start
        next_start += len(piece) + (not piece.endswith(HYPHEN) and len(LINE_END))
        said = piece.lstrip()
        start += len(piece) - len(said)
        said = said.rstrip()
        end = start + len(said)
        if not said.isprintable():
            said = tidy(said)
        if not said:
            continue
        left, base = place(start)
        down = bottom - base if lines else 0.0
        line = Line(said, left, base, base, down, start, end)
        if lines and down <= LEVEL:  # it is not below the last one, so either may be no line of the text
            if is_slanted(line.start):
                continue
            while down < -LEVEL and lines and is_slanted(lines[-1].start):
                lines.pop()
                line.down = lines[-1].bottom - base if lines else 0.0
        # Only a line that is not below the last one may belong to a row.
        if line.down > LEVEL or not lines:
            lines.append(line)
            bottom = base
        else:
            add_to_row(lines, line)
            bottom = lines[-1].bottom
    return _trimmed(lines, is_slanted)


def _trimmed(lines: list[Line], is_slanted: Callable[[int], bool]) -> list[Line]:
    """The lines without what is slanted and was drawn before or behind all others."""
    while lines and is_slanted(lines[-1].start):
        lines.pop()
    if lines and is_slanted(lines[-1].end - 1):
        last = lines[-1]  # PDFium takes what was drawn behind it to be its end
        end = next(index for index in range(last.end - 1, last.start, -1) if not is_slanted(index - 1))
        last.text = last.text[: end - last.end].rstrip()
        last.end = last.start + len(last.text)
    first = next((number for number, line in enumerate(lines) if not is_slanted(line.start)), 0)
    return lines[first:]


def _is_bold(pdfium: Pdfium, text_page: Handle, index: int) -> bool:
    """Whether a character is bold, told by its font's weight or, for want of one, by its name."""
    weight = pdfium.FPDFText_GetFontWeight(text_page, index)
    if weight > 0:
        return weight >= BOLD
    name, flags = create_string_buffer(128), c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return b"bold" in name.value.lower()


def _turn(turned: int, x: float, y: float) -> tuple[float, float]:
    """Where a place is when the page is shown as it asks to be: turned clockwise by so many quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turned]


def _page_text(pdfium: Pdfium, text_page: Handle, size: int) -> str:
    """The page's characters, each at its index; a NUL for what is none.

    The quick call leaves out characters without a meaning, and gives those that do not fit into 16 bits
    as two halves or not at all. Then slow calls fetch them one by one, and a second half becomes a NUL.
    """
    buffer = (c_ushort * (1 << size.bit_length()))()
    written = pdfium.FPDFText_GetText(text_page, 0, size, buffer)
    text, _ = utf_16_le_decode(string_at(buffer, 2 * max(written - 1, 0)), "replace")
    if len(text) != size:
        codes = [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(size)]
        text = _HALVES.sub(_whole, "".join([chr(min(code, sys.maxunicode)) for code in codes]))
    if UNKNOWN not in text and HYPHEN not in text:
        return text
    is_hyphen = pdfium.FPDFText_IsHyphen
    return _UNSURE.sub(lambda found: HYPHEN if is_hyphen(text_page, found.start()) else "\x00", text)


def _whole(halves: re.Match[str]) -> str:
    """One character and a NUL for two halves; the replacement character for one alone."""
    whole = halves[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.ljust(len(halves[0]), "\x00")


def _boxes(pdfium: Pdfium, page: Handle) -> Iterator[Box]:
    """What each path on the page covers."""
    left, bottom, right, top = (c_float() for _ in range(4))
    fill, stroke = c_int(), c_int()
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) == PATH and pdfium.FPDFPageObj_GetBounds(
            item, left, bottom, right, top
        ):
            pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
            yield Box(left.value, bottom.value, right.value, top.value, bool(stroke.value))


def shows_more_than_text(pdfium: Pdfium, page: Handle) -> bool:
    """Whether a page shows anything that is no text, as a scan does."""
    items = range(pdfium.FPDFPage_CountObjects(page))
    return any(pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, item)) != TEXT for item in items)
