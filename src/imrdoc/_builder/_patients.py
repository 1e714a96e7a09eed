"""Reads what a clinical case summary states about the patient.

The summary is searched with the terminals of `grammar/patient.lark`, each of which begins with a literal and
so costs next to nothing; only a clause that states an age or a sex is parsed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache

from attrs import frozen

from imrdoc._builder._dates import date_pattern, parse_date
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._model import Offsets, Sex

__all__ = ["PatientReading", "read_patient"]

CLAUSE = 120
"""Characters before an age that are looked at to tell whose age it is."""
OPENING = 400
"""Characters in which a sex is looked for that no age stands beside: the opening sentences."""
BEFORE_INJURY = 60
"""Characters before the word in which a date of injury is looked for that stands before it."""
OLDEST = 110
YOUNGEST = 10

PERSON = "_PERSON"
SEXES = {*Sex.__members__, *(sex + PERSON for sex in Sex.__members__)}
AGES = ("AGE", "NUMBER")
DATED = ("FIND_INJURY_ON", "FIND_DATE_OF_INJURY", "FIND_CLAIM_FROM", "FIND_ACCIDENT_ON")
DIAGNOSED = ("FIND_DIAGNOSIS", "FIND_TREATED_FOR")
ASSESSED = ("FIND_ASSESSMENT", "FIND_IMPRESSION")


@frozen
class PatientReading:
    """What a summary states about the patient."""

    age: int | None
    sex: Sex | None
    injury_date: datetime.date | None
    diagnoses: tuple[str, ...]
    offsets: Mapping[str, tuple[Offsets, ...]]
    """By field name, one pair of offsets into the summary for each entry."""


def read_patient(summary: str) -> PatientReading:
    """Read the patient's age and sex, the date of injury and the sentences that state diagnoses.

    Args:
        summary: the clinical case summary, unwrapped.
    """
    offsets: dict[str, tuple[Offsets, ...]] = {}
    age, sex = _age_and_sex(summary, offsets)
    injury_date = _injury_date(summary, offsets)
    sentences = _diagnoses(summary)
    if sentences:
        offsets["diagnoses"] = tuple(sentences)
    return PatientReading(age, sex, injury_date, tuple([summary[low:high] for low, high in sentences]), offsets)


class _Searches:
    """The patterns that find statements, made of the grammar's own terminals."""

    def __init__(self) -> None:
        patterns = parser("patient").patterns
        date = date_pattern().pattern
        single = f"({date})(?!{patterns['FIND_ANOTHER_DATE']}(?:{date}))"
        self.age = re.compile(patterns["FIND_AGE"])
        self.aged = re.compile(patterns["FIND_AGED"])
        self.then = re.compile(patterns["FIND_THEN"])
        self.thing = re.compile(patterns["FIND_THING"])
        self.sex = re.compile(patterns["FIND_SEX"])
        self.dated = [re.compile(patterns[name] + single) for name in DATED]
        self.dated_before = re.compile(f"({date})" + patterns["FIND_INJURY_BEHIND"])
        self.injury = re.compile(patterns["FIND_INJURY"])
        self.diagnosed = [re.compile(patterns[name]) for name in DIAGNOSED]
        self.assessed = [re.compile(patterns[name]) for name in ASSESSED]
        self.sentence_end = re.compile(patterns["SENTENCE_END"])


@lru_cache(maxsize=1)
def _searches() -> _Searches:
    return _Searches()


@frozen
class _Clause:
    """A clause about the patient as of now."""

    age: int | None
    sex: Sex | None
    is_bare: bool
    """Whether an age ends it, and no word for a person."""
    places: tuple[tuple[str, int, int], ...]
    """Field name, start and end in the clause."""


def _age_and_sex(text: str, offsets: dict[str, tuple[Offsets, ...]]) -> tuple[int | None, Sex | None]:
    """The first age that is the patient's, and the sex beside it or in the opening sentences."""
    searches = _searches()
    aged = _find_clause(text, searches.age, len(text)) or _find_clause(text, searches.aged, len(text))
    sexed = aged if aged and aged[1].sex else _find_clause(text, searches.sex, OPENING)
    for found in (sexed, aged):
        if found:
            start, clause = found
            for field, low, high in clause.places:
                offsets[field] = ((start + low, start + high),)
    return aged[1].age if aged else None, sexed[1].sex if sexed else None


