"""A run over many letters, as the commands `export` and `check` make it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from imrdoc._cli._files import STANDARD_INPUT, read_letter
from imrdoc._cli._search import find_files, find_letters
from imrdoc._errors import ImrdocError
from imrdoc._limits import Limits
from imrdoc._many import ParseResult, map_many

__all__ = ["Counted", "count_files", "counted", "over_letters"]

T = TypeVar("T")

FEW = 30
"""Up to so many letters, starting other processes would take longer than it saves."""


@frozen(kw_only=True)
class Counted:
    """How many files some paths lead to."""

    letters: int
    others: int
    """Files in folders that are passed over, for their names do not end as those of letters do."""

    def passed_over(self) -> str:
        """What to say of the others; nothing without any."""
        return f"{counted(self.others, 'other file')} passed over" if self.others else ""


def counted(number: int, noun: str) -> str:
    """A number with its noun, as "1 letter" or "2 letters"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def count_files(paths: Sequence[str]) -> Counted:
    """How many letters some paths lead to, and how many other files.

    Args:
        paths: files, folders and patterns; "-" is standard input.
    """
    from_input, files = _split(paths)
    seen = Counter(is_letter for _, is_letter in find_files(files))
    return Counted(letters=len(from_input) + seen[True], others=seen[False])


def over_letters(
    function: Callable[[ParseResult], T],
    paths: Sequence[str],
    *,
    count: int,
    workers: int | None,
    strict: bool,
    limits: Limits,
) -> Generator[T, None, None]:
    """Parse all letters at some paths, in several processes if they are many.

    Args:
        function: what to make of each result, as for `map_many`.
        paths: as for `count_files`; standard input comes first.
        count: how many letters there are.
        workers: number of processes; None to choose.
        strict: as for `imrdoc.parse`.
        limits: as for `imrdoc.parse`.

    Yields:
        What the function gives.
    """
    from_input, files = _split(paths)
    for name in from_input:
        path, letter = Path("<stdin>"), read_letter(name, strict=strict, limits=limits)
        if isinstance(letter, ImrdocError):
            yield function(ParseResult(path=path, error=letter))
        else:
            yield function(ParseResult(path=path, determination=letter))
    if workers is None and count <= FEW:
        workers = 1
    yield from map_many(function, find_letters(files), workers=workers, strict=strict, limits=limits)


def _split(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Standard input, if it is among the paths, and the others."""
    files = [path for path in paths if path != STANDARD_INPUT]
    return [STANDARD_INPUT] * (len(files) < len(paths)), files
