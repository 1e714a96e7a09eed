"""What type checkers infer. Each line is checked by mypy and by pyright; nothing here is run."""

from __future__ import annotations

import datetime
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Literal

from typing_extensions import assert_type

import imrdoc
from imrdoc import (
    CaseHeader,
    Citation,
    CitationRecord,
    CitationSource,
    ClinicalSummary,
    Credentials,
    Decision,
    Determination,
    Diagnostic,
    DiagnosticCode,
    EvidenceBasis,
    GuidelineStatement,
    ImrdocError,
    Issue,
    IssueRecord,
    Limits,
    Outcome,
    ParseError,
    ParseResult,
    Patient,
    ReadError,
    Request,
    Reviewer,
    ReviewerRole,
    Severity,
    Sex,
    SourceText,
    Span,
)


def parsing(path: str | os.PathLike[str]) -> None:
    assert_type(imrdoc.parse(path), Determination)
    assert_type(imrdoc.parse(Path("letter.pdf"), strict=False), Determination)
    assert_type(imrdoc.parse("letter.pdf", limits=Limits(max_pages=10)), Determination)
    assert_type(imrdoc.parse_text(""), Determination)
    assert_type(imrdoc.parse_bytes(b""), Determination)
    assert_type(imrdoc.parse_many([path, "letter.pdf", Path()]), Generator[ParseResult, None, None])
    assert_type(imrdoc.parse_many(Path().glob("*.pdf"), workers=2), Generator[ParseResult, None, None])


def results(result: ParseResult) -> None:
    assert_type(result.path, Path)
    assert_type(result.determination, Determination | None)
    assert_type(result.error, ImrdocError | None)
    assert_type(result.unwrap(), Determination)


def letters(letter: Determination) -> None:
    assert_type(letter.case, CaseHeader | None)
    assert_type(letter.reviewer, Reviewer)
    assert_type(letter.how_made, str)
    assert_type(letter.clinical_summary, ClinicalSummary)
    assert_type(letter.issues, tuple[Issue, ...])
    assert_type(letter.diagnostics, tuple[Diagnostic, ...])
    assert_type(letter.source, SourceText)
    assert_type(letter.outcome, Outcome)


def headers(case: CaseHeader) -> None:
    assert_type(case.case_number, str)
    assert_type(case.priority, str)
    assert_type(case.date_assigned, datetime.date | None)
    assert_type(case.date_of_injury, datetime.date | None)
    assert_type(case.decision_date, datetime.date | None)
    assert_type(case.ur_denial_date, datetime.date | None)
    assert_type(case.application_received, datetime.date | None)


def people(reviewer: Reviewer, summary: ClinicalSummary) -> None:
    assert_type(reviewer.role, ReviewerRole)
    assert_type(reviewer.licensed_in, tuple[str, ...])
    assert_type(reviewer.specialties, tuple[str, ...])
    assert_type(reviewer.credentials, Credentials | None)
    assert_type(summary.text, str)
    assert_type(summary.patient, Patient)
    assert_type(summary.patient.age, int | None)
    assert_type(summary.patient.sex, Sex | None)
    assert_type(summary.patient.injury_date, datetime.date | None)
    assert_type(summary.patient.diagnoses, tuple[str, ...])


def issues(issue: Issue) -> None:
    assert_type(issue.request, Request)
    assert_type(issue.decision, Decision)
    assert_type(issue.claims_administrator_guideline, GuidelineStatement)
    assert_type(issue.maximus_guideline, GuidelineStatement)
    assert_type(issue.rationale, str)
    assert_type(issue.request.disputed, str)
    assert_type(issue.request.original, str | None)
    assert_type(issue.request.is_retrospective, bool)
    assert_type(issue.request.date_of_service, datetime.date | None)
    assert_type(issue.request.quantity, int | None)


def guidelines(statement: GuidelineStatement, citation: Citation) -> None:
    assert_type(statement.basis, EvidenceBasis)
    assert_type(statement.citations, tuple[Citation, ...])
    assert_type(citation.source, CitationSource)
    assert_type(citation.title, str)
    assert_type(citation.year, int | None)
    assert_type(citation.sections, tuple[str, ...])
    assert_type(citation.pages, str | None)


def places(issue: Issue, letter: Determination) -> None:
    assert_type(issue.span, Span | None)
    assert_type(issue.span_of("decision"), Span | None)
    assert_type(letter.reviewer.span_of("specialties", 0), Span | None)
    assert_type(letter.source.span(0, 1), Span)
    assert_type(letter.source.position(0), tuple[int, int])


def errors(error: ParseError, other: ReadError) -> None:
    assert_type(error.line, int)
    assert_type(error.column, int)
    assert_type(error.expected, str)
    assert_type(error.found, str)
    assert_type(error.path, str | None)
    assert_type(error.problems, tuple[Diagnostic, ...])
    assert_type(error.problems[0].code, DiagnosticCode)
    assert_type(error.problems[0].severity, Severity)
    assert_type(error.problems[0].span, Span | None)
    assert_type(other.reason, str)
    assert_type(other.advice, str)


def writing(letter: Determination) -> None:
    assert_type(imrdoc.to_json(letter), str)
    assert_type(imrdoc.from_json(""), Determination)
    assert_type(imrdoc.to_dict(letter), dict[str, Any])
    assert_type(imrdoc.records([letter]), Iterator[IssueRecord])
    assert_type(imrdoc.citation_records([letter]), Iterator[CitationRecord])
    assert_type(next(imrdoc.records([letter]))["decision_date"], datetime.date | None)
    assert_type(imrdoc.report(letter), str)


def exhaustive(decision: Decision) -> str:
    """Checkers know that there is no fourth value."""
    if decision is Decision.UPHELD:
        return "stands"
    if decision is Decision.OVERTURNED:
        return "falls"
    assert_type(decision, Literal[Decision.UNSTATED])
    return "unknown"


def comparing(one: Determination, other: Determination) -> None:
    assert_type(one == other, bool)
    assert_type({one, other}, set[Determination])
