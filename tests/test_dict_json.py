"""Letters as dictionaries and JSON, and back."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

import imrdoc
from imrdoc import Determination
from imrdoc._writers import from_dict, from_json, to_dict, to_json
from imrdoc._writers._shapes import shapes
from model_strategies import LETTER, letters

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"


@given(letters)
def test_json_gives_back_an_equal_letter(letter: Determination) -> None:
    again = from_json(to_json(letter))
    assert again == letter
    assert hash(again) == hash(letter)


@given(letters)
def test_spans_do_not_change_what_is_read_back(letter: Determination) -> None:
    assert from_json(to_json(letter, spans=True, indent=2)) == letter


@given(letters)
def test_a_dictionary_holds_only_what_json_holds(letter: Determination) -> None:
    data = to_dict(letter, spans=True)
    assert json.loads(json.dumps(data)) == data


def test_form_of_a_dictionary() -> None:
    data = to_dict(LETTER)
    assert list(data) == [
        "schema_version",
        "case",
        "reviewer",
        "how_made",
        "clinical_summary",
        "issues",
        "diagnostics",
    ]
    assert data["schema_version"] == "1.0"
    assert data["case"] == {
        "case_number": "CM17-0000000",
        "priority": "Standard",
        "date_assigned": None,
        "date_of_injury": None,
        "decision_date": "2017-02-21",
        "ur_denial_date": None,
        "application_received": None,
    }
    assert data["reviewer"] == {
        "role": "expert",
        "licensed_in": ["California", "New York"],
        "specialties": [],
        "credentials": None,
    }
    assert data["diagnostics"] == [
        {
            "code": "invalid-date",
            "severity": "warning",
            "message": "no such day",
            "expected": None,
            "found": None,
        }
    ]


def test_spans_lead_back_to_the_source() -> None:
    letter = imrdoc.parse(EXAMPLE)
    data = to_dict(letter, spans=True)

    def stands_at(place: dict[str, int]) -> str:
        return letter.source.text[place["start"] : place["end"]]

    issue = data["issues"][1]
    assert stands_at(data["case"]["spans"]["decision_date"]) == "02/21/2017"
    assert [stands_at(place) for place in data["reviewer"]["spans"]["specialties"]] == [
        "Physical Medicine & Rehabilitation",
        "Pain Management",
    ]
    assert stands_at(data["spans"]["issues"][1]).startswith("Naproxen 550mg #60 was")
    assert stands_at(issue["spans"]["decision"]) == issue["decision"]
    assert stands_at(issue["spans"]["request"]).endswith("Naproxen 550mg #30\nis")
    assert stands_at(issue["maximus_guideline"]["citations"][0]["spans"]["year"]) == "2016"
    assert "spans" not in to_dict(letter)["issues"][1]


def test_a_diagnostic_has_its_span_only_when_asked() -> None:
    data = to_dict(LETTER, spans=True)
    assert data["diagnostics"][0]["span"] == {"start": 1, "end": 2, "line": 1, "column": 2, "page": None}
    assert "span" not in to_dict(LETTER)["diagnostics"][0]


def test_json_keeps_letters_of_all_alphabets_readable() -> None:
    letter = attrs.evolve(LETTER, how_made="\N{LEFT DOUBLE QUOTATION MARK}née\N{RIGHT DOUBLE QUOTATION MARK}")
    assert "“née”" in to_json(letter)
    assert from_json(to_json(letter).encode()) == letter


def test_keys_with_a_default_may_be_missing() -> None:
    data = to_dict(LETTER)
    del data["case"], data["diagnostics"], data["reviewer"]["specialties"]
    assert from_dict(data) == attrs.evolve(LETTER, case=None, diagnostics=())


def test_unknown_keys_are_ignored() -> None:
    data = to_dict(LETTER) | {"schema_version": "1.7", "file": "a.pdf"}
    data["issues"][0]["color"] = "red"
    assert from_dict(data) == LETTER


def _set(data: Any, path: tuple[str | int, ...], value: object) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ("issues", 0, "decision"),
            "Denied",
            "issues[0].decision: 'Denied' is not one of 'Upheld', 'Overturned', 'Unstated'",
        ),
        (("issues", 0, "decision"), None, "issues[0].decision: None is not one of "),
        (("issues", 0, "decision"), ["Upheld"], "issues[0].decision: ['Upheld'] is not one of "),
        (("issues",), "abc", "issues: a list is needed, not 'abc'"),
        (("issues",), None, "issues: a list is needed, not None"),
        (("issues", 0), 7, "issues[0]: an object is needed, not 7"),
        (("case",), [], "case: an object is needed, not []"),
        (("reviewer",), None, "reviewer: an object is needed, not None"),
        (("reviewer", "licensed_in", 1), 5, "reviewer.licensed_in[1]: a text is needed, not 5"),
        (("how_made",), False, "how_made: a text is needed, not False"),
        (
            ("how_made",),
            ["x" * 99],
            "how_made: a text is needed, not ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...",
        ),
        (
            ("clinical_summary", "patient", "age"),
            "44",
            "clinical_summary.patient.age: a whole number is needed, not '44'",
        ),
        (
            ("clinical_summary", "patient", "age"),
            True,
            "clinical_summary.patient.age: a whole number is needed, not True",
        ),
        (
            ("issues", 0, "request", "is_retrospective"),
            1,
            "issues[0].request.is_retrospective: true or false is needed, not 1",
        ),
        (
            ("case", "decision_date"),
            "2017-02-30",
            "case.decision_date: '2017-02-30' is not a date of the form YYYY-MM-DD",
        ),
        (
            ("case", "decision_date"),
            "20170221",
            "case.decision_date: '20170221' is not a date of the form YYYY-MM-DD",
        ),
        (("case", "decision_date"), 17, "case.decision_date: 17 is not a date of the form YYYY-MM-DD"),
        (("schema_version",), "2.0", "schema_version: '2.0' is not supported; this imrdoc reads 1.x"),
        (("schema_version",), 1, "schema_version: 1 is not supported; this imrdoc reads 1.x"),
    ],
)
def test_a_wrong_value_is_named_with_its_path(
    path: tuple[str | int, ...], value: object, message: str
) -> None:
    data = copy.deepcopy(to_dict(LETTER))
    _set(data, path, value)
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}"):
        from_dict(data)


@pytest.mark.parametrize(
    ("remove", "message"),
    [
        (lambda data: data.pop("schema_version"), "schema_version: the key is missing"),
        (lambda data: data.pop("reviewer"), "reviewer: the key is missing"),
        (lambda data: data["issues"][0]["request"].pop("text"), "issues[0].request.text: the key is missing"),
    ],
)
def test_a_missing_key_is_named_with_its_path(remove: Callable[[Any], object], message: str) -> None:
    data = to_dict(LETTER)
    remove(data)
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        from_dict(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "document: an object is needed, not []"),
        ("{}", "schema_version: the key is missing"),
        ("[" * 100_000, "the JSON is nested more deeply than a letter is"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_other_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        from_json(text)


def test_only_classes_of_the_models_kind_can_be_written() -> None:
    @attrs.frozen
    class Odd:
        field: list[int] | tuple[int, str]

    with pytest.raises(TypeError, match="field of this type cannot be written"):
        shapes(Odd)
    with pytest.raises(TypeError, match=r"^float is no class of the model$"):
        shapes(float)
