"""The patient: age, sex, date of injury and diagnoses, in every shape on the page `shapes-patient`."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc._builder import _patient_patterns
from imrdoc._builder._diagnoses import ASSESSED, DIAGNOSED, sentence_start
from imrdoc._builder._patient_patterns import pattern_for
from imrdoc._builder._patients import DATED, OLDEST, YOUNGEST, PatientReading, read_patient
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from shape_tables import quoted, rows

PAGE = "shapes-patient.md"
PIECES = [
    *[
        "The injured worker",
        "patient",
        "his wife",
        "is a",
        "was",
        "45",
        "year old",
        "-year-old",
        "y/o",
        "male",
        "F",
    ],
    *[
        "female",
        "injury",
        "injured",
        "on",
        "of",
        "date",
        "DOI",
        "11/02/2016",
        "November 2, 2016",
        "to",
        "through",
    ],
    *[
        "diagnosis",
        "Diagnoses",
        "include",
        "of",
        "undergoing treatment for",
        "treated for",
        "6 weeks",
        "age 25",
    ],
    *[
        "when",
        "at the time",
        "Assessment:",
        "1.",
        "Dr.",
        ".",
        ". ",
        "\n\n",
        ",",
        "(",
        ")",
        '"',
        "no",
        "claim from",
    ],
]
TEXTS = (
    st.text()
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
    | st.lists(st.sampled_from(PIECES)).map("".join)
)


def check_places(text: str, reading: PatientReading) -> None:
    """Every field that is stated has its place, and no other."""
    places = reading.offsets
    assert ("age" in places) == (reading.age is not None)
    assert ("sex" in places) == (reading.sex is not None)
    assert ("injury_date" in places) == (reading.injury_date is not None)
    assert tuple([text[low:high] for low, high in places.get("diagnoses", ())]) == reading.diagnoses
    for pairs in places.values():
        assert all(0 <= low < high <= len(text) for low, high in pairs)
    if reading.age is not None:
        ((low, high),) = places["age"]
        assert int(text[low:high]) == reading.age
        assert YOUNGEST <= reading.age <= OLDEST


@pytest.mark.parametrize(("text", "age", "sex"), [*rows(PAGE, "text", "age", "sex")])
def test_age_and_sex(text: str, age: str, sex: str) -> None:
    reading = read_patient(text)
    assert str(reading.age or "") == age
    assert (reading.sex.value if reading.sex else "") == sex
    check_places(text, reading)


@pytest.mark.parametrize(("text", "date"), [*rows(PAGE, "text", "date")])
def test_date_of_injury(text: str, date: str) -> None:
    reading = read_patient(f"The patient is a man {text}")
    assert str(reading.injury_date or "") == date
    check_places(f"The patient is a man {text}", reading)


@pytest.mark.parametrize(("text", "sentences"), [*rows(PAGE, "text", "sentences")])
def test_diagnoses(text: str, sentences: str) -> None:
    reading = read_patient(text)
    assert reading.diagnoses == quoted(sentences)
    check_places(text, reading)


@pytest.mark.parametrize(
    ("clause", "whose"),
    [
        ("The injured worker is a 65 year old male", "own"),
        ("a 45-year-old right-handed male", "own"),
        ("is a 45-year-old who", "own"),
        ("Mr. Roe is 45 years old", "own"),
        ("Mr. Roe and his wife, a 50 year old female", "others"),
        ("hurt when an 18 year old male", "others"),
        ("his wife is a 50 year old female", "others"),
        ("The patient, whose wife is a 50 year old female", "others"),
        ("when he was 30 years old", "past"),
        ("The patient has a 12 year old", "nobodys"),
        ("The MRI is 12 years old", "nobodys"),
    ],
)
def test_whose_age_it_is(clause: str, whose: str) -> None:
    assert parser("patient").scan(clause).kind == whose


def test_the_tree_of_a_clause() -> None:
    clause = "The injured worker is a 65 year old male"
    assert parser("patient").scan(clause).pretty(clause).splitlines() == [
        "own",
        "  PERSON 'injured worker'",
        "  AGE '65'",
        "  MALE 'male'",
    ]


def test_a_clause_without_a_statement_is_no_sentence_of_the_grammar() -> None:
    with pytest.raises(Unexpected):
        parser("patient").scan("It rained")


def test_an_age_far_into_a_summary_is_found() -> None:
    text = "The records were read. " * 200 + "The patient is a 45 year old male."
    assert read_patient(text).age == 45


def test_a_word_that_only_holds_a_sex_states_none() -> None:
    text = "The 38 year old 0male injured worker fell."
    reading = read_patient(text)
    assert (reading.age, reading.sex) == (38, None)
    check_places(text, reading)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It hurt. He saw Dr. Roe on Monday.", "He saw Dr. Roe on "),
        ("At L4-5. L5-S1 was fine, e.g. on Monday.", "At L4-5. L5-S1 was fine, e.g. on "),
        ("It was 5.5 cm vs. 4.5 cm on Monday.", "It was 5.5 cm vs. 4.5 cm on "),
        ("It was in 2016.In May he fell on Monday.", "In May he fell on "),
        ("J. Roe fell on Monday.", "J. Roe fell on "),
        ('He said "ouch." He fell on Monday.', "He fell on "),
        ("Note: 1. Rest. 2. Ice on Monday.", "Note: 1. Rest. 2. Ice on "),
        ("One.\n\nTwo on Monday.", "Two on "),
    ],
)
def test_where_a_sentence_starts(text: str, sentence: str) -> None:
    at = text.index("Monday")
    assert text[sentence_start(text, 0, at) : at] == sentence


@given(TEXTS)
def test_any_summary_at_all(text: str) -> None:
    check_places(text, read_patient(text))


@given(TEXTS, st.sampled_from(["", "The records were read. ", "It is long.\n\n"]))
def test_a_statement_is_found_behind_other_sentences(before: str, between: str) -> None:
    text = before + between + "\n\nDiagnoses include strain. The date of injury is 11/02/2016."
    reading = read_patient(text)
    assert reading.injury_date is not None
    assert "Diagnoses include strain." in reading.diagnoses


@pytest.mark.parametrize(
    "piece",
    [
        *PIECES,
        "injury to the back ",
        "diagnosis of x ",
        "no diagnosis of x ",
        "Dr. no diagnosis of x ",
        "age 45 ",
        "45 year old ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    read_patient(piece)
    started = time.perf_counter()
    read_patient(piece * (200_000 // len(piece)))
    assert time.perf_counter() - started < 20


SIGNS = {"FIND_HURT_ON": "who fell", "FIND_TREATED_FOR": "treated for", "FIND_DIAGNOSED": "diagnosed"}
"""What shows that a pattern may match, where that is more than the letters it begins with."""


@pytest.mark.parametrize("name", [*DATED, *DIAGNOSED, *ASSESSED])
def test_a_search_is_compiled_for_a_text_with_a_sign_of_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_patient_patterns, "PATTERNS", _patient_patterns._Patterns())
    pattern = parser("patient").patterns[name]
    letters = re.match("[A-Za-z]+", pattern)
    assert letters, "a search begins with letters"
    assert top_level(pattern).count("|") == 0, "all that it finds begins with them"
    sign = SIGNS.get(name, letters[0])
    text = f"some {sign} of it"
    assert pattern_for(name, "no such thing", 0, len(text)) is None
    assert pattern_for(name, text, 0, len("some ")) is None
    assert pattern_for(name, text, len("some who"), len(text)) is None
    assert name not in _patient_patterns.PATTERNS
    assert pattern_for(name, text, 0, len(text)) is _patient_patterns.PATTERNS[name]


@pytest.mark.parametrize(
    ("before", "is_sign"),
    [
        ("underwent care for the low back i", True),
        ("films showed an i", True),
        ("a prior i", True),
        ("had a re-i", True),
        ("sustained an industrial i", False),
    ],
)
def test_a_sign_of_another_injury(before: str, is_sign: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_patient_patterns, "PATTERNS", _patient_patterns._Patterns())
    found = pattern_for("FIND_OTHER_INJURY", before, 0, len(before))
    assert (found is not None) is is_sign


def top_level(pattern: str) -> str:
    """A pattern without its groups and sets."""
    pattern = re.sub(r"\\.|\[\^?\]?[^]]*\]", "", pattern)
    while (shorter := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = shorter
    return pattern
