"""PDFium's functions, from pypdfium2: an optional dependency that is imported at the first PDF."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import Array, c_char, c_double, c_float, c_int, c_ushort
from functools import cache
from importlib import import_module
from typing import NewType, Protocol, cast

from imrdoc._errors import MissingDependencyError

__all__ = ["Handle", "Pdfium", "load_pdfium"]

Handle = NewType("Handle", object)
"""A pointer that PDFium gave: a document, a page, the text of a page, or a page's object."""


class Pdfium(Protocol):
    """The functions of PDFium in use here. The library's own module has no types."""

    FPDF_LoadMemDocument64: Callable[[bytes, int, None], Handle]
    FPDF_GetLastError: Callable[[], int]
    FPDF_CloseDocument: Callable[[Handle], None]
    FPDF_GetPageCount: Callable[[Handle], int]
    FPDF_LoadPage: Callable[[Handle, int], Handle]
    FPDF_ClosePage: Callable[[Handle], None]
    FPDFPage_GetRotation: Callable[[Handle], int]
    FPDFPage_SetRotation: Callable[[Handle, int], None]
    FPDFPage_CountObjects: Callable[[Handle], int]
    FPDFPage_GetObject: Callable[[Handle, int], Handle]
    FPDFPageObj_GetType: Callable[[Handle], int]
    FPDFPageObj_GetBounds: Callable[[Handle, c_float, c_float, c_float, c_float], int]
    FPDFPath_GetDrawMode: Callable[[Handle, c_int, c_int], int]
    FPDFText_LoadPage: Callable[[Handle], Handle]
    FPDFText_ClosePage: Callable[[Handle], None]
    FPDFText_CountChars: Callable[[Handle], int]
    FPDFText_GetText: Callable[[Handle, int, int, Array[c_ushort]], int]
    FPDFText_GetUnicode: Callable[[Handle, int], int]
    FPDFText_IsHyphen: Callable[[Handle, int], int]
    FPDFText_GetCharOrigin: Callable[[Handle, int, c_double, c_double], int]
    FPDFText_GetCharAngle: Callable[[Handle, int], float]
    FPDFText_GetFontWeight: Callable[[Handle, int], int]
    FPDFText_GetFontInfo: Callable[[Handle, int, Array[c_char], int, c_int], int]


@cache
def load_pdfium() -> Pdfium:
    try:
        module = import_module("pypdfium2.raw")
    except ImportError as error:
        raise MissingDependencyError("reading a PDF", "pdf") from error
    return cast(Pdfium, module)  # the module has no types to check the protocol against
