"""Builds a whole letter from its tree."""

from __future__ import annotations

from collections.abc import Sequence

from imrdoc._builder._checks import check_end, check_letter
from imrdoc._builder._diagnostics import diagnostic
from imrdoc._builder._header import read_header
from imrdoc._builder._issues import build_issue
from imrdoc._builder._patients import read_patient
from imrdoc._builder._places import LetterPlaces
from imrdoc._builder._recurring import recurring
from imrdoc._builder._reviewers import (
    Names,
    ReviewerReading,
    read_prose,
    read_role,
    split_specialties,
    split_states,
)
from imrdoc._engine._tree import Node, PlainToken
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._lexer._suspect_pages import suspect_pages
from imrdoc._model import (
    CaseHeader,
    ClinicalSummary,
    Determination,
    Diagnostic,
    DiagnosticCode,
    Issue,
    Offsets,
    Reading,
    Reviewer,
)
from imrdoc._model._parts import CREDENTIALS, LETTER, PATIENT, REVIEWER, SUMMARY
from imrdoc._model._quick import (
    make_clinical_summary,
    make_credentials,
    make_determination,
    make_patient,
    make_reviewer,
)

__all__ = ["build_letter"]


_recurring_prose = recurring(read_prose, longest=4_000, most=1_024)
"""Most of the prose on how a determination was made is the same in all letters."""
_recurring_role = recurring(read_role, longest=4_000, most=1_024)
_recurring_states = recurring(lambda text: _names(split_states(text)), longest=1_000, most=1_024)
_recurring_specialties = recurring(lambda text: _names(split_specialties(text)), longest=1_000, most=1_024)


def _names(found: Names) -> tuple[str, ...]:
    return tuple([name for name, _ in found])


def build_letter(
    reading: Reading,
    tree: Node[int],
    tokens: Sequence[PlainToken],
    problems: tuple[Diagnostic, ...] = (),
) -> Determination:
    """Build the model of a letter.

    Args:
        reading: the letter's reading.
        tree: what the letter grammar made of the kinds of its tokens.
        tokens: the tokens that the tree has the numbers of.
        problems: what had to be mended in its structure.
    """
    text = reading.text
    diagnostics = suspect_pages(reading.source)
    how_made, summary, decisions = tree.nodes
    prose, told = tokens[how_made.tokens[0]][1:], tokens[summary.tokens[0]][1:]
    preface = tokens[tree.tokens[0]][1:] if tree.tokens else (0, 0)
    block = tuple([tokens[number][1:] for number in how_made.nodes[0].tokens]) if how_made.nodes else ()
    places = LetterPlaces(reading, preface, prose, block, told)
    case: CaseHeader | None = None
    if tree.tokens:
        case, complaints = read_header(reading, *preface, places)
        diagnostics += complaints
    read_words = _recurring_role if block else _recurring_prose
    how, found = read_words(text[prose[0] : prose[1]])
    reviewer = _reviewer(places, found, prose, block, diagnostics)
    clinical_summary = _summary(places, *told)
    issues: list[Issue] = []
    for issue in decisions.nodes:
        parts = [tokens[number] for number in issue.tokens]
        if not problems or _says_something(parts):
            issues.append(build_issue(reading, parts, diagnostics))
    diagnostics += check_letter(case, clinical_summary, issues)
    if not problems:
        diagnostics += check_end(reading, *tokens[decisions.nodes[-1].tokens[-1]][1:])
    return make_determination(
        case=case,
        reviewer=reviewer,
        how_made=how,
        clinical_summary=clinical_summary,
        issues=tuple(issues),
        diagnostics=(*problems, *diagnostics),
        source=reading.source,
        places=places,
        part=LETTER,
    )


def _says_something(issue: list[PlainToken]) -> bool:
    """Whether any part of an issue was found, and not all of them put in."""
    return any(start < end for _, start, end in issue)


def _summary(places: LetterPlaces, start: int, end: int) -> ClinicalSummary:
    text = unwrap(places.reading.text[start:end])
    found = read_patient(text)
    return make_clinical_summary(
        text=text,
        patient=make_patient(
            age=found.age,
            sex=found.sex,
            injury_date=found.injury_date,
            diagnoses=found.diagnoses,
            places=places,
            part=PATIENT,
        ),
        places=places,
        part=SUMMARY,
    )


def _reviewer(
    places: LetterPlaces,
    found: ReviewerReading,
    prose: Offsets,
    block: tuple[Offsets, ...],
    diagnostics: list[Diagnostic],
) -> Reviewer:
    reading = places.reading
    if not block:
        if not found.licensed_in and not found.specialties:
            message = "neither states of licensure nor specialties of the reviewer were found"
            diagnostics.append(diagnostic(reading, *prose, DiagnosticCode.UNRECOGNIZED_CREDENTIALS, message))
        return make_reviewer(
            role=found.role,
            licensed_in=found.licensed_in,
            specialties=found.specialties,
            places=places,
            part=REVIEWER,
        )
    (start, end), (low, high) = block
    licensure, states = _recurring_states(reading.text[start:end])
    specialty, specialties = _recurring_specialties(reading.text[low:high])
    return make_reviewer(
        role=found.role,
        licensed_in=states,
        specialties=specialties,
        credentials=make_credentials(
            licensure=licensure, specialty=specialty, places=places, part=CREDENTIALS
        ),
        places=places,
        part=REVIEWER,
    )
