"""Files that a command line names, and files that it writes."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from imrdoc._api import parse, parse_bytes
from imrdoc._errors import ImrdocError
from imrdoc._many import attempt
from imrdoc._model import Determination

__all__ = ["STANDARD_INPUT", "find_letters", "nothing_at", "read_letter", "replacing"]

STANDARD_INPUT = "-"
SUFFIXES = (".pdf", ".txt")
"""What a folder is searched for, in any case."""


def read_letter(name: str, *, strict: bool) -> Determination | ImrdocError:
    """Read a letter that was named on the command line.

    Args:
        name: a file, or "-" for standard input.
        strict: as for `imrdoc.parse`.

    Returns:
        The letter, or what went wrong.
    """
    if name == STANDARD_INPUT:
        return attempt(lambda: parse_bytes(sys.stdin.buffer.read(), strict=strict), "<stdin>")
    return attempt(lambda: parse(name, strict=strict), name)


def find_letters(paths: Sequence[str]) -> Iterator[str]:
    """The letters at some paths: a file is one, a folder and a pattern may hold many.

    Folders are searched to the bottom for PDF and text files; hidden ones are passed over.

    Args:
        paths: files, folders and patterns.

    Yields:
        Names of files, sorted within each path.
    """
    for path in paths:
        if Path(path).exists():
            yield from _at(path)
        else:
            for found in sorted(glob.iglob(path, recursive=True)):  # noqa: PTH207  # takes absolute patterns, too
                yield from _at(found)


def nothing_at(path: str) -> str | None:
    """Why a path leads to no letter.

    Args:
        path: a file, a folder or a pattern.

    Returns:
        The reason; None if there is a letter.
    """
    if next(find_letters([path]), None) is not None:
        return None
    if Path(path).is_dir():
        return f"no file in {path} ends in {' or '.join(SUFFIXES)}"
    return f"there is no file, folder or match of {path}"


def _at(path: str) -> Iterator[str]:
    if not Path(path).is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield os.path.join(folder, name)  # noqa: PTH118  # a Path for each would cost time


@contextlib.contextmanager
def replacing(target: Path) -> Generator[Path]:
    """Write a file so that it is there as a whole or not at all.

    Args:
        target: the file to write.

    Yields:
        A file beside it to write to. It takes the target's place at the end, and vanishes if there is an
        exception.
    """
    target = target.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
