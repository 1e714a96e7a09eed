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
SAMPLE = 400
"""Bytes at the beginning of a file that tell its encoding."""
ZEROS = 0.9
"""How many of every other byte are zero in UTF-16: all but those of letters beyond Latin."""


def from_text(text: str, *, path: str | None = None) -> SourceText:
    """The source of a text that is decoded already. Form feeds divide it into pages."""
    if "\f" not in text:
        return SourceText(text=text, path=path)
    starts = [0]
    while (at := text.find("\f", starts[-1])) >= 0:
        starts.append(at + 1)
    return SourceText(text=text, page_starts=tuple(starts), path=path)


def read_text(data: bytes, *, path: str | None) -> SourceText:
    """Decode a text: by its byte order mark, else as UTF-8 or UTF-16, else as Windows-1252.

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
        return from_text(data.decode(_encoding_without_mark(data)), path=path)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 reads them as the controls they once were.
        characters = _windows_1252()
        return from_text("".join([characters[byte] for byte in data]), path=path)


def _encoding_without_mark(data: bytes) -> str:
    """UTF-16 if every other byte is zero, as in English text; else UTF-8."""
    sample = data[:SAMPLE]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[first::2].count(0)
        if zeros > ZEROS * len(sample) / 2 and sample.count(0) == zeros:
            return encoding
    return "utf-8"


def _windows_1252() -> list[str]:
    """The character of each byte."""
    return [
        bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1") for byte in range(256)
    ]
