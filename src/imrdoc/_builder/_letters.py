"""Builds a whole letter from its tree."""

from __future__ import annotations

from imrdoc._builder._checks import check_letter
from imrdoc._builder._header import read_header
from imrdoc._builder._issues import build_issue
from imrdoc._builder._patients import read_patient
from imrdoc._builder._places import diagnostic
from imrdoc._builder._reviewers import read_prose, split_specialties, split_states
from imrdoc._engine._tree import Node, Token, make_token
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import (
    CaseHeader,
    ClinicalSummary,
    Credentials,
    Determination,
    Diagnostic,
    DiagnosticCode,
    Patient,
    Reading,
    Reviewer,
    make_places,
)

__all__ = ["build_letter"]


SECTIONS = ("", "how_made", "clinical_summary")
WHOLE = ("",)
TEXT = ("text",)
BLOCK = ("licensure", "specialty")
REVIEWER = ("", "credentials")


def build_letter(reading: Reading, tree: Node, problems: tuple[Diagnostic, ...] = ()) -> Determination:
    """Build the model of a letter.

    Args:
        reading: the letter's reading.
        tree: what the letter grammar made of it.
        problems: what had to be mended in its structure.
    """
    diagnostics: list[Diagnostic] = []
    how_made, summary, decisions = tree.nodes
    case: CaseHeader | None = None
    if tree.tokens:
        preface = tree.tokens[0]
        case, diagnostics = read_header(reading, preface.start, preface.end)
    prose = how_made.tokens[0]
    text = unwrap(reading.text, prose.start, prose.end)
    clinical_summary = _summary(reading, summary.tokens[0])
    reviewer = _reviewer(reading, text, prose, how_made.nodes, diagnostics)
    whole = make_token(("", 0, len(reading.text)))
    nodes = filter(_says_something, decisions.nodes) if problems else decisions.nodes
    issues = tuple([build_issue(reading, node, diagnostics) for node in nodes])
    diagnostics += check_letter(case, clinical_summary, issues)
    return Determination(
        case=case,
        reviewer=reviewer,
        how_made=text,
        clinical_summary=clinical_summary,
        issues=issues,
        diagnostics=(*problems, *diagnostics),
        source=reading.source,
        places=make_places((reading, SECTIONS, (whole, prose, summary.tokens[0]), ())),
    )


def _says_something(issue: Node) -> bool:
    """Whether any part of an issue was found, and not all of them put in."""
    return any(token.start < token.end for token in issue.tokens)


def _summary(reading: Reading, token: Token) -> ClinicalSummary:
    _, start, end = token
    text = unwrap(reading.text, start, end)
    found = read_patient(text)
    return ClinicalSummary(
        text=text,
        patient=Patient(
            age=found.age,
            sex=found.sex,
            injury_date=found.injury_date,
            diagnoses=found.diagnoses,
            places=make_places((reading, WHOLE, (token,), (((text, start), found.offsets),))),
        ),
        places=make_places((reading, TEXT, (token,), ())),
    )


def _reviewer(
    reading: Reading, text: str, prose: Token, blocks: list[Node], diagnostics: list[Diagnostic]
) -> Reviewer:
    found = read_prose(text)
    if not blocks:
        if not found.licensed_in and not found.specialties:
            message = "neither states of licensure nor specialties of the reviewer were found"
            diagnostics.append(
                diagnostic(reading, prose.start, prose.end, DiagnosticCode.UNRECOGNIZED_CREDENTIALS, message)
            )
        return Reviewer(
            role=found.role,
            licensed_in=found.licensed_in,
            specialties=found.specialties,
            places=make_places((reading, WHOLE, (prose,), (((text, prose.start), found.offsets),))),
        )
    licensure, specialty = blocks[0].tokens
    credentials = Credentials(
        licensure=unwrap(reading.text, licensure.start, licensure.end),
        specialty=unwrap(reading.text, specialty.start, specialty.end),
        places=make_places((reading, BLOCK, (licensure, specialty), ())),
    )
    states = split_states(credentials.licensure)
    specialties = split_specialties(credentials.specialty)
    parts = (
        ((credentials.licensure, licensure.start), {"licensed_in": tuple([place for _, place in states])}),
        (
            (credentials.specialty, specialty.start),
            {"specialties": tuple([place for _, place in specialties])},
        ),
        ((text, prose.start), found.offsets),
    )
    block = make_token(("", licensure.start, specialty.end))
    return Reviewer(
        role=found.role,
        licensed_in=tuple([name for name, _ in states]),
        specialties=tuple([name for name, _ in specialties]),
        credentials=credentials,
        places=make_places((reading, REVIEWER, (block, block), parts)),
    )
