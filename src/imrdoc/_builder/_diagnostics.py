"""Makes diagnostics that point into the source."""

from __future__ import annotations

from imrdoc._model import Diagnostic, DiagnosticCode, Reading, Severity

__all__ = ["diagnostic"]


def diagnostic(
    reading: Reading,
    start: int,
    end: int,
    code: DiagnosticCode,
    message: str,
    severity: Severity = Severity.WARNING,
) -> Diagnostic:
    """A diagnostic about a stretch of the reading."""
    return Diagnostic(code=code, severity=severity, message=message, span=reading.span(start, end))
