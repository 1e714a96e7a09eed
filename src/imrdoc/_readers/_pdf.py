"""Reads PDFs."""

from __future__ import annotations

import os
import threading

from imrdoc._errors import ReadError
from imrdoc._limits import Limits, raise_limit
from imrdoc._model import SourceText
from imrdoc._readers._pdf_characters import OtherWay, read_page, shows_more_than_text
from imrdoc._readers._pdf_layout import Page
from imrdoc._readers._pdf_pages import MOST_RUNNING, assemble
from imrdoc._readers._pdfium import Handle, Pdfium, load_pdfium

__all__ = ["read_pdf"]

# PDFium may be used by one thread at a time. No process is forked while a thread is in it: the child
# would get a library that stopped halfway, and a lock that nobody opens.
_LOCK = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)

END_MARK = b"%%EOF"
ENDS_WITHIN = 2048
"""A whole PDF has its end mark in its last bytes; some programs add a little behind it."""
NEEDS_PASSWORD = 4
"""What `FPDF_GetLastError` gives for a locked document."""


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
    pdfium = load_pdfium()
    with _LOCK:
        document = _open(pdfium, data, path)
        try:
            pages, pictures = _read_pages(pdfium, document, path, limits)
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
    text, starts, running, wordless = assemble(pages)
    return SourceText(
        text=text,
        page_starts=starts,
        path=path,
        gaps_at_page_ends=True,
        running_lines=running,
        pages_without_text=tuple([number for number in wordless if number in pictures]),
    )


def _damaged(reason: str, path: str | None) -> ReadError:
    return ReadError(reason, "Get the file again, or mend it (e.g. qpdf in.pdf out.pdf).", path=path)


def _over_limit(found: str, limit: str, value: int, path: str | None) -> ReadError:
    return ReadError(
        f"{found}, more than the limit of {value:,}",
        raise_limit(limit),
        path=path,
    )


def _open(pdfium: Pdfium, data: bytes, path: str | None) -> Handle:
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


def _read_pages(
    pdfium: Pdfium, document: Handle, path: str | None, limits: Limits
) -> tuple[list[Page | None], set[int]]:
    """The pages in order, None for one without text; and which pages show something else.

    Only pages with so few lines are looked at that these may be a running head and foot.
    """
    count = pdfium.FPDF_GetPageCount(document)
    if count < 1:
        raise _damaged("it is a PDF without pages", path)
    if count > limits.max_pages:
        raise _over_limit(f"it has {count:,} pages", "max_pages", limits.max_pages, path)
    pages: list[Page | None] = []
    pictures: set[int] = set()
    room = limits.max_bytes
    for number in range(1, count + 1):
        page = pdfium.FPDF_LoadPage(document, number - 1)
        try:
            size, found = _read_page(pdfium, page, room) if page else (-1, None)
            if (found is None or len(found.lines) <= MOST_RUNNING) and shows_more_than_text(pdfium, page):
                pictures.add(number)
        finally:
            if page:
                pdfium.FPDF_ClosePage(page)
        if size < 0:
            raise _damaged(f"it is a damaged PDF: page {number} of {count} cannot be read", path)
        room -= size
        if room < 0:
            read = f"it has {limits.max_bytes - room:,} characters by page {number}"
            raise _over_limit(read, "max_bytes", limits.max_bytes, path)
        pages.append(found)
    return pages, pictures


def _read_page(pdfium: Pdfium, page: Handle, room: int, turned: int | None = None) -> tuple[int, Page | None]:
    """How many characters a page has, and its text if there is room for so many.

    The number is negative if the page cannot be read.
    """
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return -1, None
    try:
        size = pdfium.FPDFText_CountChars(text_page)
        return size, read_page(pdfium, page, text_page, size, turned) if 0 < size <= room else None
    except OtherWay as other:
        turned = other.turned
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    # PDFium puts the lines of a page in order as it is shown: that is how it should be shown.
    pdfium.FPDFPage_SetRotation(page, turned)
    return _read_page(pdfium, page, room, turned)
