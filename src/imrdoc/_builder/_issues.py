"""Builds the disputed treatments of a letter."""

from __future__ import annotations

from imrdoc._builder._guidelines import read_statement
from imrdoc._builder._places import diagnostic
from imrdoc._builder._requests import read_request
from imrdoc._engine._tree import Node, Token
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import (
    Citation,
    Decision,
    Diagnostic,
    DiagnosticCode,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Reading,
    Request,
    Severity,
    make_places,
)

__all__ = ["build_issue"]

PARTS = ("request", "decision", "claims_administrator_guideline", "maximus_guideline", "rationale")
"""What the tokens of an issue are, in order."""
WHOLE = ("",)
TEXT = ("text",)


def build_issue(reading: Reading, node: Node, diagnostics: list[Diagnostic]) -> Issue:
    """Build one issue from its node; what is unusual in it goes to the diagnostics."""
    request, decision, administrator, maximus, why = node.tokens
    word = reading.text[decision.start : decision.end]
    return Issue(
        request=_request(reading, request),
        decision=Decision(word.capitalize()) if word else Decision.UNSTATED,
        claims_administrator_guideline=_statement(reading, administrator, diagnostics),
        maximus_guideline=_statement(reading, maximus, diagnostics),
        rationale=unwrap(reading.text, why.start, why.end),
        places=make_places((reading, PARTS, node.tokens, ())),
    )


def _request(reading: Reading, token: Token) -> Request:
    text = unwrap(reading.text, token.start, token.end)
    found = read_request(text)
    return Request(
        text=text,
        disputed=found.disputed,
        original=found.original,
        authorized=found.authorized,
        is_retrospective=found.is_retrospective,
        date_of_service=found.date_of_service,
        quantity=found.quantity,
        service_prefix=found.service_prefix,
        places=make_places((reading, WHOLE, (token,), (((text, token.start), found.offsets),))),
    )


def _statement(reading: Reading, token: Token, diagnostics: list[Diagnostic]) -> GuidelineStatement:
    _, start, end = token
    text = unwrap(reading.text, start, end)
    found = read_statement(text)
    if found.basis is EvidenceBasis.UNRECOGNIZED and text:
        message = "a guideline statement in a form that is not known"
        diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.UNRECOGNIZED_GUIDELINE, message))
    for title in found.unknown_titles:
        message = f"the MTUS title {title!r} is not in the vocabulary"
        diagnostics.append(
            diagnostic(reading, start, end, DiagnosticCode.UNKNOWN_MTUS_TITLE, message, Severity.NOTE)
        )
    value = (text, start)
    return GuidelineStatement(
        text=text,
        basis=found.basis,
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
                    places=make_places((reading, (), (), ((value, citation.offsets),))),
                )
                for citation in found.citations
            ]
        ),
        places=make_places((reading, TEXT, (token,), ())),
    )
