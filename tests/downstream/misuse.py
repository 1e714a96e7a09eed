"""What type checkers must refuse. Each line with the mark `# refused` must be an error, and no other line."""

from __future__ import annotations

from pathlib import Path

import imrdoc
from imrdoc import CaseHeader, Decision, Determination, Issue, Patient, Sex


def frozen(letter: Determination, issue: Issue, patient: Patient) -> None:
    letter.how_made = "other"  # refused
    letter.outcome = imrdoc.Outcome.UPHELD  # refused
    issue.decision = Decision.UPHELD  # refused
    issue.request.text = "other"  # refused
    patient.age = 44  # refused
    letter.issues[0] = issue  # refused
    letter.issues.append(issue)  # refused


def keywords(letter: Determination) -> None:
    imrdoc.parse("letter.pdf", lenient=True)  # refused
    imrdoc.parse("letter.pdf", False)  # refused
    imrdoc.parse()  # refused
    imrdoc.parse_text(b"bytes")  # refused
    imrdoc.parse_bytes("text")  # refused
    imrdoc.parse_many(Path("letter.pdf"))  # refused
    imrdoc.parse_many(["letter.pdf"], workers="two")  # refused
    imrdoc.parse_text("", limits=10)  # refused
    CaseHeader("CM17-0000000", "Standard")  # refused
    CaseHeader(case_number="CM17-0000000")  # refused
    CaseHeader(case_number="CM17-0000000", priority="Standard", decision_date="2017-02-21")  # refused
    letter.span_of(0)  # refused


def missing(letter: Determination, patient: Patient) -> None:
    print(letter.case.case_number)  # refused
    print(letter.case_number)  # refused
    print(letter.issues[0].maximus_guideline.citations[0].year + 1)  # refused
    print(patient.sex.value)  # refused
    print(Decision.DENIED)  # refused
    print(next(imrdoc.records([letter]))["verdict"])  # refused


def fine(patient: Patient) -> Patient:
    """Not refused: so a checker that refuses everything fails."""
    return Patient(age=44, sex=Sex.FEMALE, diagnoses=("strain",)) if patient.age is None else patient
