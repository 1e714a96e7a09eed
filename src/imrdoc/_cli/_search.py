"""Finds the letters that a command line names: files, folders and patterns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

__all__ = ["find_files", "find_letters", "letter_at", "nothing_at"]

SUFFIXES = (".pdf", ".txt")
"""What a folder is searched for, in any case."""
NAME = attrgetter("name")


def find_files(paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The files at some paths: a file is one, a folder and a pattern may hold many.

    Folders are searched to the bottom; what is hidden is passed over. A folder that may not be read is given
    like a letter, so that its failure shows.

    Args:
        paths: files, folders and patterns.

    Yields:
        Names of files, sorted within each path, and whether each is taken for a letter: of what folders hold,
        PDF and text files are. A file that several paths lead to is given once.
    """
    may_repeat = len(paths) != 1 or not _exists(paths[0])
    given: set[tuple[str, bool]] = set()
    for path in paths:
        for name, is_letter in _at(path):
            if may_repeat:
                place = os.path.realpath(name), is_letter  # a pattern may name what a folder passes over
                if place in given:
                    continue
                given.add(place)
            yield name, is_letter


def find_letters(paths: Sequence[str]) -> Iterator[str]:
    """The names of the letters at some paths: see `find_files`."""
    return (name for name, is_letter in find_files(paths) if is_letter)


def nothing_at(path: str) -> str | None:
    """Why a path leads to no letter.

    Args:
        path: a file, a folder or a pattern.

    Returns:
        The reason; None if there is a letter.
    """
    if next(find_letters([path]), None) is not None:
        return None
    try:
        is_folder = Path(path).is_dir()
    except OSError as error:
        return f"{path} may not be read: {(error.strerror or str(error)).lower()}"
    if is_folder:
        return f"no file in {path} ends in {' or '.join(SUFFIXES)}"
    return f"there is no file, folder or match of {path}"


def letter_at(paths: Sequence[str], target: Path) -> str | None:
    """The letter among some paths that is the same file as a target; None if none is."""
    if not target.exists():
        return None
    target = target.resolve()
    # only a link may have another name
    alike = (name for name in find_letters(paths) if name.endswith(target.name) or Path(name).is_symlink())
    return next((name for name in alike if Path(name).exists() and target.samefile(name)), None)


def _at(path: str) -> Iterator[tuple[str, bool]]:
    if _exists(path):
        yield from _in(path)
        return
    for found in sorted(glob.iglob(path, recursive=True)):  # noqa: PTH207  # takes absolute patterns, too
        yield from _in(found)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # it may not be looked for, or no file can have such a name
        return False


def _in(path: str) -> Iterator[tuple[str, bool]]:
    if Path(path).is_dir():
        yield from _below(path)
    else:
        yield path, True


def _below(top: str) -> Iterator[tuple[str, bool]]:
    inside = os.path.realpath(top) + os.sep
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted((each for each in found if not each.name.startswith(".")), key=NAME)
        except OSError:
            yield folder, True
            continue
        for entry in entries:
            if not _is_folder(entry) and not _is_given_anyway(entry, inside):
                yield entry.path, entry.name.lower().endswith(SUFFIXES) and _may_be_letter(entry)
        waiting += [entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _is_given_anyway(entry: os.DirEntry[str], inside: str) -> bool:
    """Whether it is a link to a letter that the search comes upon itself."""
    if not entry.is_symlink():
        return False
    place = os.path.realpath(entry.path)
    return place.startswith(inside) and place.lower().endswith(SUFFIXES) and Path(place).is_file()


def _may_be_letter(entry: os.DirEntry[str]) -> bool:
    """Whether it is no pipe or device. A link that leads nowhere may be one: its failure shows."""
    return entry.is_symlink() or entry.is_file()
