"""Builds a whole letter from its tree."""

from __future__ import annotations

from imrdoc._builder._checks import check_letter
from imrdoc._builder._header import read_header
from imrdoc._builder._issues import build_issue
from imrdoc._builder._patients import read_patient
from imrdoc._builder._places import diagnostic, together, visible
from imrdoc._builder._reviewers import read_prose, split_specialties, split_states
from imrdoc._engine._tree import Node, Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import (
    CaseHeader,
    ClinicalSummary,
    Credentials,
    Determination,
    Diagnostic,
    DiagnosticCode,
    Offsets,
    Patient,
    Places,
    Reviewer,
)

__all__ = ["build_letter"]


def build_letter(layout: Layout, tree: Node, problems: tuple[Diagnostic, ...] = ()) -> Determination:
    """Build the model of a letter.

    Args:
        layout: the letter's layout with its reading.
        tree: what the letter grammar made of it.
        problems: what had to be mended in its structure.
    """
    diagnostics: list[Diagnostic] = []
    how_made, summary, decisions = tree.nodes
    reading = layout.reading
    case: CaseHeader | None = None
    places: dict[str, tuple[Offsets, ...]] = {"": ((0, len(reading.text)),)}
    if tree.tokens:
        preface = tree.tokens[0]
        case, diagnostics = read_header(reading, preface.start, preface.end)
        if case is not None:
            places["case"] = ((preface.start, preface.end),)
    prose = how_made.tokens[0]
    places["how_made"] = ((prose.start, prose.end),)
    text = unwrap(layout.reading.text, prose.start, prose.end)
    clinical_summary = _summary(layout, summary.tokens[0])
    places["clinical_summary"] = ((summary.tokens[0].start, summary.tokens[0].end),)
    reviewer = _reviewer(layout, text, prose, how_made.nodes, diagnostics)
    issues = tuple([build_issue(layout, node, diagnostics) for node in decisions.nodes if node.start >= 0])
    diagnostics += check_letter(case, clinical_summary, issues)
    return Determination(
        case=case,
        reviewer=reviewer,
        how_made=text,
        clinical_summary=clinical_summary,
        issues=issues,
        diagnostics=(*problems, *diagnostics),
        source=reading.source,
        places=Places(reading, places),
    )


def _summary(layout: Layout, token: Token) -> ClinicalSummary:
    text = unwrap(layout.reading.text, token.start, token.end)
    reading = read_patient(text)
    return ClinicalSummary(
        text=text,
        patient=Patient(
            age=reading.age,
            sex=reading.sex,
            injury_date=reading.injury_date,
            diagnoses=reading.diagnoses,
            places=Places(layout.reading, visible(text, reading.offsets), token.start),
        ),
        places=Places(
            layout.reading,
            {"": ((token.start, token.end),), "text": ((token.start, token.end),)},
        ),
    )


def _reviewer(layout: Layout, text: str, prose: Token, blocks: list[Node], diagnostics: list[Diagnostic]) -> Reviewer:
    reading = read_prose(text)
    if not blocks:
        if not reading.licensed_in and not reading.specialties:
            message = "neither states of licensure nor specialties of the reviewer were found"
            diagnostics.append(
                diagnostic(layout.reading, prose.start, prose.end, DiagnosticCode.UNRECOGNIZED_CREDENTIALS, message)
            )
        return Reviewer(
            role=reading.role,
            licensed_in=reading.licensed_in,
            specialties=reading.specialties,
            places=Places(layout.reading, visible(text, reading.offsets), prose.start),
        )
    licensure, specialty = blocks[0].tokens
    block = (licensure.start, specialty.end)
    credentials = Credentials(
        licensure=unwrap(layout.reading.text, licensure.start, licensure.end),
        specialty=unwrap(layout.reading.text, specialty.start, specialty.end),
        places=Places(
            layout.reading,
            {
                "": (block,),
                "licensure": ((licensure.start, licensure.end),),
                "specialty": ((specialty.start, specialty.end),),
            },
        ),
    )
    states = split_states(credentials.licensure)
    specialties = split_specialties(credentials.specialty)
    parts = (
        (text, prose, {"role": reading.offsets.get("role", ())}),
        (credentials.licensure, licensure, {"licensed_in": tuple([place for _, place in states])}),
        (credentials.specialty, specialty, {"specialties": tuple([place for _, place in specialties])}),
    )
    return Reviewer(
        role=reading.role,
        licensed_in=tuple([name for name, _ in states]),
        specialties=tuple([name for name, _ in specialties]),
        credentials=credentials,
        places=together(layout.reading, parts, block),
    )
