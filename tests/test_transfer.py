"""Letters on their way between processes."""

from __future__ import annotations

import functools
import pickle
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

import imrdoc
from imrdoc import Determination, ParseError, ReadError
from imrdoc import _many as many
from imrdoc._transfer import pack, unpack
from imrdoc._writers import to_dict
from model_strategies import LETTER, letters

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"


def sent(letter: Determination) -> Determination:
    return unpack(pickle.loads(pickle.dumps(pack(letter))))


@given(letters)
def test_what_arrives_is_what_was_sent(letter: Determination) -> None:
    arrived = sent(letter)
    assert arrived == letter
    assert hash(arrived) == hash(letter)
    assert arrived.source == letter.source
    assert [diagnostic.span for diagnostic in arrived.diagnostics] == [
        diagnostic.span for diagnostic in letter.diagnostics
    ]


def test_places_are_worked_out_when_they_are_asked_for() -> None:
    letter = imrdoc.parse(EXAMPLE)
    arrived = sent(letter)
    assert to_dict(arrived, spans=True) == to_dict(letter, spans=True)
    assert arrived.issues[1].maximus_guideline.citations[0].span_of("year")
    assert arrived.span == letter.span


def test_places_of_a_broken_letter() -> None:
    letter = imrdoc.parse_text(EXAMPLE.read_text().replace("is: Overturned", "is:"), strict=False)
    assert to_dict(sent(letter), spans=True) == to_dict(letter, spans=True)


def test_a_letter_that_arrived_can_be_sent_on() -> None:
    arrived = pickle.loads(pickle.dumps(sent(imrdoc.parse(EXAMPLE))))
    assert arrived == imrdoc.parse(EXAMPLE)
    assert arrived.issues[0].span_of("decision").line == 29


def test_errors_are_sent_as_they_are() -> None:
    error = ReadError("it is locked", "Unlock it.", path="a.pdf")
    assert many._send("a.pdf", error) is error
    (result,) = many._arrive(deque(["a.pdf"]), (item for item in [error]))
    assert (result.path, result.error) == (Path("a.pdf"), error)


def test_a_letter_is_sent_in_parts() -> None:
    parts = many._send("letter.txt", LETTER)
    assert isinstance(parts, tuple)
    assert unpack(parts) == LETTER


@pytest.mark.parametrize("workers", [1, 2])
def test_a_path_that_was_given_is_the_path_of_the_result(workers: int) -> None:
    class Located(type(EXAMPLE)):  # type: ignore[misc]  # only known when this runs
        """A path that knows more than its name."""

    paths = [Located(EXAMPLE), EXAMPLE, str(EXAMPLE), *[EXAMPLE] * 100]
    results = [*many.parse_many(paths, workers=workers)]
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

    (result,) = many.parse_many([Moves()], workers=workers)
    assert result.path == EXAMPLE


@pytest.mark.parametrize("parse", [many.parse_many, functools.partial(many.map_many, str)])
def test_what_is_no_row_of_paths_is_refused_at_once(parse: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        parse(5)


def test_a_parse_error_survives_the_way() -> None:
    (result,) = many.parse_many([Path(__file__)], workers=2)
    assert isinstance(result.error, ParseError)
    assert result.error.path == str(Path(__file__))
    assert result.error.line == 1
