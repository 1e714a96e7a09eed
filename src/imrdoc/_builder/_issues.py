"""Builds the disputed treatments of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from imrdoc._builder._diagnostics import diagnostic
from imrdoc._builder._guidelines import read_statement
from imrdoc._builder._places import IssuePlaces
from imrdoc._builder._recurring import recurring
from imrdoc._builder._requests import read_request
from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import (
    Decision,
    Diagnostic,
    DiagnosticCode,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Reading,
    Request,
    Severity,
)
from imrdoc._model._parts import ADMINISTRATOR, ISSUE, MAXIMUS, REQUEST, citation
from imrdoc._model._quick import make_citation, make_guideline_statement, make_issue, make_request

__all__ = ["build_issue"]

_recurring_request = recurring(read_request, longest=1_000, most=4_096)
"""Requests like "MRI of the lumbar spine" recur by the thousand."""
_recurring_statement = recurring(read_statement, longest=2_000, most=4_096)
"""So do the short statements."""


def build_issue(reading: Reading, parts: Sequence[PlainToken], diagnostics: list[Diagnostic]) -> Issue:
    """Build one issue; what is unusual in it goes to the diagnostics.

    Args:
        reading: the letter's reading.
        parts: its request, its decision, its two statements and its rationale.
        diagnostics: those of the letter.
    """
    text = reading.text
    (_, asked, answer), (_, start, end), (_, theirs, other), (_, ours, last), (_, why, stop) = parts
    places = IssuePlaces(reading, (asked, answer, start, end, theirs, other, ours, last, why, stop))
    return make_issue(
        request=_request(places, asked, answer),
        decision=_decision(text[start:end]),
        claims_administrator_guideline=_statement(places, ADMINISTRATOR, theirs, other, diagnostics),
        maximus_guideline=_statement(places, MAXIMUS, ours, last, diagnostics),
        rationale=unwrap(text[why:stop]),
        places=places,
        part=ISSUE,
    )


@lru_cache(maxsize=16)
def _decision(word: str) -> Decision:
    return Decision(word.capitalize()) if word else Decision.UNSTATED


def _request(places: IssuePlaces, start: int, end: int) -> Request:
    text, found = _recurring_request(places.reading.text[start:end])
    return make_request(
        text=text,
        disputed=found.disputed,
        original=found.original,
        authorized=found.authorized,
        is_retrospective=found.is_retrospective,
        date_of_service=found.date_of_service,
        quantity=found.quantity,
        service_prefix=found.service_prefix,
        places=places,
        part=REQUEST,
    )


def _statement(
    places: IssuePlaces, side: int, start: int, end: int, diagnostics: list[Diagnostic]
) -> GuidelineStatement:
    reading = places.reading
    text, found = _recurring_statement(reading.text[start:end])
    if found.basis is EvidenceBasis.UNRECOGNIZED and text:
        message = "a guideline statement in a form that is not known"
        diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.UNRECOGNIZED_GUIDELINE, message))
    for title in found.unknown_titles:
        message = f"the MTUS title {title!r} is not in the vocabulary"
        diagnostics.append(
            diagnostic(reading, start, end, DiagnosticCode.UNKNOWN_MTUS_TITLE, message, Severity.NOTE)
        )
    return make_guideline_statement(
        text=text,
        basis=found.basis,
        citations=tuple(
            [
                make_citation(
                    source=each.source,
                    title=each.title,
                    year=each.year,
                    sections=each.sections,
                    pages=each.pages,
                    text=each.text,
                    regulation=each.regulation,
                    places=places,
                    part=citation(side, number),
                )
                for number, each in enumerate(found.citations)
            ]
        ),
        places=places,
        part=side,
    )
