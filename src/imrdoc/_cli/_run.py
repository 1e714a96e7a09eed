"""A run over many letters, as the commands `export` and `check` make it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from imrdoc._cli._files import STANDARD_INPUT, find_letters, read_letter
from imrdoc._errors import ImrdocError
from imrdoc._many import ParseResult, map_many

__all__ = ["count_letters", "over_letters"]

T = TypeVar("T")

FEW = 30
"""Up to so many letters, starting other processes would take longer than it saves."""


def count_letters(paths: Sequence[str]) -> int:
    """How many letters some paths lead to.

    Args:
        paths: files, folders and patterns; "-" is standard input.

    Returns:
        The number.
    """
    from_input, files = _split(paths)
    return len(from_input) + sum(1 for _ in find_letters(files))


def over_letters(
    function: Callable[[ParseResult], T],
    paths: Sequence[str],
    *,
    count: int,
    workers: int | None,
    strict: bool,
) -> Generator[T, None, None]:
    """Parse all letters at some paths, in several processes if they are many.

    Args:
        function: what to make of each result, as for `map_many`.
        paths: as for `count_letters`; standard input comes first.
        count: how many letters there are.
        workers: number of processes; None to choose.
        strict: as for `imrdoc.parse`.

    Yields:
        What the function gives.
    """
    from_input, files = _split(paths)
    for name in from_input:
        path, letter = Path("<stdin>"), read_letter(name, strict=strict)
        if isinstance(letter, ImrdocError):
            yield function(ParseResult(path=path, error=letter))
        else:
            yield function(ParseResult(path=path, determination=letter))
    if workers is None and count <= FEW:
        workers = 1
    yield from map_many(function, find_letters(files), workers=workers, strict=strict)


def _split(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Standard input, if it is among the paths, and the others."""
    files = [path for path in paths if path != STANDARD_INPUT]
    return [STANDARD_INPUT] * (len(files) < len(paths)), files