def _find_clause(text: str, pattern: re.Pattern[str], end: int) -> tuple[int, _Clause] | None:
    """The first clause about the patient whose statement a pattern finds, and where it begins."""
    searches = _searches()
    for match in pattern.finditer(text, 0, end):
        low, high = match.span()
        start = max(text.rfind(".", max(0, low - CLAUSE), low) + 1, low - CLAUSE, 0)
        if text[start] == " ":
            start += 1
        clause = _read_clause(text[start:high])
        if clause and not searches.then.match(text, high) and not (clause.is_bare and searches.thing.match(text, high)):
            return start, clause
    return None


@lru_cache(maxsize=4096)
def _read_clause(clause: str) -> _Clause | None:
    """Read a clause up to its statement of age or sex; None if it is not about the patient as of now.

    Few letters have a clause of their own: "The injured worker is a 65 year old male" recurs by the thousand.
    """
    try:
        tree = parser("patient").scan(clause)
    except Unexpected:
        return None
    if tree.kind != "own":
        return None
    ages = [token for token in tree.tokens if token.kind in AGES]
    sexes = [token for token in tree.tokens if token.kind in SEXES]
    age = int(clause[ages[0].start : ages[0].end]) if ages else None
    if age is not None and not YOUNGEST <= age <= OLDEST:
        return None
    sex = Sex[sexes[-1].kind.removesuffix(PERSON)] if sexes else None
    places = [("age", token.start, token.end) for token in ages]
    places += [("sex", token.start, token.end) for token in sexes[-1:]]
    return _Clause(age, sex, tree.tokens[-1] in ages, tuple(places))


def _injury_date(text: str, offsets: dict[str, tuple[Offsets, ...]]) -> datetime.date | None:
    """The first date that is stated to be the date of injury."""
    searches = _searches()
    first: datetime.date | None = None
    end = len(text)
    for pattern in searches.dated:
        at = 0
        while match := pattern.search(text, at, end):
            date = parse_date(match[1])
            if date:
                first, end = date, match.start()
                offsets["injury_date"] = (match.span(1),)
                break
            at = match.end()
    for noun in searches.injury.finditer(text, 0, end):
        match = searches.dated_before.search(text, max(0, noun.start() - BEFORE_INJURY), noun.end() + 1)
        date = parse_date(match[1]) if match else None
        if match and date:
            offsets["injury_date"] = (match.span(1),)
            return date
    return first


def _diagnoses(text: str) -> list[Offsets]:
    """The sentences that state diagnoses; where there is none, those of an assessment or an impression."""
    searches = _searches()
    found = _sentences(text, searches.diagnosed)
    return found or _sentences(text, searches.assessed)


def _sentences(text: str, patterns: list[re.Pattern[str]]) -> list[Offsets]:
    """The sentences in which one of the patterns matches, in order."""
    found: list[Offsets] = []
    for pattern in patterns:
        done = 0
        while match := pattern.search(text, done):
            start = _sentence_start(text, done, match.start())
            done = _sentence_stop(text, match.end())
            found.append((start, done))
    return sorted(set(found)) if len(found) > 1 else found


def _sentence_start(text: str, floor: int, at: int) -> int:
    """Where the sentence begins that holds an offset, not before a floor."""
    is_end = _searches().sentence_end.match
    floor = max(floor, text.rfind("\n", floor, at) + 1)
    stop = at
    while (stop := text.rfind(".", floor, stop)) >= 0:
        match = is_end(text, stop)
        if match:
            floor = match.end()
            break
    while text[floor].isspace():
        floor += 1
    return floor


def _sentence_stop(text: str, at: int) -> int:
    """Where the sentence ends that holds an offset."""
    is_end = _searches().sentence_end.match
    line_end = text.find("\n", at)
    end = len(text) if line_end < 0 else line_end
    stop = at - 1
    while (stop := text.find(".", stop + 1, end)) >= 0:
        match = is_end(text, stop)
        if match:
            return match.end()
    return end
