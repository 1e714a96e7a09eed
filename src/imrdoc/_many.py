"""Parse many files, in several processes."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import frozen

from imrdoc._api import parse, parse_unless_pdf
from imrdoc._errors import ImrdocError, ParseError, ReadError
from imrdoc._limits import Limits
from imrdoc._model import Determination

if TYPE_CHECKING:
    from pathlib import Path

    from imrdoc._transfer import Packed
    from imrdoc._workers import Elsewhere

__all__ = ["ParseResult", "attempt", "map_many", "parse_many"]

T = TypeVar("T")
Letter = TypeVar("Letter", bound="Determination | None")
AnyPath: TypeAlias = "str | os.PathLike[str]"
Outcome: TypeAlias = "Determination | ImrdocError"
"""What came of a file."""

_NOT_READ = ReadError("it was not read", "Parse it first.")


@frozen(kw_only=True)
class ParseResult:
    """What became of one file: a letter or an error.

    Examples:
        >>> import imrdoc
        >>> for result in imrdoc.parse_many(["examples/letter.txt", "missing.txt"], workers=1):
        ...     if result.determination:
        ...         print(result.path.name, result.determination.outcome.value)
        ...     else:
        ...         print(result.error)
        letter.txt Partially Overturn
        missing.txt: no such file or directory. Check the path and whether it may be read.
    """

    path: Path
    """The file."""
    determination: Determination | None = None
    """The letter; None if there is an error."""
    error: ImrdocError | None = None
    """What went wrong; None if there is a letter."""

    def unwrap(self) -> Determination:
        """The letter.

        Returns:
            The letter.

        Raises:
            ImrdocError: the file gave no letter.

        Examples:
            >>> import imrdoc
            >>> (result,) = imrdoc.parse_many(["examples/letter.txt"], workers=1)
            >>> result.unwrap().case.case_number
            'CM17-0000000'
        """
        if self.determination is None:
            raise self.error or _NOT_READ
        return self.determination


def parse_many(
    paths: Iterable[str | os.PathLike[str]],
    *,
    workers: int | None = None,
    strict: bool = True,
    limits: Limits = Limits(),
) -> Generator[ParseResult, None, None]:
    """Parse many letters, in several processes.

    A bad file never stops the run: its result holds the error. That goes for letters that cannot be
    parsed, files that cannot be read, and PDFs that a process dies of.

    While it would have to wait, the calling process parses as well, but no PDFs: from the first PDF on, all
    is left to other processes.

    Memory stays small however many paths there are: they are taken as they are needed, and results wait
    for no more than a few. Leaving the loop early, or Ctrl-C, ends the processes at once.

    With more than one worker, a script must call this below `if __name__ == "__main__":`, as for everything
    that uses `multiprocessing`. Only on Linux, and only where no other thread runs, do processes start as
    copies of the calling one ("fork").

    Args:
        paths: the files; any iterable, however long.
        workers: number of processes that parse; None for one per processor, 1 for the calling process alone.
            In a process that may not start others, as those of `multiprocessing.Pool`, None is 1.
        strict: as for `parse`.
        limits: as for `parse`.

    Returns:
        An iterator over the results, in the order of the paths. Its `close` method ends the run.

    Raises:
        TypeError: `paths` is a single path.
        ValueError: `workers` is less than 1.
        RuntimeError: there should be several processes, but none can be started here.

    Examples:
        >>> import imrdoc
        >>> [result.path.name for result in imrdoc.parse_many(["examples/letter.txt"] * 2, workers=1)]
        ['letter.txt', 'letter.txt']
    """
    from pathlib import Path

    from imrdoc._transfer import pack

    kept = (path if isinstance(path, Path) else os.fspath(path) for path in _several(paths))
    given, taken = itertools.tee(kept)
    names = (os.fspath(path) for path in taken)
    send = functools.partial(_send, pack)
    return _arrive(given, _each(send, names, workers, strict, limits, _keep))


def map_many(
    function: Callable[[ParseResult], T],
    paths: Iterable[str | os.PathLike[str]],
    *,
    workers: int | None = None,
    strict: bool = True,
    limits: Limits = Limits(),
) -> Generator[T, None, None]:
    """Parse many letters and turn each result into something else where it was parsed.

    What is made of a letter is often smaller than the letter, and then costs less to bring back.

    Args:
        function: what to make of a result; it can be pickled and does not raise.
        paths: as for `parse_many`.
        workers: as for `parse_many`.
        strict: as for `parse_many`.
        limits: as for `parse_many`.

    Returns:
        What the function gives, in the order of the paths.
    """
    give = functools.partial(_give, function)
    return _each(give, (os.fspath(path) for path in _several(paths)), workers, strict, limits, give)


def _several(paths: Iterable[AnyPath]) -> Iterable[AnyPath]:
    """The same paths, if they are not a single one."""
    if isinstance(paths, (str, bytes, os.PathLike)):
        raise TypeError(f"paths must be several paths, as [{paths!r}]")
    return paths


def _each(
    make: Callable[[str, Outcome], T],
    names: Iterable[str],
    workers: int | None,
    strict: bool,
    limits: Limits,
    make_here: Callable[[str, Outcome], T],
) -> Generator[T, None, None]:
    """What is made of the name of each file and what came of it, in several processes.

    What is parsed in the calling process need not travel, so `make_here` may make something else of it.
    """
    if workers is None:
        workers = _processors() if _may_start_processes() else 1
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    if workers == 1:
        return (_do(make_here, strict, limits, name) for name in names)
    if not _may_start_processes():
        raise RuntimeError("a worker process of a pool may not start others: use workers=1")
    from imrdoc._workers import Elsewhere, map_in_processes

    task = functools.partial(_do, make, strict, limits)
    return map_in_processes(
        task,
        names,
        workers=workers,
        when_lost=functools.partial(_lose, make),
        here=functools.partial(_do_text, make_here, strict, limits, Elsewhere.ELSEWHERE),
    )


def attempt(read: Callable[[], Letter], name: str) -> Letter | ImrdocError:
    """A letter, or what went wrong: whatever it is, it does not end a run over many.

    Args:
        read: gives the letter.
        name: the file, for the error.

    Returns:
        One or the other.
    """
    try:
        return read()
    except (ParseError, ReadError) as error:
        if error.path is None:
            error.path = name
        return error.with_traceback(None)  # a traceback would keep the text
    except ImrdocError as error:
        return error.with_traceback(None)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return ReadError(reason, "Check the path and whether it may be read.", path=name)
    except Exception as error:
        reason = f"reading it failed unexpectedly ({type(error).__name__}: {error})"
        return ReadError(reason, "Please report this, with the file if it may be shown.", path=name)


def _do(make: Callable[[str, Outcome], T], strict: bool, limits: Limits, name: str) -> T:
    """What is done for each file."""
    return make(name, attempt(lambda: parse(name, strict=strict, limits=limits), name))


def _do_text(
    make: Callable[[str, Outcome], T], strict: bool, limits: Limits, elsewhere: Elsewhere, name: str
) -> T | Elsewhere:
    """The same, but for a PDF: the calling process leaves it to others, for PDFium may crash."""
    outcome = attempt(lambda: parse_unless_pdf(name, strict=strict, limits=limits), name)
    return elsewhere if outcome is None else make(name, outcome)


def _lose(make: Callable[[str, Outcome], T], name: str) -> T:
    """What is done for a file that a process died of."""
    advice = "It may need more memory than there is. Try it alone."
    return make(name, ReadError("the process that read it died", advice, path=name))


def _give(function: Callable[[ParseResult], T], name: str, outcome: Outcome) -> T:
    return function(_result(name, outcome))


@functools.lru_cache(maxsize=1)
def _path_class() -> type[Path]:
    # Imported at the first result: to import it takes a tenth of the time of a first parse.
    from pathlib import Path

    return Path


def _result(path: Path | str, outcome: Outcome) -> ParseResult:
    path_class = _path_class()
    if not isinstance(path, path_class):  # to make one anew takes long
        path = path_class(path)
    if isinstance(outcome, ImrdocError):
        return ParseResult(path=path, error=outcome)
    return ParseResult(path=path, determination=outcome)


def _keep(_: str, outcome: Outcome) -> Outcome | Packed:
    """What need not travel."""
    return outcome


def _send(pack: Callable[[Determination], Packed], _: str, outcome: Outcome) -> Outcome | Packed:
    """What travels between processes."""
    return outcome if isinstance(outcome, ImrdocError) else pack(outcome)


def _arrive(
    given: Iterator[Path | str], sent: Generator[Outcome | Packed, None, None]
) -> Generator[ParseResult, None, None]:
    """A result for each path, from what travelled between processes or was made here in the same order."""
    from imrdoc._transfer import unpack

    with contextlib.closing(sent):
        for outcome, path in zip(sent, given, strict=False):  # more may be given than was taken by now
            yield _result(path, unpack(outcome) if isinstance(outcome, tuple) else outcome)


def _may_start_processes() -> bool:
    """Whether this process may have others. A daemonic one may not, as those of `multiprocessing.Pool`."""
    import multiprocessing

    return not multiprocessing.current_process().daemon


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
