"""Checks that the parts of a letter agree with one another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from functools import lru_cache

from imrdoc._builder._diagnoses import sentence_start
from imrdoc._builder._diagnostics import diagnostic
from imrdoc._engine._tables import parser
from imrdoc._lexer._pages import SENTENCE_ENDS
from imrdoc._model import (
    CaseHeader,
    ClinicalSummary,
    Decision,
    Diagnostic,
    DiagnosticCode,
    Issue,
    Located,
    Reading,
    Severity,
)

__all__ = ["check_end", "check_letter"]

DATES = ("date_of_injury", "ur_denial_date", "application_received", "date_assigned", "decision_date")
"""The dates of a case in the order in which they come about. Two of them may be the same day."""
CONCLUSION = 240
"""Characters at the end of a rationale in which its last sentence is looked for."""
WORD = re.compile(r"[a-z]{3,}")
NAMING_WORDS = 2
"""Words of a request that a sentence must share to be about it."""


def check_letter(
    case: CaseHeader | None, summary: ClinicalSummary, issues: Sequence[Issue]
) -> list[Diagnostic]:
    """Compare the parts of a letter.

    Args:
        case: the header table, if the letter has one.
        summary: the clinical case summary.
        issues: the disputed treatments.

    Returns:
        What is contradictory: a case number of another form, dates of the table that are out of order, dates
        of injury that differ, and decisions that their own rationale contradicts.
    """
    found: list[Diagnostic] = []
    if case is not None:
        if case.case_number and not _form().fullmatch(case.case_number):
            message = f"the case number {case.case_number} is not CM, two digits, a hyphen and seven digits"
            found.append(_warning(DiagnosticCode.INVALID_CASE_NUMBER, message, case, "case_number"))
        found += _dates_out_of_order(case)
        stated = summary.patient.injury_date
        if stated and case.date_of_injury and stated != case.date_of_injury:
            message = (
                f"{_label('date_of_injury')} {_day(case.date_of_injury)} differs from {_day(stated)}"
                " in the clinical case summary"
            )
            found.append(
                _warning(DiagnosticCode.INJURY_DATES_DIFFER, message, summary.patient, "injury_date")
            )
    for issue in issues:
        conclusion = _contradiction(issue)
        if conclusion:
            message = f'the decision is {issue.decision.value}, but the rationale concludes "{conclusion}"'
            found.append(_warning(DiagnosticCode.DECISION_CONTRADICTED, message, issue, "decision"))
    return found


def check_end(reading: Reading, start: int, end: int) -> list[Diagnostic]:
    """Look whether the last rationale of a letter is there as a whole.

    Args:
        reading: the letter's reading.
        start: where the rationale begins in it.
        end: where it ends.

    Returns:
        A diagnostic if it ends in the midst of a sentence. Many a reviewer forgets the full stop behind a
        conclusion, but hardly one behind anything else.
    """
    text = reading.text
    if text.endswith(SENTENCE_ENDS, start, end) or start == end:
        return []
    if _conclusion().search(text, max(start, end - CONCLUSION), end):
        return []
    message = "the last rationale ends in the midst of a sentence: the rest of the letter may be lost"
    return [diagnostic(reading, end, end, DiagnosticCode.UNFINISHED_RATIONALE, message)]


@lru_cache(maxsize=1)
def _conclusion() -> re.Pattern[str]:
    return re.compile(parser("conclusion").pattern("AFFIRMED", "FIND_CONCLUSION", "REFUSED"))


@lru_cache(maxsize=1)
def _form() -> re.Pattern[str]:
    return re.compile(parser("header").patterns["CASE_NUMBER_FORM"])


def _dates_out_of_order(case: CaseHeader) -> list[Diagnostic]:
    """Each date that is later than the next one that the table has."""
    dates = (
        case.date_of_injury,
        case.ur_denial_date,
        case.application_received,
        case.date_assigned,
        case.decision_date,
    )
    known = [date for date in dates if date is not None]
    if known == sorted(known):
        return []
    found: list[Diagnostic] = []
    earlier: tuple[str, datetime.date] | None = None
    for name, date in zip(DATES, dates, strict=True):
        if date is not None:
            if earlier is not None and earlier[1] > date:
                first, day = earlier
                message = f"{_label(first)} {_day(day)} is later than {_label(name)} {_day(date)}"
                found.append(_warning(DiagnosticCode.DATES_OUT_OF_ORDER, message, case, first))
            earlier = name, date
    return found


def _warning(code: DiagnosticCode, message: str, place: Located, field: str) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, span=place.span_of(field))


def _label(field: str) -> str:
    """What the header grammar calls a field, as "the date assigned"."""
    return parser("header").notes[field.upper() + "_LABEL"]


def _day(date: datetime.date) -> str:
    return f"{date:%m/%d/%Y}"


# ---- Conclusions


@lru_cache(maxsize=1)
def _refusal() -> re.Pattern[str]:
    return re.compile(parser("conclusion").patterns["FIND_REFUSAL"])


def _contradiction(issue: Issue) -> str | None:
    """The words of the rationale's own conclusion if they say the opposite of the decision.

    A glance at what follows the last full stop is enough for nearly all: it holds a word of refusal, or none,
    just as the decision has it.
    """
    text = issue.rationale
    is_upheld = issue.decision is Decision.UPHELD
    floor = max(0, len(text) - CONCLUSION)
    refuses = _refusal().search(text, text.rfind(". ", floor, len(text) - 2) + 1 or floor) is not None
    if refuses is is_upheld or issue.decision is Decision.UNSTATED:
        return None
    end = len(text.rstrip())
    floor = max(0, end - CONCLUSION)
    start = sentence_start(text, floor, end - 1)
    if start == floor > 0:
        return None  # a long sentence: who knows how it begins
    tree = parser("conclusion").scan(text, start, end)
    if tree.kind != ("affirmed" if is_upheld else "refused"):
        return None
    if tree.token("REQUEST") is None and not _names(text[start:end], issue.request.disputed):
        return None
    verdict = tree.tokens[-1]
    return text[verdict.start : verdict.end].rstrip(" .")


def _names(sentence: str, request: str) -> bool:
    """Whether a sentence holds the words that a request begins with."""
    words = WORD.findall(sentence.lower())
    return all(word in words for word in WORD.findall(request.lower())[:NAMING_WORDS])
