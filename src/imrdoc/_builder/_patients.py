"""Reads what a clinical case summary states about the patient.

The summary is searched with terminals of `grammar/patient.lark`. Those for dates and diagnoses begin with
letters, so that a search costs next to nothing. They are compiled once there is a sign of what they find.
Only a clause that states an age or a sex is parsed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from imrdoc._builder._dates import date_pattern, parse_date
from imrdoc._builder._diagnoses import diagnoses
from imrdoc._builder._patient_patterns import PATTERNS, pattern_for
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._model import Offsets, Sex

__all__ = ["PatientReading", "read_patient"]

CLAUSE = 120
"""Characters before an age that are looked at to tell whose age it is."""
AFTER = "."
"""What stands before a clause that is not the first, so that a pattern can tell it from the first."""
TITLE = 5
"""Characters of the longest title before a name, with its full stop and a blank."""
OPENING = 400
"""Characters in which a sex is looked for that no age stands beside: the opening sentences."""
BEFORE_INJURY = 60
"""Characters before the word for an injury that tell its date, or that it is another injury."""
YOUNGEST, OLDEST = 10, 110
"""Ages of a patient. Any other is a typing error."""


AGES = ("AGE", "NUMBER")
SEXES = {name + person: sex for name, sex in Sex.__members__.items() for person in ("", "_PERSON", "_AHEAD")}
DATED = ("FIND_INJURY_ON", "FIND_DATE_OF_INJURY", "FIND_CLAIM_FROM", "FIND_ACCIDENT_ON", "FIND_HURT_ON")


class PatientReading(NamedTuple):
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
    sentences = diagnoses(summary)
    if sentences:
        offsets["diagnoses"] = tuple(sentences)
    return PatientReading(
        age, sex, injury_date, tuple([summary[low:high] for low, high in sentences]), offsets
    )


# ---- Age and sex


class _Clause(NamedTuple):
    """A clause about the patient."""

    age: int | None
    age_place: Offsets
    sex: Sex | None
    sex_place: Offsets
    names_patient: bool
    """Whether it names the patient, so that it cannot be about anyone or anything else."""


def _age_and_sex(text: str, offsets: dict[str, tuple[Offsets, ...]]) -> tuple[int | None, Sex | None]:
    """The first age that is the patient's as of now, and the sex beside it or in the opening sentences."""
    aged = _find_clause(text, "FIND_AGE", len(text)) or _find_clause(text, "FIND_AGED", len(text))
    sexed = aged if aged and aged[1].sex else _find_clause(text, "FIND_SEX", OPENING, with_age=False)
    if aged:
        start, (low, high) = aged[0], aged[1].age_place
        offsets["age"] = ((start + low, start + high),)
    if sexed:
        start, (low, high) = sexed[0], sexed[1].sex_place
        offsets["sex"] = ((start + low, start + high),)
    return aged[1].age if aged else None, sexed[1].sex if sexed else None


def _find_clause(text: str, name: str, end: int, *, with_age: bool = True) -> tuple[int, _Clause] | None:
    """Where the first clause about the patient begins whose statement a pattern finds, and the clause."""
    search, high = PATTERNS[name].search, 0
    while match := search(text, high, end):
        low, high = match.span()
        floor = low - CLAUSE if low > CLAUSE else 0
        start = text.rfind(".", floor, low) + 1 or floor
        if text[start] == " ":
            start += 1
        clause = _read_clause(text[start:high], start == 0)
        if clause is None and (title := PATTERNS["FIND_TITLE"].search(text, max(0, start - TITLE), start)):
            start = title.start()
            clause = _read_clause(text[start:high], start == 0)
        if clause is None or (clause.age if with_age else clause.sex) is None:
            continue
        if with_age and PATTERNS["FIND_THEN"].match(text, high):
            continue
        if clause.names_patient or not _is_about_another(text, high, clause):
            return start, clause
    return None


def _is_about_another(text: str, end: int, clause: _Clause) -> bool:
    """Whether the words behind a clause show that it is about another person, or a thing."""
    if PATTERNS["FIND_OTHER_PERSON"].match(text, end):
        return True
    return clause.sex is None and PATTERNS["FIND_THING"].match(text, end) is not None


@lru_cache(maxsize=4096)
def _read_clause(clause: str, is_first: bool) -> _Clause | None:
    """Read a clause up to its statement of age or sex; None if it is not about the patient.

    Few letters have a clause of their own: "The injured worker is a 65 year old male" recurs by the thousand.

    Args:
        clause: the clause.
        is_first: whether the summary begins with it.
    """
    text = clause if is_first else AFTER + clause
    shift = len(text) - len(clause)
    try:
        tree = parser("patient").scan(text, shift)
    except Unexpected:
        return None
    if tree.kind != "own":
        return None
    age: int | None = None
    sex: Sex | None = None
    age_place = sex_place = (0, 0)
    names_patient = False
    for kind, start, end in tree.tokens:
        if kind in AGES and age is None:  # the first is that of the one who is named first
            age, age_place = int(text[start:end]), (start - shift, end - shift)
        if kind in SEXES:
            sex, sex_place = SEXES[kind], (start - shift, end - shift)
        if kind.endswith("PERSON"):
            names_patient = True
    if age is not None and not YOUNGEST <= age <= OLDEST:
        age = None
    return _Clause(age, age_place, sex, sex_place, names_patient)


# ---- Date of injury


def _injury_date(text: str, offsets: dict[str, tuple[Offsets, ...]]) -> datetime.date | None:
    """The first date that is stated to be the date of injury."""
    first: datetime.date | None = None
    end = len(text)
    dates = date_pattern()
    for name in DATED:
        pattern = PATTERNS.get(name) or pattern_for(name, text, 0, end)
        at = 0
        while pattern and (found := pattern.search(text, at, end)):
            at = found.end()
            match = dates.match(text, at)
            date = parse_date(match[0]) if match else None
            if match and date and _is_single(text, match.end()) and not _is_another(text, *found.span()):
                first, end = date, found.start()
                offsets["injury_date"] = (match.span(),)
                break
    for noun in PATTERNS["FIND_INJURY"].finditer(text, 0, end):
        low = noun.start()
        for match in dates.finditer(text, low - BEFORE_INJURY if low > BEFORE_INJURY else 0, low):
            behind = PATTERNS["FIND_INJURY_BEHIND"].match(text, match.end())
            date = parse_date(match[0]) if behind and behind.end() >= noun.end() else None
            if date:
                offsets["injury_date"] = (match.span(),)
                return date
    return first


def _is_single(text: str, end: int) -> bool:
    """Whether no other date is tied to the one that ends here."""
    tie = PATTERNS["FIND_ANOTHER_DATE"].match(text, end)
    other = date_pattern().match(text, tie.end()) if tie else None
    return other is None or PATTERNS["FIND_ANOTHER_EVENT"].match(text, other.end()) is not None


def _is_another(text: str, start: int, end: int) -> bool:
    """Whether the date behind is another injury's than the letter's, or an event's, as of its treatment.

    Args:
        text: the summary.
        start: where the word for the injury stands.
        end: where the date stands.
    """
    floor = start - BEFORE_INJURY if start > BEFORE_INJURY else 0
    pattern = PATTERNS.get("FIND_OTHER_INJURY") or pattern_for("FIND_OTHER_INJURY", text, floor, start)
    other = pattern.search(text, floor, start) if pattern else None
    if other is None:
        return False
    is_event = PATTERNS["FIND_EVENT"].match(text, other.start())
    return not (is_event and PATTERNS["FIND_OWN_DATE"].search(text, start, end))
