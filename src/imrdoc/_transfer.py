"""Letters on their way from one process to another.

Pickling a letter as it is takes about as long as parsing it: each of its objects is taken apart and put
together by Python code, and so is each date and each enumeration. So a letter travels as tuples of texts and
numbers, without its places. A letter that arrives works its places out when it is first asked for one, by
parsing its source text once more.
"""

from __future__ import annotations

import datetime
from operator import attrgetter
from typing import Any, TypeAlias

from attrs import fields

from imrdoc._model import (
    CaseHeader,
    CitationSource,
    Credentials,
    Decision,
    Determination,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    ReviewerRole,
    Sex,
    SourceText,
    Span,
    places_of,
)
from imrdoc._model import _parts as part
from imrdoc._model._quick import (
    make_case_header,
    make_citation,
    make_clinical_summary,
    make_credentials,
    make_determination,
    make_guideline_statement,
    make_issue,
    make_patient,
    make_request,
    make_reviewer,
)

__all__ = ["Packed", "pack", "unpack"]

Packed: TypeAlias = "tuple[Any, ...]"
"""A letter as tuples. Any: each object is a tuple of its fields, and these are of many types."""

ROLES = {role.value: role for role in ReviewerRole}
SEXES: dict[str | None, Sex | None] = {None: None, **{sex.value: sex for sex in Sex}}
DECISIONS = {decision.value: decision for decision in Decision}
BASES = {basis.value: basis for basis in EvidenceBasis}
SOURCES = {source.value: source for source in CitationSource}
SOURCE_FIELDS = tuple([field.name for field in fields(SourceText) if field.init])
_source_values = attrgetter(*SOURCE_FIELDS)


# ---- Taking apart. `value` of an enumeration is a property that gives `_value_`: this saves the call.


def pack(letter: Determination) -> Packed:
    """Take a letter apart.

    Args:
        letter: a parsed letter.

    Returns:
        Plain tuples with all it says. Pickling them is fast.
    """
    reviewer, summary = letter.reviewer, letter.clinical_summary
    credentials, patient = reviewer.credentials, summary.patient
    return (
        letter.case and _pack_case(letter.case),
        (reviewer.role._value_, reviewer.licensed_in, reviewer.specialties),
        credentials and (credentials.licensure, credentials.specialty),
        letter.how_made,
        summary.text,
        (
            patient.age,
            patient.sex and patient.sex._value_,
            _number(patient.injury_date),
            patient.diagnoses,
        ),
        [_pack_issue(issue) for issue in letter.issues],
        letter.diagnostics,
        _source_values(letter.source),
    )


def _pack_case(case: CaseHeader) -> Packed:
    return (
        case.case_number,
        case.priority,
        _number(case.date_assigned),
        _number(case.date_of_injury),
        _number(case.decision_date),
        _number(case.ur_denial_date),
        _number(case.application_received),
    )


def _pack_issue(issue: Issue) -> Packed:
    request = issue.request
    return (
        (
            request.text,
            request.disputed,
            request.original,
            request.authorized,
            request.is_retrospective,
            _number(request.date_of_service),
            request.quantity,
            request.service_prefix,
        ),
        issue.decision._value_,
        _pack_statement(issue.claims_administrator_guideline),
        _pack_statement(issue.maximus_guideline),
        issue.rationale,
    )


def _pack_statement(statement: GuidelineStatement) -> Packed:
    citations = [
        (each.source._value_, each.title, each.year, each.sections, each.pages, each.text, each.regulation)
        for each in statement.citations
    ]
    return statement.text, statement.basis._value_, citations


def _number(day: datetime.date | None) -> int | None:
    return day.toordinal() if day else None


# ---- Putting together


