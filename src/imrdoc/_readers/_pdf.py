"""Reads PDFs with pypdfium2, an optional dependency that is imported at the first PDF."""

from __future__ import annotations

import os
import re
import sys
import threading
from codecs import utf_16_le_decode
from collections.abc import Callable, Iterator
from ctypes import Array, c_char, c_double, c_float, c_int, c_ushort, create_string_buffer, string_at
from functools import cache
from importlib import import_module
from typing import NewType, Protocol, cast

from attrs import evolve

from imrdoc._errors import MissingDependencyError, ReadError
from imrdoc._limits import Limits, raise_limit
from imrdoc._model import SourceText
from imrdoc._readers._pdf_layout import (
    HYPHEN,
    LEVEL,
    Box,
    Line,
    Page,
    Place,
    add_to_row,
    looks_ruled,
    set_tables,
    tidy,
)
from imrdoc._readers._pdf_pages import assemble

__all__ = ["read_pdf"]

# PDFium may be used by one thread at a time. No process is forked while a thread is in it: the child
# would get a library that stopped halfway, and a lock that nobody opens.
_LOCK = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)

UNKNOWN = "\ufffe"
"""What PDFium gives for a character without a meaning, and in some calls for the hyphen at a line's end."""
LINE_END = "\r\n"
"""How PDFium ends a line that does not end in a hyphen."""
HYPHEN_END = HYPHEN + LINE_END
END_MARK = b"%%EOF"
ENDS_WITHIN = 2048
"""A whole PDF has its end mark in its last bytes; some programs add a little behind it."""
NEEDS_PASSWORD = 4
"""What `FPDF_GetLastError` gives for a locked document."""
PATH = 2
"""What `FPDFPageObj_GetType` gives for a drawn path."""
BOLD = 600
"""Least weight of a bold typeface; a regular one has 400."""

_UNSURE = re.compile(f"[{UNKNOWN}{HYPHEN}]")
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_SPACE = re.compile(r"\s")

_Handle = NewType("_Handle", object)
"""A pointer that PDFium gave: a document, a page, the text of a page, or a page's object."""


class _Pdfium(Protocol):
    """The functions of PDFium in use here. The library's own module has no types."""

    FPDF_LoadMemDocument64: Callable[[bytes, int, None], _Handle]
    FPDF_GetLastError: Callable[[], int]
    FPDF_CloseDocument: Callable[[_Handle], None]
    FPDF_GetPageCount: Callable[[_Handle], int]
    FPDF_LoadPage: Callable[[_Handle, int], _Handle]
    FPDF_ClosePage: Callable[[_Handle], None]
    FPDFPage_GetRotation: Callable[[_Handle], int]
    FPDFPage_CountObjects: Callable[[_Handle], int]
    FPDFPage_GetObject: Callable[[_Handle, int], _Handle]
    FPDFPageObj_GetType: Callable[[_Handle], int]
    FPDFPageObj_GetBounds: Callable[[_Handle, c_float, c_float, c_float, c_float], int]
    FPDFPath_GetDrawMode: Callable[[_Handle, c_int, c_int], int]
    FPDFText_LoadPage: Callable[[_Handle], _Handle]
    FPDFText_ClosePage: Callable[[_Handle], None]
    FPDFText_CountChars: Callable[[_Handle], int]
    FPDFText_GetText: Callable[[_Handle, int, int, Array[c_ushort]], int]
    FPDFText_GetUnicode: Callable[[_Handle, int], int]
    FPDFText_IsHyphen: Callable[[_Handle, int], int]
    FPDFText_GetCharOrigin: Callable[[_Handle, int, c_double, c_double], int]
    FPDFText_GetFontWeight: Callable[[_Handle, int], int]
    FPDFText_GetFontInfo: Callable[[_Handle, int, Array[c_char], int, c_int], int]


def read_pdf(data: bytes, *, path: str | None, limits: Limits) -> SourceText:
    """Turn a PDF into text, one line for each printed line.

    An empty line stands where the page shows a gap between paragraphs. A table comes out row by row,
    each row in one line. A form feed stands before the first line of each page but the first.

    Args:
        data: the file's content.
        path: the file, to be named in errors.
        limits: how many pages, and how many characters, are accepted.

    Returns:
        The text, with the place where each page begins.

    Raises:
        ReadError: the PDF is damaged, locked with a password, scanned, empty, or over a limit.
        MissingDependencyError: pypdfium2 is not installed.
    """
    pdfium = _load_pdfium()
    with _LOCK:
        document = _open(pdfium, data, path)
        try:
            pages = _read_pages(pdfium, document, path, limits)
        finally:
            pdfium.FPDF_CloseDocument(document)
    if not any(pages):
        if END_MARK not in data[-ENDS_WITHIN:]:
            raise _damaged("it is a PDF that was cut short", path)
        raise ReadError(
            f"it has {len(pages):,} page{'s' * (len(pages) > 1)} but no text: it is a scan",
            "Run OCR on it first (e.g. ocrmypdf in.pdf out.pdf).",
            path=path,
        )
    text, starts, running = assemble(pages)
    return SourceText(text=text, page_starts=starts, path=path, gaps_at_page_ends=True, running_lines=running)


