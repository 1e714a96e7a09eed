"""imrdoc reads California Independent Medical Review (IMR) final determination letters."""

from imrdoc._api import parse, parse_bytes, parse_text
from imrdoc._errors import ImrdocError, MissingDependencyError, ParseError, ReadError
from imrdoc._limits import Limits
from imrdoc._model import (
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
    Outcome,
    Patient,
    Request,
    Reviewer,
    ReviewerRole,
    Severity,
    Sex,
    SourceText,
    Span,
)
from imrdoc._report import report

__version__ = "0.1.0"

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
    "ImrdocError",
    "Issue",
    "Limits",
    "MissingDependencyError",
    "Outcome",
    "ParseError",
    "Patient",
    "ReadError",
    "Request",
    "Reviewer",
    "ReviewerRole",
    "Severity",
    "Sex",
    "SourceText",
    "Span",
    "parse",
    "parse_bytes",
    "parse_text",
    "report",
]