def unpack(packed: Packed) -> Determination:
    """Put a letter together again.

    Args:
        packed: what `pack` gave.

    Returns:
        An equal letter with the same places.
    """
    case, reviewer, block, how_made, told, patient, issues, diagnostics, source = packed
    role, licensed_in, specialties = reviewer
    age, sex, injury_date, diagnoses = patient
    origin = _Origin(SourceText(**dict(zip(SOURCE_FIELDS, source, strict=True))))
    places = _Later(origin, None)
    return make_determination(
        case=case and _unpack_case(places, *case),
        reviewer=make_reviewer(
            role=ROLES[role],
            licensed_in=licensed_in,
            specialties=specialties,
            credentials=block and _unpack_credentials(places, *block),
            places=places,
            part=part.REVIEWER,
        ),
        how_made=how_made,
        clinical_summary=make_clinical_summary(
            text=told,
            patient=make_patient(
                age=age,
                sex=SEXES[sex],
                injury_date=_day(injury_date),
                diagnoses=diagnoses,
                places=places,
                part=part.PATIENT,
            ),
            places=places,
            part=part.SUMMARY,
        ),
        issues=tuple([_unpack_issue(_Later(origin, number), *each) for number, each in enumerate(issues)]),
        diagnostics=diagnostics,
        source=origin.source,
        places=places,
        part=part.LETTER,
    )


def _unpack_case(
    places: _Later,
    case_number: str,
    priority: str,
    assigned: int | None,
    injury: int | None,
    decision: int | None,
    denial: int | None,
    application: int | None,
) -> CaseHeader:
    return make_case_header(
        case_number=case_number,
        priority=priority,
        date_assigned=_day(assigned),
        date_of_injury=_day(injury),
        decision_date=_day(decision),
        ur_denial_date=_day(denial),
        application_received=_day(application),
        places=places,
        part=part.CASE,
    )


def _unpack_credentials(places: _Later, licensure: str, specialty: str) -> Credentials:
    return make_credentials(licensure=licensure, specialty=specialty, places=places, part=part.CREDENTIALS)


def _unpack_issue(
    places: _Later, request: Packed, decision: str, theirs: Packed, ours: Packed, rationale: str
) -> Issue:
    text, disputed, original, authorized, is_retrospective, date_of_service, quantity, prefix = request
    return make_issue(
        request=make_request(
            text=text,
            disputed=disputed,
            original=original,
            authorized=authorized,
            is_retrospective=is_retrospective,
            date_of_service=_day(date_of_service),
            quantity=quantity,
            service_prefix=prefix,
            places=places,
            part=part.REQUEST,
        ),
        decision=DECISIONS[decision],
        claims_administrator_guideline=_unpack_statement(places, part.ADMINISTRATOR, *theirs),
        maximus_guideline=_unpack_statement(places, part.MAXIMUS, *ours),
        rationale=rationale,
        places=places,
        part=part.ISSUE,
    )


def _unpack_statement(
    places: _Later, side: int, text: str, basis: str, citations: list[Packed]
) -> GuidelineStatement:
    made = [
        make_citation(
            source=SOURCES[source],
            title=title,
            year=year,
            sections=sections,
            pages=pages,
            text=written,
            regulation=regulation,
            places=places,
            part=part.citation(side, number),
        )
        for number, (source, title, year, sections, pages, written, regulation) in enumerate(citations)
    ]
    return make_guideline_statement(
        text=text, basis=BASES[basis], citations=tuple(made), places=places, part=side
    )


def _day(number: int | None) -> datetime.date | None:
    return datetime.date.fromordinal(number) if number else None


class _Origin:
    """What a letter was parsed from, to be parsed again when a place is asked for."""

    __slots__ = ("_letter", "source")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._letter: Determination | None = None

    def letter(self) -> Determination:
        """The same letter, with places of its own."""
        if self._letter is None:
            from imrdoc._pipeline import parse_source

            self._letter = parse_source(self.source, strict=False)
        return self._letter


class _Later:
    """The places of a letter's parts, or of the parts of one of its issues, found when they are asked for."""

    __slots__ = ("issue", "origin")

    def __init__(self, origin: _Origin, issue: int | None) -> None:
        self.origin = origin
        self.issue = issue
        """The number of the issue; None for the parts that a letter has once."""

    def find(self, part: int, name: str, index: int | None) -> Span | None:
        """As `Places.find`."""
        letter = self.origin.letter()
        owner = letter if self.issue is None else letter.issues[self.issue]
        places = places_of(owner)
        return places.find(part, name, index) if places else None
