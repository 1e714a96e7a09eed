"""Hypothesis strategies for every class of the model."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from imrdoc import (
    CaseHeader,
    Citation,
    CitationSource,
    ClinicalSummary,
    Credentials,
    Decision,
    Determination,
    Diagnostic,
    DiagnosticCode,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Patient,
    Request,
    Reviewer,
    ReviewerRole,
    Severity,
    Sex,
    SourceText,
    Span,
)

texts = st.text(max_size=40)
"""Any characters at all, surrogates aside: no reader gives those."""
several_texts = st.lists(texts, max_size=3).map(tuple)
maybe_text = st.none() | texts
maybe_date = st.none() | st.dates()
counts = st.integers(min_value=0, max_value=2**31 - 1)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Any span, of any text."""
    start = draw(counts)
    return Span(
        start=start,
        end=start + draw(counts),
        line=draw(counts) + 1,
        column=draw(counts) + 1,
        page=draw(st.none() | counts),
    )


sources = st.builds(SourceText, text=texts, path=maybe_text)

case_headers = st.builds(
    CaseHeader,
    case_number=texts,
    priority=texts,
    date_assigned=maybe_date,
    date_of_injury=maybe_date,
    decision_date=maybe_date,
    ur_denial_date=maybe_date,
    application_received=maybe_date,
)

reviewers = st.builds(
    Reviewer,
    role=st.sampled_from(ReviewerRole),
    licensed_in=several_texts,
    specialties=several_texts,
    credentials=st.none() | st.builds(Credentials, licensure=texts, specialty=texts),
)

patients = st.builds(
    Patient,
    age=st.none() | counts,
    sex=st.none() | st.sampled_from(Sex),
    injury_date=maybe_date,
    diagnoses=several_texts,
)

requests = st.builds(
    Request,
    text=texts,
    disputed=texts,
    original=maybe_text,
    authorized=maybe_text,
    is_retrospective=st.booleans(),
    date_of_service=maybe_date,
    quantity=st.none() | counts,
    service_prefix=maybe_text,
)

citations = st.builds(
    Citation,
    source=st.sampled_from(CitationSource),
    title=texts,
    year=st.none() | counts,
    sections=several_texts,
    pages=maybe_text,
    text=texts,
    regulation=maybe_text,
)

statements = st.builds(
    GuidelineStatement,
    text=texts,
    basis=st.sampled_from(EvidenceBasis),
    citations=st.lists(citations, max_size=3).map(tuple),
)

issues = st.builds(
    Issue,
    request=requests,
    decision=st.sampled_from(Decision),
    claims_administrator_guideline=statements,
    maximus_guideline=statements,
    rationale=texts,
)

diagnostics = st.builds(
    Diagnostic,
    code=st.sampled_from(DiagnosticCode),
    severity=st.sampled_from(Severity),
    message=texts,
    span=st.none() | spans(),
    expected=maybe_text,
    found=maybe_text,
)

letters = st.builds(
    Determination,
    case=st.none() | case_headers,
    reviewer=reviewers,
    how_made=texts,
    clinical_summary=st.builds(ClinicalSummary, text=texts, patient=patients),
    issues=st.lists(issues, min_size=1, max_size=3).map(tuple),
    diagnostics=st.lists(diagnostics, max_size=2).map(tuple),
    source=sources,
)
"""Letters that say anything, without places."""


LETTER = Determination(
    case=CaseHeader(
        case_number="CM17-0000000",
        priority="Standard",
        decision_date=date(2017, 2, 21),
    ),
    reviewer=Reviewer(role=ReviewerRole.EXPERT, licensed_in=("California", "New York")),
    how_made="A reviewer read the file.",
    clinical_summary=ClinicalSummary(
        text="A baker aged 44.",
        patient=Patient(age=44, sex=Sex.FEMALE, diagnoses=("Strain.",)),
    ),
    issues=(
        Issue(
            request=Request(text="Naproxen #60", disputed="Naproxen #60", quantity=60),
            decision=Decision.UPHELD,
            claims_administrator_guideline=GuidelineStatement(text="None.", basis=EvidenceBasis.NONE_CITED),
            maximus_guideline=GuidelineStatement(
                text="MTUS Low Back Complaints 2004.",
                basis=EvidenceBasis.MTUS,
                citations=(
                    Citation(
                        source=CitationSource.MTUS,
                        title="Low Back Complaints",
                        year=2004,
                        text="Low Back Complaints 2004",
                    ),
                ),
            ),
            rationale="Too many.",
        ),
    ),
    diagnostics=(
        Diagnostic(
            code=DiagnosticCode.INVALID_DATE,
            severity=Severity.WARNING,
            message="no such day",
            span=Span(start=1, end=2, line=1, column=2, page=None),
        ),
    ),
    source=SourceText(text="source", path="letter.txt"),
)
"""A small letter, made by hand."""
