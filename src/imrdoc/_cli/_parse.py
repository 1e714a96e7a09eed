"""`imrdoc parse`: letters as JSON. It needs no extra."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

from imrdoc._cli._files import STANDARD_INPUT, read_letter
from imrdoc._cli._search import find_letters, nothing_at
from imrdoc._cli._text import clean, shown_path
from imrdoc._errors import ImrdocError
from imrdoc._limits import Limits
from imrdoc._writers import to_dict

__all__ = ["LIMITS", "print_json"]

LIMITS = {"max_bytes": "Largest file that is read.", "max_pages": "Most pages of a PDF."}
"""The limits that every command has an option for, and what it says of them."""


def print_json(paths: Iterable[str], *, spans: bool, lenient: bool, lines: bool, limits: Limits) -> int:
    """Print letters as JSON to standard output, and errors to standard error.

    Args:
        paths: files, folders and patterns; "-" is standard input.
        spans: add the place of every value.
        lenient: give letters whose structure is broken, too.
        lines: one letter for each line; otherwise indented.
        limits: as for `imrdoc.parse`.

    Returns:
        The exit code: 1 if a letter failed, otherwise 0.
    """
    code = 0
    for name in _named(paths):
        letter = read_letter(name, strict=not lenient, limits=limits)
        if isinstance(letter, ImrdocError):
            code = 1
            sys.stdout.flush()
            print(clean(str(letter)), file=sys.stderr)
            continue
        path = letter.source.path
        data = {"file": path and shown_path(path), **to_dict(letter, spans=spans)}
        text = json.dumps(data, ensure_ascii=False, indent=None if lines else 2)
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return code


def _named(paths: Iterable[str]) -> Iterator[str]:
    """The letters at some paths, and each path that leads to none as it is: to read it tells why."""
    for path in paths:
        if path == STANDARD_INPUT or nothing_at(path):
            yield path
        else:
            yield from find_letters([path])
