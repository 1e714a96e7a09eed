"""`imrdoc parse`: letters as JSON. It needs no extra."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from imrdoc._cli._files import read_letter
from imrdoc._cli._text import clean, shown_path
from imrdoc._errors import ImrdocError
from imrdoc._writers import to_dict

__all__ = ["print_json"]


def print_json(names: Iterable[str], *, spans: bool, lenient: bool, lines: bool) -> int:
    """Print letters as JSON to standard output, and errors to standard error.

    Args:
        names: files, or "-" for standard input.
        spans: add the place of every value.
        lenient: give letters whose structure is broken, too.
        lines: one letter for each line; otherwise indented.

    Returns:
        The exit code: 1 if a letter failed, otherwise 0.
    """
    code = 0
    for name in names:
        letter = read_letter(name, strict=not lenient)
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
