"""Decodes the bytes of a text file."""

from __future__ import annotations

import codecs

from imrdoc._errors import ReadError
from imrdoc._model import SourceText

__all__ = ["from_text", "read_text"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; the longer ones first, for one begins like another."""


def from_text(text: str, *, path: str | None = None) -> SourceText:
    """The source of a text that is decoded already. Form feeds divide it into pages."""
    if "\f" not in text:
        return SourceText(text=text, path=path)
    starts = [0]
    while (at := text.find("\f", starts[-1])) >= 0:
        starts.append(at + 1)
    return SourceText(text=text, page_starts=tuple(starts), path=path)


def read_text(data: bytes, *, path: str | None) -> SourceText:
    """Decode a text: by its byte order mark, else as UTF-8, else as Windows-1252.

    Raises:
        ReadError: the bytes are damaged UTF-16 or UTF-32.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return from_text(data[len(mark) :].decode(encoding), path=path)
            except UnicodeDecodeError as error:
                place = error.start + len(mark)
                raise ReadError(
                    f"its byte order mark says {encoding.upper()}, but byte {place} does not fit",
                    "Save it again as UTF-8.",
                    path=path,
                ) from None
    try:
        return from_text(data.decode("utf-8"), path=path)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 reads them as the controls they once were.
        characters = _windows_1252()
        return from_text("".join([characters[byte] for byte in data]), path=path)


def _windows_1252() -> list[str]:
    """The character of each byte."""
    return [
        bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1") for byte in range(256)
    ]
