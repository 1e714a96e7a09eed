"""Reads what a clinical case summary states about the patient.

The summary is searched with terminals of `grammar/patient.lark`. Those for dates and diagnoses begin with
letters, so that a search costs next to nothing. They are compiled once there is a sign of what they find.
Only a clause that states an age or a sex is parsed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from imrdoc._builder._dates import date_pattern, parse_date
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._model import Offsets, Sex

__all__ = ["PatientReading", "read_patient", "sentence_start"]

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

LONGEST_ITEM = 1_000
"""Characters before the number of an item in which the number of the one before it is looked for."""

AGES = ("AGE", "NUMBER")
SEXES = {name + person: sex for name, sex in Sex.__members__.items() for person in ("", "_PERSON", "_AHEAD")}
FIND, SIGN = "FIND", "SIGN"
"""What the names of patterns begin with: those that are searched for, and signs that others may match."""
LETTERS = re.compile(r"[A-Za-z]*(?![*?{|])")
NUMBER_AT_END = re.compile(r"(?<![\d.\/,-])\d{1,2}\Z")
"""A number of an item, but not the end of a longer number, of a date or of a range."""
DATED = ("FIND_INJURY_ON", "FIND_DATE_OF_INJURY", "FIND_CLAIM_FROM", "FIND_ACCIDENT_ON", "FIND_HURT_ON")
NEAR = 200
"""Characters before or behind a statement that are looked at to tell whether it is denied."""
DIAGNOSED = ("FIND_DIAGNOSIS", "FIND_DIAGNOSED", "FIND_TREATED_FOR")
ASSESSED = ("FIND_DIAGNOSES", "FIND_DX", "FIND_DX_IN_CAPITALS", "FIND_ASSESSMENT", "FIND_IMPRESSION")
NAMED = ("FIND_DIAGNOSIS", "FIND_DX", "FIND_DX_IN_CAPITALS")
"""Those that find a noun, behind which it may be said that there is no diagnosis."""
BEFORE_SENTENCE = {"FIND_TEST_IMPRESSION": 150}
"""How many characters before its sentence are looked at, too, to tell that a statement is none."""


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
    sentences = _sentences(summary, DIAGNOSED) or _sentences(summary, ASSESSED)
    if sentences:
        offsets["diagnoses"] = tuple(sentences)
    return PatientReading(
        age, sex, injury_date, tuple([summary[low:high] for low, high in sentences]), offsets
    )


class _Patterns(dict[str, re.Pattern[str]]):
    """Terminals of the grammar as patterns, each compiled at its first use."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        pattern = self[name] = re.compile(parser("patient").patterns[name])
        return pattern


PATTERNS = _Patterns()


def _pattern_for(name: str, text: str, start: int, end: int) -> re.Pattern[str] | None:
    """A pattern that is not compiled yet; None if there is no sign of what it finds.

    The sign is a terminal of its own, or else the letters that the pattern begins with.
    """
    sign = SIGN + name.removeprefix(FIND)
    if sign in parser("patient").patterns:
        return PATTERNS[name] if PATTERNS[sign].search(text, start, end) else None
    return None if text.find(_first_letters(name), start, end) < 0 else PATTERNS[name]


@cache
def _first_letters(name: str) -> str:
    """The letters that a pattern begins with; none if it may begin otherwise."""
    letters = LETTERS.match(parser("patient").patterns[name])
    return letters[0] if letters else ""


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
        pattern = PATTERNS.get(name) or _pattern_for(name, text, 0, end)
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
    pattern = PATTERNS.get("FIND_OTHER_INJURY") or _pattern_for("FIND_OTHER_INJURY", text, floor, start)
    other = pattern.search(text, floor, start) if pattern else None
    if other is None:
        return False
    is_event = PATTERNS["FIND_EVENT"].match(text, other.start())
    return not (is_event and PATTERNS["FIND_OWN_DATE"].search(text, start, end))


# ---- Diagnoses


def _sentences(text: str, names: tuple[str, ...]) -> list[Offsets]:
    """The sentences in which one of the patterns matches, in order."""
    found: list[Offsets] = []
    for name in names:
        pattern = PATTERNS.get(name) or _pattern_for(name, text, 0, len(text))
        at = 0
        kept: int | None = None  # where the sentence begins in which a statement was denied
        while pattern and (match := pattern.search(text, at)):
            low, end = match.span()
            start = sentence_start(text, at, low)
            if kept is not None and not text[at:start].strip():
                start, kept = kept, None
            denied = match.lastgroup and _is_denied(text, match.lastgroup, start, low, end)
            if denied or (name in NAMED and _is_not_made(text, end)):
                at, kept = end, start
            else:
                at = _sentence_stop(text, start, end)
                found.append((start, at))
    return sorted(set(found)) if len(found) > 1 else found


def _is_denied(text: str, name: str, start: int, low: int, end: int) -> bool:
    """Whether what stands before a statement, in its sentence or also before that, makes it none.

    Args:
        text: the summary.
        name: the terminal that tells it, as the pattern that found the statement names it.
        start: where its sentence begins.
        low: where the statement begins, behind its first letter, which patterns leave out.
        end: where it ends.
    """
    before = BEFORE_SENTENCE.get(name, 0)
    if low <= start + 1 and not before:
        return False
    floor = max(0, start - before, low - NEAR)
    pattern = PATTERNS.get(name) or _pattern_for(name, text, floor, end)
    return pattern is not None and pattern.search(" " + text[floor:end]) is not None


def _is_not_made(text: str, end: int) -> bool:
    """Whether what stands behind a statement makes it none."""
    is_sign = PATTERNS["SIGN_NOT_MADE"].search(text, end, end + NEAR)
    return is_sign is not None and PATTERNS["FIND_NOT_MADE"].match(text, end, end + NEAR) is not None


def sentence_start(text: str, floor: int, at: int) -> int:
    """Where the sentence begins that holds an offset, not before a floor."""
    is_end = PATTERNS["SENTENCE_END"].match
    floor = max(floor, text.rfind("\n", floor, at) + 1)
    stop = at
    while (stop := text.rfind(".", floor, stop)) >= 0:
        match = is_end(text, stop)
        if match:
            floor = match.end()
            break
    while floor < len(text) and text[floor].isspace():
        floor += 1
    return floor


def _sentence_stop(text: str, start: int, at: int) -> int:
    """Where the sentence ends that holds an offset and begins at another one before it."""
    is_end = PATTERNS["SENTENCE_END"].match
    line_end = text.find("\n", at)
    end = len(text) if line_end < 0 else line_end
    stop = at - 1
    while (stop := text.find(".", stop + 1, end)) >= 0:
        match = is_end(text, stop)
        if match and not _is_item_number(text, start, stop):
            return match.end()
    return end


def _is_item_number(text: str, start: int, end: int) -> bool:
    """Whether a stretch ends with the number of an item of a list, as "1. Strain 2".

    It does if the number before it has an item, too. A grammar cannot count.
    """
    number = NUMBER_AT_END.search(text, max(start, end - 2), end)
    if number is None:
        return False
    before = int(number[0]) - 1
    above = text[max(start, end - LONGEST_ITEM) : end]
    return before > 0 and re.search(rf"(?<![\d.\/-]){before}[.)]\s?[A-Z\d]", above) is not None
