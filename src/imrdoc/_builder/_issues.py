"""Builds the disputed treatments of a letter."""

from __future__ import annotations

from functools import lru_cache

from attrs import frozen

from imrdoc._builder._guidelines import StatementReading, read_statement
from imrdoc._builder._places import diagnostic, visible
from imrdoc._builder._requests import read_request
from imrdoc._engine._tree import Node, Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import (
    Citation,
    Decision,
    Diagnostic,
    DiagnosticCode,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Offsets,
    Places,
    Request,
    Severity,
)

__all__ = ["build_issue"]

LONGEST_CACHED = 2_000
"""Characters of a statement that is kept: the same short ones recur thousands of times."""


@frozen
class _Statement:
    """A statement's reading with the places of its citations."""

    reading: StatementReading
    places: tuple[dict[str, tuple[Offsets, ...]], ...]


def build_issue(layout: Layout, node: Node, diagnostics: list[Diagnostic]) -> Issue:
    """Build one issue from its node; what is unusual in it goes to the diagnostics."""
    request, decision, administrator, maximus, why = node.tokens
    reading = layout.reading
    word = reading.text[decision.start : decision.end]
    return Issue(
        request=_request(layout, request),
        decision=Decision(word.capitalize()) if word else Decision.UNSTATED,
        claims_administrator_guideline=_statement(layout, administrator, diagnostics),
        maximus_guideline=_statement(layout, maximus, diagnostics),
        rationale=unwrap(reading.text, why.start, why.end),
        places=Places(
            reading,
            {
                "": ((request.start, why.end),),
                "request": ((request.start, request.end),),
                "decision": ((decision.start, decision.end),),
                "claims_administrator_guideline": ((administrator.start, administrator.end),),
                "maximus_guideline": ((maximus.start, maximus.end),),
                "rationale": ((why.start, why.end),),
            },
        ),
    )


def _request(layout: Layout, token: Token) -> Request:
    reading = read_request(unwrap(layout.reading.text, token.start, token.end))
    return Request(
        text=reading.text,
        disputed=reading.disputed,
        original=reading.original,
        authorized=reading.authorized,
        is_retrospective=reading.is_retrospective,
        date_of_service=reading.date_of_service,
        quantity=reading.quantity,
        service_prefix=reading.service_prefix,
        places=Places(layout.reading, visible(reading.text, reading.offsets), token.start),
    )


def _statement(layout: Layout, token: Token, diagnostics: list[Diagnostic]) -> GuidelineStatement:
    text = unwrap(layout.reading.text, token.start, token.end)
    found = _read_once(text) if len(text) <= LONGEST_CACHED else _read(text)
    reading = found.reading
    if reading.basis is EvidenceBasis.UNRECOGNIZED and text:
        message = "a guideline statement in a form that is not known"
        diagnostics.append(
            diagnostic(layout.reading, token.start, token.end, DiagnosticCode.UNRECOGNIZED_GUIDELINE, message)
        )
    for title in reading.unknown_titles:
        message = f"the MTUS title {title!r} is not in the vocabulary"
        diagnostics.append(
            diagnostic(
                layout.reading, token.start, token.end, DiagnosticCode.UNKNOWN_MTUS_TITLE, message, Severity.NOTE
            )
        )
    return GuidelineStatement(
        text=text,
        basis=reading.basis,
        citations=tuple(
            [
                Citation(
                    source=citation.source,
                    title=citation.title,
                    year=citation.year,
                    sections=citation.sections,
                    pages=citation.pages,
                    text=citation.text,
                    regulation=citation.regulation,
                    places=Places(layout.reading, places, token.start),
                )
                for citation, places in zip(reading.citations, found.places, strict=True)
            ]
        ),
        places=Places(layout.reading, {"": ((token.start, token.end),), "text": ((token.start, token.end),)}),
    )


def _read(text: str) -> _Statement:
    reading = read_statement(text)
    return _Statement(reading, tuple(visible(text, citation.offsets) for citation in reading.citations))


_read_once = lru_cache(maxsize=4096)(_read)
