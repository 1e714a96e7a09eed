"""Letters as flat rows, ready for pandas, polars or a database."""

# Annotations are evaluated here: a TypedDict would compile each one that is a string, at every import.
import datetime
from collections.abc import Iterable, Iterator
from typing import TypedDict

from imrdoc._model import CaseHeader, Determination, GuidelineStatement, Issue

__all__ = ["CitationRecord", "IssueRecord", "citation_records", "records"]


class IssueRecord(TypedDict):
    """One disputed treatment with all that its letter says about the case."""

    file: str | None
    """The file that was read; None for a text."""
    case_number: str | None
    """From the header table, as are the priority and the dates; None where the letter has none."""
    priority: str | None
    """"Standard" or "Expedited"."""
    date_assigned: datetime.date | None
    """The day the case was assigned for review."""
    date_of_injury: datetime.date | None
    """The day of the injury, by the header table."""
    decision_date: datetime.date | None
    """The day of the final determination."""
    ur_denial_date: datetime.date | None
    """The day of utilization review's adverse decision."""
    application_received: datetime.date | None
    """The day the review organization got the application."""
    outcome: str
    """Value of `Outcome`: how the whole case ended."""
    reviewer_role: str
    """Value of `ReviewerRole`."""
    licensed_in: tuple[str, ...]
    """The reviewer's states of licensure."""
    specialties: tuple[str, ...]
    """The reviewer's certifications and specialties."""
    patient_age: int | None
    """Age in years, where the clinical case summary states it."""
    patient_sex: str | None
    """Value of `Sex`, where the summary states it."""
    injury_date: datetime.date | None
    """The day of the injury, by the summary."""
    issue_number: int
    """Place of the issue in its letter, counted from 1."""
    issue_count: int
    """Issues in the letter."""
    request: str
    """The whole paragraph of the request."""
    disputed: str
    """What is in dispute: the request, unless a part was authorized already."""
    original_request: str | None
    """The treatment as first requested, where a part was authorized."""
    authorized: str | None
    """The part that was authorized."""
    is_retrospective: bool
    """True if the treatment was already delivered."""
    date_of_service: datetime.date | None
    """Day of the delivered treatment."""
    quantity: int | None
    """How many, where plainly stated."""
    service_prefix: str | None
    """What leads the request in, as "Associated surgical service"."""
    decision: str
    """Value of `Decision`."""
    claims_administrator_basis: str
    """Value of `EvidenceBasis`: what the claims administrator relied on."""
    claims_administrator_titles: tuple[str, ...]
    """Titles of the guidelines that the claims administrator cites, in order."""
    maximus_basis: str
    """Value of `EvidenceBasis`: what the reviewer relied on."""
    maximus_titles: tuple[str, ...]
    """Titles of the guidelines that the reviewer cites, in order."""
    claims_administrator_guideline: str
    """The claims administrator's whole guideline statement."""
    maximus_guideline: str
    """The reviewer's whole guideline statement."""
    rationale: str
    """Why the reviewer decided so."""
    clinical_summary: str
    """The clinical case summary; the same in each row of a letter."""
    diagnoses: tuple[str, ...]
    """The sentences of the summary that state diagnoses."""
    diagnostics: tuple[str, ...]
    """Values of `DiagnosticCode`: what looks wrong with the letter; the same in each row of a letter."""


class CitationRecord(TypedDict):
    """One guideline that one side cites for one disputed treatment."""

    file: str | None
    """The file that was read; None for a text."""
    case_number: str | None
    """From the header table; None where the letter has none."""
    issue_number: int
    """Place of the issue in its letter, counted from 1."""
    disputed: str
    """What is in dispute."""
    decision: str
    """Value of `Decision`."""
    side: str
    """Who cites it: "claims_administrator" or "maximus"."""
    citation_number: int
    """Place of the citation in its statement, counted from 1."""
    source: str
    """Value of `CitationSource`."""
    title: str
    """Title of the guideline, without year."""
    year: int | None
    """Year of an MTUS edition."""
    sections: tuple[str, ...]
    """Sections of an MTUS guideline."""
    pages: str | None
    """Page numbers as written."""
    text: str
    """The citation as written."""
    regulation: str | None
    """Section of title 8, California Code of Regulations, that adopted an MTUS title; if known."""


NO_HEADER = CaseHeader(case_number="", priority="")
"""Stands in for the header table of a letter that has none: its columns are all None."""


