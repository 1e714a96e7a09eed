"""The verbs: parse a file, a text, or bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from imrdoc._errors import ReadError
from imrdoc._limits import Limits, raise_limit
from imrdoc._model import Determination, SourceText
from imrdoc._readers._text import from_text, read_text

if TYPE_CHECKING:
    from io import FileIO

__all__ = ["parse", "parse_bytes", "parse_text", "parse_unless_pdf", "read_stream"]

PDF_MARK = b"%PDF-"
AT_ONCE = 1 << 20
"""Bytes of a pipe that are read at a time."""
MARK_WITHIN = 1024
"""A PDF may have some bytes before its mark; readers agree on looking this far."""


def parse(path: str | os.PathLike[str], *, strict: bool = True, limits: Limits = Limits()) -> Determination:
    """Parse one letter from a file, PDF or text, told apart by content.

    Args:
        path: the file.
        strict: raise `ParseError` where the letter's structure is broken. With False, give what could
            be read, with a diagnostic for each thing missing.
        limits: how large a file may be.

    Returns:
        The letter.

    Raises:
        OSError: the file does not exist or cannot be opened.
        ReadError: it cannot be turned into text: corrupt, locked, scanned, or over a limit.
        ParseError: it is no determination letter, or a broken one.
        MissingDependencyError: it is a PDF, and the extra `pdf` is not installed.

    Examples:
        >>> import imrdoc
        >>> letter = imrdoc.parse("examples/letter.txt")
        >>> letter.case.case_number, letter.outcome.value
        ('CM17-0000000', 'Partially Overturn')
    """
    name = os.fspath(path)
    return _parse_data(_read(name, limits), name, strict=strict, limits=limits)


def parse_unless_pdf(path: str, *, strict: bool, limits: Limits) -> Determination | None:
    """The same for a file that holds a text; None for a PDF."""
    data = _read(path, limits)
    return None if _is_pdf(data) else _parse_data(data, path, strict=strict, limits=limits)


def parse_bytes(data: bytes, *, strict: bool = True, limits: Limits = Limits()) -> Determination:
    """Parse one letter from the bytes of a PDF or of a text file.

    For object stores, archives and open files: `parse_bytes(file.read())`. A text is UTF-8, UTF-16, or
    Windows-1252, or UTF-32 with a byte order mark.

    Args:
        data: the file's content.
        strict: as for `parse`.
        limits: as for `parse`.

    Returns:
        The letter.

    Raises:
        ReadError: as for `parse`.
        ParseError: as for `parse`.
        MissingDependencyError: as for `parse`.

    Examples:
        >>> import imrdoc
        >>> with open("examples/letter.txt", "rb") as file:
        ...     letter = imrdoc.parse_bytes(file.read())
        >>> len(letter.issues)
        2
    """
    if len(data) > limits.max_bytes:
        raise _too_large(f"{len(data):,} bytes", limits, None)
    return _parse_data(bytes(data), None, strict=strict, limits=limits)


def parse_text(text: str, *, strict: bool = True, limits: Limits = Limits()) -> Determination:
    """Parse one letter from its text, as any tool extracted it.

    Args:
        text: the letter.
        strict: as for `parse`.
        limits: as for `parse`.

    Returns:
        The letter.

    Raises:
        ReadError: the text is longer than the limit.
        ParseError: as for `parse`.

    Examples:
        >>> import imrdoc
        >>> text = open("examples/letter.txt").read()
        >>> imrdoc.parse_text(text).issues[1].request.disputed
        'Naproxen 550mg #30'
    """
    if len(text) > limits.max_bytes:
        raise _too_large(f"{len(text):,} characters", limits, None)
    return _parse_source(from_text(text), strict=strict)


def _read(path: str, limits: Limits) -> bytes:
    if "\0" in path:
        raise ReadError("no file has a null character in its name", "Check the path.", path=path)
    # importing pathlib takes a tenth of the time of a first parse
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        size = os.fstat(file.fileno()).st_size
        if size > limits.max_bytes:
            raise _too_large(f"{size:,} bytes", limits, path)
        return file.read() if size else read_stream(file, limits, path)


def read_stream(file: FileIO | BinaryIO, limits: Limits, path: str | None) -> bytes:
    """Read what does not tell its size beforehand, as a pipe.

    Raises:
        ReadError: it is over the limit.
    """
    data = bytearray()
    while part := file.read(AT_ONCE):
        data += part
        if len(data) > limits.max_bytes:
            raise _too_large(f"at least {len(data):,} bytes", limits, path)
    return bytes(data)


def _is_pdf(data: bytes) -> bool:
    return PDF_MARK in data[:MARK_WITHIN]


def _parse_data(data: bytes, path: str | None, *, strict: bool, limits: Limits) -> Determination:
    if _is_pdf(data):
        from imrdoc._readers._pdf import read_pdf

        return _parse_source(read_pdf(data, path=path, limits=limits), strict=strict)
    return _parse_source(read_text(data, path=path), strict=strict)


def _parse_source(source: SourceText, *, strict: bool) -> Determination:
    return _pipeline()(source, strict)


@lru_cache(maxsize=1)
def _pipeline() -> Callable[[SourceText, bool], Determination]:
    # Imported at the first parse: code that only names the types does not pay for the parser.
    from imrdoc._pipeline import parse_source

    return parse_source


def _too_large(size: str, limits: Limits, path: str | None) -> ReadError:
    return ReadError(
        f"it has {size}, more than the limit of {limits.max_bytes:,}",
        raise_limit("max_bytes"),
        path=path,
    )
