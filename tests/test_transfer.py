"""Letters on their way between processes."""

from __future__ import annotations

import pickle
from pathlib import Path

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
    assert many._send(pack, "a.pdf", error) is error
    (result,) = many._arrive(iter(["a.pdf"]), (item for item in [error]))
    assert (result.path, result.error) == (Path("a.pdf"), error)


def test_a_letter_is_sent_in_parts() -> None:
    parts = many._send(pack, "letter.txt", LETTER)
    assert isinstance(parts, tuple)
    assert unpack(parts) == LETTER


def test_a_parse_error_survives_the_way() -> None:
    (result,) = many.parse_many([Path(__file__)], workers=2)
    assert isinstance(result.error, ParseError)
    assert result.error.path == str(Path(__file__))
    assert result.error.line == 1