@cache
def _load_pdfium() -> _Pdfium:
    try:
        module = import_module("pypdfium2.raw")
    except ImportError as error:
        raise MissingDependencyError("reading a PDF", "pdf") from error
    return cast(_Pdfium, module)  # the module has no types to check the protocol against


def _damaged(reason: str, path: str | None) -> ReadError:
    return ReadError(reason, "Get the file again, or mend it (e.g. qpdf in.pdf out.pdf).", path=path)


def _over_limit(found: str, limit: str, value: int, path: str | None) -> ReadError:
    return ReadError(
        f"{found}, more than the limit of {value:,}",
        raise_limit(limit),
        path=path,
    )


def _open(pdfium: _Pdfium, data: bytes, path: str | None) -> _Handle:
    # A letter that is encrypted with an empty user password opens without any.
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if document:
        return document
    if pdfium.FPDF_GetLastError() == NEEDS_PASSWORD:
        raise ReadError(
            "it is a PDF that needs a password",
            "Take the password off first (e.g. qpdf --password=... --decrypt in.pdf out.pdf).",
            path=path,
        )
    raise _damaged("it is a damaged PDF", path)


def _read_pages(pdfium: _Pdfium, document: _Handle, path: str | None, limits: Limits) -> list[Page | None]:
    """The pages in order; None for one without text."""
    count = pdfium.FPDF_GetPageCount(document)
    if count < 1:
        raise _damaged("it is a PDF without pages", path)
    if count > limits.max_pages:
        raise _over_limit(f"it has {count:,} pages", "max_pages", limits.max_pages, path)
    pages: list[Page | None] = []
    room = limits.max_bytes
    for number in range(count):
        page = pdfium.FPDF_LoadPage(document, number)
        text_page = pdfium.FPDFText_LoadPage(page) if page else page
        try:
            if not text_page:
                raise _damaged(f"it is a damaged PDF: page {number + 1} of {count} cannot be read", path)
            size = pdfium.FPDFText_CountChars(text_page)
            room -= size
            if room < 0:
                found = f"it has {limits.max_bytes - room:,} characters by page {number + 1}"
                raise _over_limit(found, "max_bytes", limits.max_bytes, path)
            pages.append(_read_page(pdfium, page, text_page, size) if size > 0 else None)
        finally:
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
            if page:
                pdfium.FPDF_ClosePage(page)
    return pages


def _read_page(pdfium: _Pdfium, page: _Handle, text_page: _Handle, size: int) -> Page | None:
    text = _page_text(pdfium, text_page, size)
    turned = pdfium.FPDFPage_GetRotation(page) & 3
    origin = pdfium.FPDFText_GetCharOrigin
    x, y = c_double(), c_double()

    def place(index: int) -> tuple[float, float]:
        origin(text_page, index, x, y)
        return _turn(turned, x.value, y.value) if turned else (x.value, y.value)

    lines = _read_lines(text, place)
    if not lines:
        return None
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
    if turned or not looks_ruled(lines):
        return read
    return evolve(read, lines=set_tables(lines, list(_boxes(pdfium, page)), text, place))


def _read_lines(text: str, place: Place) -> list[Line]:
    """The lines of a page's characters. One call for the place of each line is all they cost."""
    lines: list[Line] = []
    next_start = 0
    bottom = 0.0
    # A line ends with CR LF, or with its hyphen alone.
    for piece in text.replace(HYPHEN, HYPHEN_END).split(LINE_END):
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
        # Only a line that is not below the last one may belong to a row.
        if down > LEVEL or not lines:
            lines.append(line)
            bottom = base
        else:
            add_to_row(lines, line)
            bottom = lines[-1].bottom
    return lines


def _is_bold(pdfium: _Pdfium, text_page: _Handle, index: int) -> bool:
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


def _page_text(pdfium: _Pdfium, text_page: _Handle, size: int) -> str:
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


def _boxes(pdfium: _Pdfium, page: _Handle) -> Iterator[Box]:
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
