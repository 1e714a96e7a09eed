"""Decodes the bytes of a text file."""

from __future__ import annotations

import codecs

from imrdoc._errors import ReadError
from imrdoc._model import SourceText

__all__ = ["read_text"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; the longer ones first, for one begins like another."""


def read_text(data: bytes, *, path: str | None) -> SourceText:
    """Decode a text: by its byte order mark, else as UTF-8, else as Windows-1252.

    Raises:
        ReadError: the bytes are damaged UTF-16 or UTF-32.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return SourceText(text=data[len(mark) :].decode(encoding), path=path)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"its byte order mark says {encoding.upper()}, but byte {error.start + len(mark)} does not fit",
                    "Save it again as UTF-8.",
                    path=path,
                ) from None
    try:
        return SourceText(text=data.decode("utf-8"), path=path)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 reads them as the controls they once were.
        return SourceText(text="".join(_CP1252[byte] for byte in data), path=path)


def _windows_1252() -> list[str]:
    return [
        bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1") for byte in range(256)
    ]


_CP1252 = _windows_1252()
