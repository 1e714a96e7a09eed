"""The object model: what a letter says, as typed values. It imports nothing of the package but itself."""

from imrdoc._model._letter import (
    CaseHeader,
    Citation,
    ClinicalSummary,
    Credentials,
    Determination,
    Diagnostic,
    GuidelineStatement,
    Issue,
    Patient,
    Request,
    Reviewer,
)
from imrdoc._model._source import Located, Offsets, Places, Reading, SourceText, Span
from imrdoc._model._terms import (
    CitationSource,
    Decision,
    DiagnosticCode,
    EvidenceBasis,
    Outcome,
    ReviewerRole,
    Severity,
    Sex,
)

__all__ = [
    "CaseHeader",
    "Citation",
    "CitationSource",
    "ClinicalSummary",
    "Credentials",
    "Decision",
    "Determination",
    "Diagnostic",
    "DiagnosticCode",
    "EvidenceBasis",
    "GuidelineStatement",
    "Issue",
    "Located",
    "Offsets",
    "Outcome",
    "Patient",
    "Places",
    "Reading",
    "Request",
    "Reviewer",
    "ReviewerRole",
    "Severity",
    "Sex",
    "SourceText",
    "Span",
]
