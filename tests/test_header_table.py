"""The table at the top of a letter: forms of it are read once, whatever digits stand in them."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc._builder import _header
from imrdoc._engine._tables import parser

ROWS = (
    "Case Number: CM{}{}-{}000000 Date Assigned: {}/{}/20{}\nPriority: Standard UR Denial Date: 0{}/1{}/201{}"
)
COLUMNS = "Date of Injury:\nDecision Date:\nApplication\nReceived:\n{}/{}/2{}1{}\n1/{}{}/{}\n0{}/ 1{}/2{}1{}"
BROKEN = "Date of Injury: {}{}/{}/ Priority {} Urgent {}/{}/{}{} Case Number: {}CM{}"
digits = st.lists(st.sampled_from("0123456789"), min_size=12, max_size=12)


@pytest.mark.parametrize("form", [ROWS, COLUMNS, BROKEN])
@given(digits=digits)
def test_digits_move_nothing(form: str, digits: list[str]) -> None:
    table = form.format(*digits)
    assert _header.read_table(table) == _header._read(table.encode())


def test_no_word_of_the_table_asks_for_a_certain_digit() -> None:
    for pattern in parser("header").patterns.values():
        assert not re.search(r"[0-9]", re.sub(r"\{\d(,\d)?\}|\\u[\da-f]{4}", "", pattern))


def test_the_same_form_is_read_once() -> None:
    _header._kept.cache_clear()
    for digit in "123":
        _header.read_table(f"Case Number: CM1{digit}-000000{digit}")
    assert _header._kept.cache_info().misses == 1


def test_a_long_table_is_not_kept() -> None:
    _header._kept.cache_clear()
    words = "word " * 300
    _, values = _header.read_table(words + "Date Assigned: 01/02/2017")
    start = len(words) + len("Date Assigned: ")
    assert values == {"date_assigned": (start, start + 10)}
    assert _header._kept.cache_info().currsize == 0


@pytest.mark.parametrize("blank", ["", " ", "    ", " " * 30, " " * 60, "\n"])
def test_a_date_and_a_number_may_be_torn_apart(sample: str, blank: str) -> None:
    text = sample.replace("CM17-0000000", f"CM{blank}17-0000000").replace(
        "02/21/2017", f"02/{blank}21/{blank}2017"
    )
    case = imrdoc.parse_text(text).case
    assert case is not None
    assert case.case_number == "CM17-0000000"
    assert case.decision_date == datetime.date(2017, 2, 21)


@pytest.mark.parametrize("written", ["CM17-\n0000000", "CM17- 0000000", "CM17\x02\n0000000"])
def test_a_case_number_may_break_behind_its_hyphen(sample: str, written: str) -> None:
    letter = imrdoc.parse_text(sample.replace("CM17-0000000", written))
    assert letter == imrdoc.parse_text(sample)


@pytest.mark.parametrize("hyphen", ["\u00ad", "\u2010", "\u2011", "\u2013"])
def test_a_case_number_has_a_plain_hyphen(sample: str, hyphen: str) -> None:
    letter = imrdoc.parse_text(sample.replace("CM17-", f"CM17{hyphen}"))
    assert letter == imrdoc.parse_text(sample)
    assert letter.case
    span = letter.case.span_of("case_number")
    assert span
    assert letter.source.text[span.start : span.end] == f"CM17{hyphen}0000000"


@pytest.mark.parametrize("written", ["2017-02-21", "02-21-2017", "2-21-2017"])
def test_a_date_may_have_hyphens(sample: str, written: str) -> None:
    assert imrdoc.parse_text(sample.replace("02/21/2017", written)) == imrdoc.parse_text(sample)


@pytest.mark.parametrize("number", ["916-605-4270", "555-01-2017", "1-02-2017-3"])
def test_other_numbers_with_hyphens_are_no_dates(sample: str, number: str) -> None:
    letter = imrdoc.parse_text(sample.replace("02/21/2017", number))
    assert letter.case
    assert letter.case.decision_date is None


COVER = (
    "Date of Injury: 01/02/2003\nWe write about Case Number: CM15-0001111. Priority: Urgent\n02/03/2004\n\n"
)


@pytest.mark.parametrize("words", [COVER, COVER + "\f", "11/12/2013\n\n", "Case Number: CM17-0000000\n\n"])
@pytest.mark.parametrize("in_columns", [False, True])
def test_a_cover_letter_above_the_table_has_none_of_its_values(
    sample: str, words: str, *, in_columns: bool
) -> None:
    start, end = sample.index("Case Number"), sample.index("HOW THE IMR")
    table = COLUMN.replace("|", "\n") + REST.replace("|", "\n") if in_columns else sample[start:end]
    letter = imrdoc.parse_text(f"{table}\n\n{sample[end:]}")
    assert imrdoc.parse_text(f"{words}{table}\n\n{sample[end:]}") == letter
    assert letter.diagnostics == ()


def date_fields() -> list[str]:
    """The fields of the table that hold dates."""
    return [field for field in _header._fields().values() if field not in _header.FORMS]


COLUMN = "Case Number:|Date Assigned:|Decision Date:|Priority:|CM17-0000000|"
"""The first column begins so in some tools' texts: all labels stand above their values. A bar ends a line."""
REST = "01/26/2017|02/21/2017|Standard|Date of Injury:|11/02/2016|UR Denial Date:|01/04/2017"
REST += "|01/19/2017|Application|Received:"


@pytest.mark.parametrize(
    ("table", "dates"),
    [
        pytest.param(
            COLUMN + "01/26/2017|02/21/2017|Standard|Date of Injury:|11/02/2016",
            {"date_assigned": 26, "decision_date": 21, "date_of_injury": 2},
            id="all are there",
        ),
        pytest.param(
            COLUMN + "02/21/2017|Standard|Date of Injury:|11/02/2016",
            {"date_of_injury": 2},
            id="one is missing from a column",
        ),
        pytest.param(
            COLUMN + "01/26/2017|02/21/2017|Standard|Date of Injury:|UR Denial Date:|01/04/2017",
            {"date_assigned": 26, "decision_date": 21},
            id="one is missing from the next column",
        ),
        pytest.param(
            COLUMN + "01/26/2017|02/21/2017|Standard|Date of Injury:|11/02/2016"
            "|UR Denial Date:|01/19/2017|Application Received:",
            {"date_assigned": 26, "decision_date": 21, "date_of_injury": 2},
            id="a date between two labels",
        ),
        pytest.param(
            "Case Number:|CM17-0000000|Date Assigned:|01/26/2017|Date of Injury:|Decision Date:|02/21/2017"
            "|UR Denial Date:|01/04/2017|Priority:|Standard|Application Received:|01/19/2017",
            {"date_assigned": 26, "decision_date": 21, "ur_denial_date": 4, "application_received": 19},
            id="each alone below its label, and one is missing",
        ),
        pytest.param(
            "Case Number: CM17-0000000|Date Assigned:    Date of Injury:|01/26/2017|Decision Date:|02/21/2017",
            {"decision_date": 21},
            id="one date below two labels on a line",
        ),
    ],
)
def test_dates_in_columns(sample: str, table: str, dates: dict[str, int]) -> None:
    letter = sample[sample.index("\n\nHOW THE IMR") :]
    case = imrdoc.parse_text(table.replace("|", "\n") + letter).case
    found = {field: getattr(case, field) for field in date_fields()}
    assert {field: date.day for field, date in found.items() if date} == dates
