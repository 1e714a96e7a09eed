"""Requests, in every shape on the page `shapes-requests`."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc._builder._requests import RequestReading, read_request
from shape_tables import rows

PAGE = "shapes-requests.md"
PHRASES = (
    " was the original request",
    "was authorized by the Claims Administrator",
    "The remaining IMR eligible portion of the original request",
    "The Claims Administrator authorized ",
    "leaving the original request IMR eligible",
    "The original request",
    "Associated surgical service:",
    "Retro ",
    "DOS ",
    "performed on ",
    "2/29/16",
    "1-2-2017",
    " and ",
    " is",
    "#",
    "QTY: ",
    "teeth ",
    "60",
    ".",
    ", ",
    " ",
    "(",
    ")",
    "\n",
)
pieces = st.lists(st.sampled_from(PHRASES) | st.text(max_size=5), max_size=25).map("".join)
# No treatment's name begins with the verb that leads in what is in dispute.
names = st.from_regex(r"(?!(?i:is|are) )[A-Za-z]+ [a-z]+( \([1-9] kg\))?", fullmatch=True)


def written(reading: RequestReading, field: str) -> str | None:
    """What stands at a field's place."""
    places = reading.offsets.get(field)
    return reading.text[slice(*places[0])] if places else None


@pytest.mark.parametrize(
    ("text", "original", "authorized", "disputed"),
    [*rows(PAGE, "request", "original", "authorized", "disputed")],
)
def test_partly_authorized(text: str, original: str, authorized: str, disputed: str) -> None:
    reading = read_request(text)
    assert reading.text == text
    assert reading.original == (original.strip("`") or None)
    assert reading.authorized == (authorized.strip("`") or None)
    assert reading.disputed == disputed.strip("`")


@pytest.mark.parametrize(
    ("text", "retrospective", "day"), [*rows(PAGE, "request", "retrospective", "date of service")]
)
def test_retrospective(text: str, retrospective: str, day: str) -> None:
    reading = read_request(text)
    assert reading.is_retrospective == (retrospective == "yes")
    assert reading.date_of_service == (datetime.date.fromisoformat(day) if day else None)
    assert ("date_of_service" in reading.offsets) == bool(day)
    assert ("is_retrospective" in reading.offsets) == (retrospective == "yes")


@pytest.mark.parametrize(("text", "quantity"), [*rows(PAGE, "request", "quantity")])
def test_quantity(text: str, quantity: str) -> None:
    reading = read_request(text)
    assert reading.quantity == (int(quantity) if quantity else None)
    assert written(reading, "quantity") == (quantity or None)


@pytest.mark.parametrize(("text", "prefix"), [*rows(PAGE, "request", "service prefix")])
def test_service_prefix(text: str, prefix: str) -> None:
    reading = read_request(text)
    assert reading.service_prefix == (prefix.strip("`") or None)
    assert reading.disputed == text


def test_the_page_has_every_table() -> None:
    heads = (
        ("original", "authorized", "disputed"),
        ("retrospective", "date of service"),
        ("quantity",),
        ("service prefix",),
    )
    assert all(len([*rows(PAGE, "request", *names)]) > 5 for names in heads)


@given(names, names, names, st.sampled_from([" is", " are", ""]), st.booleans())
def test_parts_come_back_as_written(first: str, second: str, third: str, verb: str, upper: bool) -> None:
    text = (
        f"{first} was the original request. {second} was authorized by the Claims Administrator. "
        f"The remaining IMR eligible portion of the original request, {third}{verb}"
    )
    if upper:
        text, first, second, third = (value.upper() for value in (text, first, second, third))
    reading = read_request(text)
    assert (reading.original, reading.authorized, reading.disputed) == (first, second, third)


@given(pieces)
def test_any_text_is_read(text: str) -> None:
    reading = read_request(text)
    assert reading.text == text
    assert (reading.original is None) == (reading.authorized is None)
    for field in ("text", "disputed", "original", "authorized", "service_prefix"):
        assert written(reading, field) == getattr(reading, field)
    assert written(reading, "") == text
    quantity = written(reading, "quantity")
    assert reading.quantity == (int(quantity) if quantity else None)
    assert ("date_of_service" in reading.offsets) == (reading.date_of_service is not None)


@given(names)
def test_a_plain_name_is_all_in_dispute(name: str) -> None:
    reading = read_request(name)
    assert reading.disputed == name
    assert set(reading.offsets) == {"", "text", "disputed"}


def test_every_request_of_the_real_letters(shared: Path) -> None:
    for path in [*shared.glob("corpus/gold/*.json"), *shared.glob("seeds/gold/*.json")]:
        for issue in json.loads(path.read_text(encoding="utf-8"))["issues"]:
            text = issue["request"]
            parts = issue["request_parts"] or {"original": None, "authorized": None, "disputed": text}
            reading = read_request(text)
            assert {name: getattr(reading, name) for name in parts} == parts
