"""A letter that a command line reads, and a file that it writes."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Generator
from pathlib import Path

from imrdoc._api import parse, parse_bytes, read_stream
from imrdoc._errors import ImrdocError, ReadError
from imrdoc._limits import Limits
from imrdoc._many import attempt
from imrdoc._model import Determination

__all__ = ["STANDARD_INPUT", "read_letter", "replacing"]

STANDARD_INPUT = "-"


def read_letter(name: str, *, strict: bool, limits: Limits) -> Determination | ImrdocError:
    """Read a letter that was named on the command line.

    Args:
        name: a file, or "-" for standard input.
        strict: as for `imrdoc.parse`.
        limits: as for `imrdoc.parse`.

    Returns:
        The letter, or what went wrong.
    """
    if name == STANDARD_INPUT:
        return attempt(lambda: _read_input(strict=strict, limits=limits), "<stdin>")
    return attempt(lambda: parse(name, strict=strict, limits=limits), name)


def _read_input(*, strict: bool, limits: Limits) -> Determination:
    if sys.stdin is None:
        raise ReadError("standard input is closed", "Name a file.")
    return parse_bytes(read_stream(sys.stdin.buffer, limits, None), strict=strict, limits=limits)


@contextlib.contextmanager
def replacing(target: Path) -> Generator[Path]:
    """Write a file so that it is there as a whole or not at all.

    Args:
        target: the file to write.

    Yields:
        A file beside it to write to. It takes the target's place at the end, and vanishes if there is an
        exception. A device or a pipe is given itself: nothing can take its place.

    Raises:
        OSError: it cannot be written. The error names the target.
    """
    if target.exists() and not target.is_file():
        yield target
        return
    target = target.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        if error.filename in (temporary, str(temporary)):
            error.filename = str(target)  # nobody knows the other name
        raise
    finally:
        temporary.unlink(missing_ok=True)
