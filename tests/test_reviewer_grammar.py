"""The reviewer: role, states of licensure and specialties, in every shape on the page `shapes-reviewer`."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc._builder import _reviewers
from imrdoc._builder._reviewers import (
    MARGIN,
    Names,
    ReviewerReading,
    read_prose,
    read_role,
    split_specialties,
    split_states,
)
from imrdoc._engine._tables import vocabulary
from imrdoc._model import ReviewerRole
from shape_tables import quoted, rows

PAGE = "shapes-reviewer.md"
STATES = [row[0] for row in vocabulary("states")]
SPECIALTIES = [row[0] for row in vocabulary("specialties")]
WORDS = (
    "expert physician reviewer is Board Certified in licensed to practice has a subspecialty and , . of the"
)


def named(names: Names) -> tuple[str, ...]:
    return tuple([name for name, _ in names])


@pytest.mark.parametrize(("text", "role"), [*rows(PAGE, "text", "role")])
def test_role(text: str, role: str) -> None:
    assert read_prose(text).role.value == role.strip("`")
    assert read_role(text).role.value == role.strip("`")


@pytest.mark.parametrize(
    ("text", "states", "specialties"), [*rows(PAGE, "text", "licensed in", "specialties")]
)
def test_sentence(text: str, states: str, specialties: str) -> None:
    reading = read_prose(text)
    assert reading.licensed_in == quoted(states)
    assert reading.specialties == quoted(specialties)
    for field in ("licensed_in", "specialties"):
        places = reading.offsets.get(field, ())
        assert tuple([text[low:high] for low, high in places]) == getattr(reading, field)


@pytest.mark.parametrize(("text", "states"), [*rows(PAGE, "value", "states")])
def test_states_of_a_block(text: str, states: str) -> None:
    assert named(split_states(text)) == quoted(states)


@pytest.mark.parametrize(("text", "specialties"), [*rows(PAGE, "value", "specialties")])
def test_specialties_of_a_block(text: str, specialties: str) -> None:
    assert named(split_specialties(text)) == quoted(specialties)


@pytest.mark.parametrize("read", [read_prose, read_role])
def test_the_role_has_a_place(read: Callable[[str], ReviewerReading]) -> None:
    text = "It was sent to an Expert\nReviewer. The physician reviewer agreed."
    reading = read(text)
    assert reading.role is ReviewerRole.EXPERT
    assert [text[low:high] for low, high in reading.offsets["role"]] == ["Expert"]


def test_a_name_said_twice_is_given_once() -> None:
    reading = read_prose("Board Certified in Urology. Board Certified in Neurology and Urology.")
    assert reading.specialties == ("Urology", "Neurology")
    assert reading.offsets["specialties"] == ((19, 26), (47, 56))


@pytest.mark.parametrize("name", SPECIALTIES)
def test_a_known_specialty_stays_whole(name: str) -> None:
    assert named(split_specialties(name)) == (name,)
    other = name.replace(" and ", " & ")
    assert named(split_specialties(other)) == (other,)
    assert named(split_specialties(f"{name.upper()}, Urology and {other}")) == (
        name.upper(),
        "Urology",
        other,
    )


@pytest.mark.parametrize("name", STATES)
def test_a_known_state_stays_whole(name: str) -> None:
    assert named(split_states(f"Texas,{name} and Ohio")) == ("Texas", name, "Ohio")


@pytest.mark.parametrize("file", ["states", "specialties"])
def test_a_vocabulary_names_nothing_twice(file: str) -> None:
    names = [row[0].casefold() for row in vocabulary(file)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "pair", [("Preventive Medicine", "Occupational Medicine"), ("Anesthesiology", "Pain Medicine")]
)
def test_two_names_that_often_stand_together_are_no_known_name(pair: tuple[str, str]) -> None:
    for tie in (", ", " and ", " & ", ", and "):
        assert named(split_specialties(tie.join(pair))) == pair


@given(
    st.lists(st.sampled_from([name for name in STATES if name != "DC"]), min_size=1, max_size=5, unique=True),
    st.sampled_from([",", ", ", "; "]),
    st.sampled_from([", ", " and ", " & ", ", and "]),
)
def test_states_are_split_and_joined_back(names: list[str], comma: str, last: str) -> None:
    if ("Washington", "DC") in itertools.pairwise(names):
        return
    text = last.join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if "Washington,D" in text.replace(", ", ","):  # the one name that has a comma inside
        return
    assert named(split_states(text)) == tuple(names)


@given(
    st.lists(st.sampled_from([*SPECIALTIES, "Basket Weaving", "and", "&", ",", ", ", " ", ".", "x"])).map(
        "".join
    )
)
def test_nothing_but_separators_is_left_out(text: str) -> None:
    at = 0
    for name, (low, high) in split_specialties(text):
        assert text[low:high] == name
        assert set(text[at:low].casefold()) <= set(MARGIN + "&andthe")
        assert name == name.strip()
        at = high
    assert set(text[at:].casefold()) <= set(MARGIN + "&andthe")


@given(st.text() | st.lists(st.sampled_from([*WORDS.split(), *STATES[:4], *SPECIALTIES[:4]])).map(" ".join))
def test_any_prose_at_all(text: str) -> None:
    reading = read_prose(text)
    for field in ("licensed_in", "specialties"):
        names = tuple([text[low:high] for low, high in reading.offsets.get(field, ())])
        assert names == getattr(reading, field)
        assert all(names)


@pytest.mark.parametrize(
    "piece",
    [
        ",",
        " and",
        "&",
        "Urology, ",
        "x",
        " ",
        "licensed ",
        "Board Certified in ",
        "Board certified and ",
        ".",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    for read in (read_prose, split_specialties):
        read(piece)
        started = time.perf_counter()
        read(piece * (200_000 // len(piece)))
        assert time.perf_counter() - started < 20


def test_states_are_single_words_or_joined_by_one_and() -> None:
    assert _reviewers._known("states")[1] == 1
