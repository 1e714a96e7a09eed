"""Reads a date as letters write it."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser, vocabulary
from imrdoc._engine._tree import Token

__all__ = ["date_pattern", "parse_date"]

PIVOT = 50
"""Years of two digits below it are of the 2000s. Injuries are treated, and disputed, for decades."""
LONGEST = 40
"""Characters of the longest date: "September 30th, 2016" has half as many."""


@lru_cache(maxsize=1)
def date_pattern() -> re.Pattern[str]:
    """What a search looks for where a date may stand."""
    return re.compile(parser("dates").patterns["_DATE"])


def parse_date(text: str) -> datetime.date | None:
    """The day that a text names.

    Args:
        text: the date and nothing else, as "11/02/2016", "11-2-16" or "November 2, 2016".

    Returns:
        The day; None if the text is no date, or one that no calendar has.
    """
    if len(text) > LONGEST:  # there may be many blanks inside
        text = " ".join(text.split())
    return _read(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=8192)
def _read(text: str) -> datetime.date | None:
    try:
        found = parser("dates").scan(text).nodes[0]
    except Unexpected:
        return None
    if text[found.tokens[-1].end :].strip():
        return None
    named = found.token("MONTH")
    month, day = [
        text[token.start : token.end] for token in found.tokens if token.kind in ("MONTH", "NUMBER")
    ]
    if named and found.kind == "day_first":
        month, day = day, month
    # a month with a look-alike, as a small i without its dot, is none
    number = _months().get(month.lower(), 0) if named else int(month)
    try:
        return datetime.date(_year(text, found.tokens), number, int(day))
    except ValueError:
        return None


def _year(text: str, tokens: tuple[Token, ...]) -> int:
    for token in tokens:
        if token.kind == "YEAR":
            return int(text[token.start : token.end])
    year = int(text[tokens[-1].start : tokens[-1].end])
    return year + (2000 if year < PIVOT else 1900)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {name.lower(): int(number) for name, number in vocabulary("months")}
