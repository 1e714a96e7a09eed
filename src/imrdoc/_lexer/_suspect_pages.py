"""Looks for pages of a source that are pictures, and for pages that are there twice."""

from __future__ import annotations

from imrdoc._model import Diagnostic, DiagnosticCode, Severity, SourceText

__all__ = ["suspect_pages"]

BEGINNING = 80
"""Characters of a page that are compared first: hardly any two pages begin alike."""
LEAST = 100
"""Characters of a page that is told to be there twice. Shorter ones may look alike."""


def suspect_pages(source: SourceText) -> list[Diagnostic]:
    """What makes one think that words of a letter are missing from its source, or are there twice."""
    starts = source.page_starts
    if not source.pages_without_text and len({source.text[at : at + BEGINNING] for at in starts}) == len(
        starts
    ):
        return []
    found = [
        _warning(
            source,
            number,
            DiagnosticCode.PAGE_WITHOUT_TEXT,
            f"page {number} of {len(starts)} is a picture without text: what it says is not read",
        )
        for number in source.pages_without_text
    ]
    for number, first in _repeated(source):
        message = f"page {number} says the same as page {first}"
        found.append(_warning(source, number, DiagnosticCode.REPEATED_PAGE, message))
    return found


def _repeated(source: SourceText) -> list[tuple[int, int]]:
    """The numbers of pages that say what a page before them says, each with the number of that page."""
    text, starts = source.text, source.page_starts
    seen: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        page = text[start:end].strip()
        if len(page) >= LEAST and seen.setdefault(page, number) < number:
            found.append((number, seen[page]))
    return found


def _warning(source: SourceText, page: int, code: DiagnosticCode, message: str) -> Diagnostic:
    start = source.page_starts[page - 1]
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, span=source.span(start, start))
