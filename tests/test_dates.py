"""Dates as letters write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc._builder._dates import LONGEST, PIVOT, date_pattern, parse_date
from imrdoc._engine._tables import vocabulary

DAY = datetime.date(2016, 11, 2)


@pytest.mark.parametrize(
    "text",
    [
        "11/02/2016",
        "11/2/2016",
        "11-02-16",
        "11-2-16",
        "11.2.2016",
        "11\u20132\u20132016",
        "11/ 2/ 2016",
        "11/\n2/2016",
        "11 -02- 2016",
        " 11/02/2016 ",
        "2016-11-02",
        "November 2, 2016",
        "NOVEMBER 02, 2016",
        "november 2 2016",
        "November 2nd, 2016",
        "November2,2016",
        "Nov 2, 2016",
        "Nov. 2, 2016",
        "November 2, 16",
        "2 November 2016",
        "2nd of November, 2016",
    ],
)
def test_shapes(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2016",
        "November 2016",
        "11/02",
        "11/02/216",
        "11/02/20161",
        "111/02/2016",
        "11/02/2016 or so",
        "11/02/2016.",
        "10/112016",
        "13/01/2016",
        "00/01/2016",
        "02/30/2016",
        "02/29/2015",
        "11/02/1816",
        "February 30, 2016",
        "Smarch 2, 2016",
        "Nov" * 1000,
        "9" * 5000,
    ],
)
def test_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("2/1/00", 2000), ("2/1/08", 2008), ("2/1/49", 2049), ("2/1/50", 1950), ("2/1/98", 1998)],
)
def test_the_century_of_two_digits(text: str, year: int) -> None:
    date = parse_date(text)
    assert date is not None
    assert date.year == year
    assert (date.year % 100 < PIVOT) == (date.year >= 2000)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from("/-."))
def test_numbers_are_read_back(date: datetime.date, separator: str) -> None:
    for form in ("{0.month}{1}{0.day}{1}{0.year}", "{0.month:02}{1} {0.day:02}{1} {0.year}"):
        text = form.format(date, separator)
        assert parse_date(text) == date
        assert date_pattern().fullmatch(text)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
    st.sampled_from(vocabulary("months")),
    st.sampled_from(["{0} {1}, {2}", "{0} {1:02} {2}", "{0}. {1}, {2}"]),
)
def test_names_of_months_are_read_back(date: datetime.date, month: tuple[str, str], form: str) -> None:
    name, number = month
    text = form.format(name, date.day, date.year)
    try:
        expected = date.replace(month=int(number))
    except ValueError:
        expected = None
    assert parse_date(text) == expected
    assert date_pattern().fullmatch(text)


@given(st.text(st.characters() | st.sampled_from("0123456789/-. JanuaryNov,"), max_size=LONGEST + 5))
def test_any_text_at_all(text: str) -> None:
    date = parse_date(text)
    assert date is None or 1900 <= date.year <= 2099