def records(letters: Iterable[Determination]) -> Iterator[IssueRecord]:
    """Make one flat row for each disputed treatment.

    Args:
        letters: the letters; they are taken one at a time.

    Yields:
        Rows in the order of the letters and of the issues in each. Enumerations are their values.

    Examples:
        >>> import imrdoc
        >>> for row in imrdoc.records([imrdoc.parse("examples/letter.txt")]):
        ...     print(row["case_number"], row["issue_number"], row["decision"], row["maximus_titles"])
        CM17-0000000 1 Upheld ('Chronic Pain Medical Treatment', 'Official Disability Guidelines')
        CM17-0000000 2 Overturned ('Chronic Pain Medical Treatment',)
    """
    for letter in letters:
        for number, issue in enumerate(letter.issues, 1):
            yield _issue_record(letter, issue, number)


def citation_records(letters: Iterable[Determination]) -> Iterator[CitationRecord]:
    """Make one flat row for each citation of a guideline, by either side.

    Args:
        letters: the letters; they are taken one at a time.

    Yields:
        Rows in the order of the letters and issues; the claims administrator's citations come first.

    Examples:
        >>> import imrdoc
        >>> for row in imrdoc.citation_records([imrdoc.parse("examples/letter.txt")]):
        ...     print(row["issue_number"], row["side"], row["title"], row["year"])
        1 claims_administrator Low Back Complaints 2004
        1 maximus Chronic Pain Medical Treatment 2016
        1 maximus Official Disability Guidelines None
        2 maximus Chronic Pain Medical Treatment 2016
    """
    for letter in letters:
        for number, issue in enumerate(letter.issues, 1):
            yield from _citations(
                letter, issue, number, "claims_administrator", issue.claims_administrator_guideline
            )
            yield from _citations(letter, issue, number, "maximus", issue.maximus_guideline)


def _issue_record(letter: Determination, issue: Issue, number: int) -> IssueRecord:
    case, reviewer, patient = letter.case or NO_HEADER, letter.reviewer, letter.clinical_summary.patient
    request, theirs, ours = issue.request, issue.claims_administrator_guideline, issue.maximus_guideline
    return {
        "file": letter.source.path,
        "case_number": case.case_number or None,
        "priority": case.priority or None,
        "date_assigned": case.date_assigned,
        "date_of_injury": case.date_of_injury,
        "decision_date": case.decision_date,
        "ur_denial_date": case.ur_denial_date,
        "application_received": case.application_received,
        "outcome": letter.outcome.value,
        "reviewer_role": reviewer.role.value,
        "licensed_in": reviewer.licensed_in,
        "specialties": reviewer.specialties,
        "patient_age": patient.age,
        "patient_sex": patient.sex.value if patient.sex else None,
        "injury_date": patient.injury_date,
        "issue_number": number,
        "issue_count": len(letter.issues),
        "request": request.text,
        "disputed": request.disputed,
        "original_request": request.original,
        "authorized": request.authorized,
        "is_retrospective": request.is_retrospective,
        "date_of_service": request.date_of_service,
        "quantity": request.quantity,
        "service_prefix": request.service_prefix,
        "decision": issue.decision.value,
        "claims_administrator_basis": theirs.basis.value,
        "claims_administrator_titles": tuple(citation.title for citation in theirs.citations),
        "maximus_basis": ours.basis.value,
        "maximus_titles": tuple(citation.title for citation in ours.citations),
        "claims_administrator_guideline": theirs.text,
        "maximus_guideline": ours.text,
        "rationale": issue.rationale,
        "clinical_summary": letter.clinical_summary.text,
        "diagnoses": patient.diagnoses,
        "diagnostics": tuple(diagnostic.code.value for diagnostic in letter.diagnostics),
    }


def _citations(
    letter: Determination, issue: Issue, number: int, side: str, statement: GuidelineStatement
) -> Iterator[CitationRecord]:
    for place, citation in enumerate(statement.citations, 1):
        yield {
            "file": letter.source.path,
            "case_number": letter.case.case_number or None if letter.case else None,
            "issue_number": number,
            "disputed": issue.request.disputed,
            "decision": issue.decision.value,
            "side": side,
            "citation_number": place,
            "source": citation.source.value,
            "title": citation.title,
            "year": citation.year,
            "sections": citation.sections,
            "pages": citation.pages,
            "text": citation.text,
            "regulation": citation.regulation,
        }
