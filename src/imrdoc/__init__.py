"""imrdoc reads California Independent Medical Review (IMR) final determination letters."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from imrdoc._many import ParseResult, parse_many
    from imrdoc._writers import (
        SCHEMA_VERSION,
        CitationRecord,
        IssueRecord,
        citation_records,
        from_dict,
        from_json,
        json_schema,
        records,
        to_dict,
        to_json,
    )

__version__ = "0.1.0"

__all__ = [
    "SCHEMA_VERSION",
    "CaseHeader",
    "Citation",
    "CitationRecord",
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
    "IssueRecord",
    "Limits",
    "MissingDependencyError",
    "Outcome",
    "ParseError",
    "ParseResult",
    "Patient",
    "ReadError",
    "Request",
    "Reviewer",
    "ReviewerRole",
    "Severity",
    "Sex",
    "SourceText",
    "Span",
    "citation_records",
    "from_dict",
    "from_json",
    "json_schema",
    "parse",
    "parse_bytes",
    "parse_many",
    "parse_text",
    "records",
    "report",
    "to_dict",
    "to_json",
]

_FROM_MANY = ("ParseResult", "parse_many")


def __getattr__(name: str) -> object:
    # What parsing one letter does not take is imported when it is first used.
    if name not in __all__:
        raise AttributeError(f"module 'imrdoc' has no attribute {name!r}")
    module = import_module("imrdoc._many" if name in _FROM_MANY else "imrdoc._writers")
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
