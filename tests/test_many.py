"""parse_many: many files, whatever becomes of one."""

from __future__ import annotations

import copy
import functools
import itertools
import multiprocessing
import os
import pickle
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import imrdoc
from imrdoc import Determination, ImrdocError, MissingDependencyError, ParseError, ReadError
from imrdoc import _many as many
from imrdoc._many import ParseResult, attempt, map_many, parse_many
from imrdoc._writers import to_dict
from model_strategies import LETTER

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty letters, two of them bad."""
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "07.txt").write_text("Dear Sir or Madam,\n")
    (tmp_path / "11.txt").write_bytes(b"%PDF-1.4 but nothing else")
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_every_path_gives_a_result_in_order(folder: Path, workers: int) -> None:
    paths = [*sorted(folder.iterdir()), folder / "missing.txt", folder]
    results = list(parse_many(paths, workers=workers))
    assert [result.path for result in results] == paths
    failed = {result.path.name: type(result.error) for result in results if result.error}
    assert failed == {
        "07.txt": ParseError,
        "11.txt": ReadError,
        "missing.txt": ReadError,
        folder.name: ReadError,
    }
    for result in results:
        assert (result.determination is None) == (result.error is not None)
        if result.determination:
            assert result.unwrap() == imrdoc.parse(EXAMPLE)
            assert result.unwrap().source.path == str(result.path)


def test_spans_survive_the_way_between_processes(folder: Path) -> None:
    # what stands behind a PDF is done in other processes
    _, result = parse_many([folder / "11.txt", EXAMPLE], workers=2)
    letter, here = result.unwrap(), imrdoc.parse(EXAMPLE)
    assert to_dict(letter, spans=True) == to_dict(here, spans=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_strict_and_limits_are_passed_on(tmp_path: Path, workers: int) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text(EXAMPLE.read_text().replace("is: Overturned", "is:"))
    small = imrdoc.Limits(max_bytes=10)
    (strict,) = parse_many([broken], workers=workers)
    (lenient,) = parse_many([broken], workers=workers, strict=False)
    (limited,) = parse_many([broken], workers=workers, limits=small)
    assert isinstance(strict.error, ParseError)
    assert lenient.unwrap().diagnostics
    assert "more than the limit of 10" in str(limited.error)


def test_an_endless_input_is_taken_as_needed() -> None:
    def endless() -> Iterator[Path]:
        while True:
            yield EXAMPLE

    results = parse_many(endless(), workers=1)
    assert next(results).determination
    results.close()


@pytest.mark.parametrize("paths", ["letter.txt", b"letter.txt", Path("letter.txt")])
def test_a_single_path_is_refused_at_once(paths: object) -> None:
    with pytest.raises(TypeError, match=r"^paths must be several paths, as \["):
        parse_many(paths)  # type: ignore[arg-type]  # that is the point


def in_a_pool(workers: int | None) -> str:
    try:
        return str(len(list(parse_many([EXAMPLE] * 40, workers=workers))))
    except RuntimeError as error:
        return str(error)


def test_a_process_of_a_pool_may_not_start_others() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(in_a_pool, [1, None, 2]) == [
            "40",
            "40",
            "a worker process of a pool may not start others: use workers=1",
        ]


@pytest.mark.parametrize("workers", [0, -1])
def test_fewer_workers_than_one_are_refused_at_once(workers: int) -> None:
    with pytest.raises(ValueError, match=rf"^workers must be 1 or more, not {workers}$"):
        parse_many([], workers=workers)


def test_no_paths_give_no_results() -> None:
    assert list(parse_many([])) == []


def test_one_worker_for_each_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert many._processors() == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert many._processors() == 5
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert many._processors() == 1


def outcome_of(result: ParseResult) -> str:
    return result.determination.outcome.value if result.determination else type(result.error).__name__


@pytest.mark.parametrize("workers", [1, 2])
def test_a_function_runs_where_the_letter_is_parsed(folder: Path, workers: int) -> None:
    paths = [folder / "00.txt", folder / "07.txt"]
    assert list(map_many(outcome_of, paths, workers=workers)) == ["Partially Overturn", "ParseError"]


def nothing(result: ParseResult) -> None:
    CALLS.append(result.path.name)


CALLS: list[str] = []


def test_a_function_may_give_nothing_and_is_called_once() -> None:
    assert list(map_many(nothing, [EXAMPLE] * 3, workers=2)) == [None] * 3
    assert len(CALLS) == 3


def process_of(_: ParseResult) -> int:
    return os.getpid()


def test_the_calling_process_takes_part(folder: Path) -> None:
    assert set(map_many(process_of, [EXAMPLE] * 3, workers=2)) == {os.getpid()}
    many_texts = map_many(process_of, itertools.repeat(EXAMPLE), workers=2)
    seen: set[int] = set()
    while len(seen) < 2:
        seen.add(next(many_texts))
    many_texts.close()
    assert os.getpid() in seen


def test_the_calling_process_leaves_pdfs_and_what_follows_to_others(folder: Path) -> None:
    paths = [EXAMPLE, folder / "11.txt", *[EXAMPLE] * 20]
    first, *others = map_many(process_of, paths, workers=2)
    assert first == os.getpid()
    assert os.getpid() not in others
    assert len(others) == 21


@pytest.mark.parametrize("workers", [1, 2])
def test_a_path_that_was_given_is_the_path_of_the_result(workers: int) -> None:
    class Known(type(EXAMPLE)):  # type: ignore[misc]  # only known when this runs
        """A path that knows more than its name."""

    paths = [Known(EXAMPLE), EXAMPLE, str(EXAMPLE), *[EXAMPLE] * 100]
    results = [*parse_many(paths, workers=workers)]
    assert [result.path for result in results] == [EXAMPLE] * 103
    assert results[0].path is paths[0]
    assert type(results[2].path) is type(EXAMPLE)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_path_is_asked_once_for_its_name(workers: int) -> None:
    class Moves:
        """Something that names another file each time."""

        def __init__(self) -> None:
            self.names = iter([str(EXAMPLE)])

        def __fspath__(self) -> str:
            return next(self.names)

    (result,) = parse_many([Moves()], workers=workers)
    assert result.path == EXAMPLE


@pytest.mark.parametrize("parse", [parse_many, functools.partial(map_many, str)])
def test_what_is_no_row_of_paths_is_refused_at_once(parse: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        parse(5)


def test_a_file_that_a_process_dies_of_is_a_result() -> None:
    result = many._lose(many._result, "a.pdf")
    assert str(result.error) == (
        "a.pdf: the process that read it died. It may need more memory than there is. Try it alone."
    )


def _raise(error: Exception) -> Determination:
    raise error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            FileNotFoundError(2, "No such file or directory"),
            "a.pdf: no such file or directory. Check the path and whether it may be read.",
        ),
        (OSError("odd"), "a.pdf: odd. Check the path and whether it may be read."),
        (
            ZeroDivisionError("by zero"),
            "a.pdf: reading it failed unexpectedly (ZeroDivisionError: by zero). "
            "Please report this, with the file if it may be shown.",
        ),
        (ReadError("it is locked", "Unlock it."), "a.pdf: it is locked. Unlock it."),
        (ReadError("it is locked", "Unlock it.", path="b.pdf"), "b.pdf: it is locked. Unlock it."),
        (
            MissingDependencyError("reading PDF", "pdf"),
            "reading PDF needs the extra 'pdf': pip install 'imrdoc[pdf]'",
        ),
    ],
)
def test_whatever_is_raised_becomes_an_error(error: Exception, message: str) -> None:
    outcome = attempt(lambda: _raise(error), "a.pdf")
    assert isinstance(outcome, ImrdocError)
    assert str(outcome) == message
    assert outcome.__traceback__ is None


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_what_ends_a_program_is_not_an_error(stop: type[BaseException]) -> None:
    def read() -> Determination:
        raise stop

    with pytest.raises(stop):
        attempt(read, "a.pdf")


def test_a_result_gives_its_letter_or_raises_its_error() -> None:
    error = ReadError("it is locked", "Unlock it.")
    assert ParseResult(path=EXAMPLE, determination=LETTER).unwrap() is LETTER
    with pytest.raises(ReadError) as caught:
        ParseResult(path=EXAMPLE, error=error).unwrap()
    assert caught.value is error
    with pytest.raises(ReadError, match="it was not read"):
        ParseResult(path=Path("a.pdf")).unwrap()


def test_a_result_is_a_value() -> None:
    result = ParseResult(path=EXAMPLE, determination=LETTER)
    assert copy.copy(result) == result
    assert pickle.loads(pickle.dumps(result)) == result
    assert hash(result) == hash(ParseResult(path=EXAMPLE, determination=LETTER))


def test_one_process_keeps_nothing_of_earlier_letters() -> None:
    tracemalloc.start()
    try:
        for result in parse_many([EXAMPLE] * 50, workers=1):
            assert result.determination
        after_few, _ = tracemalloc.get_traced_memory()
        for result in parse_many([EXAMPLE] * 500, workers=1):
            assert result.determination
        after_many, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after_many - after_few < 200_000
