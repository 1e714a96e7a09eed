"""`imrdoc show`: a letter as a page for a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from imrdoc._cli._console import plain
from imrdoc._cli._text import clean
from imrdoc._model import (
    CaseHeader,
    Citation,
    CitationSource,
    ClinicalSummary,
    Decision,
    Determination,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Outcome,
    Patient,
    Request,
)

__all__ = ["page"]

DECISIONS = {
    Decision.UPHELD: ("✗ Upheld", "red", "the denial stands"),
    Decision.OVERTURNED: ("✓ Overturned", "green", "the denial falls"),
    Decision.UNSTATED: ("? Unstated", "yellow", "no decision was found"),
}
OUTCOMES = {
    Outcome.UPHELD: ("Upheld", "red"),
    Outcome.OVERTURNED: ("Overturned", "green"),
    Outcome.PARTIALLY_OVERTURNED: ("Partially overturned", "yellow"),
    Outcome.UNSTATED: ("Outcome unknown", "yellow"),
}
STEPS = (
    ("date_of_injury", "Injury"),
    ("ur_denial_date", "Denial"),
    ("application_received", "Application"),
    ("date_assigned", "Assignment"),
    ("decision_date", "Decision"),
)
"""The dates of a case as they follow each other."""
MARGIN = 3


def page(letter: Determination) -> RenderableType:
    """Lay a letter out for the terminal.

    Args:
        letter: the letter; what it lacks is left out.

    Returns:
        Something that a rich console prints.
    """
    return Group(
        *_title(letter),
        *_course(letter.case),
        *_people(letter),
        *_overview(letter),
        _indented(_summary(letter.clinical_summary)),
        *(part for number, issue in enumerate(letter.issues, 1) for part in _issue(issue, number)),
    )


def _title(letter: Determination) -> Iterator[RenderableType]:
    name, color = OUTCOMES[letter.outcome]
    case, count = letter.case, len(letter.issues)
    notes = [f"{count} disputed treatment{'' if count == 1 else 's'}"]
    if case and case.priority:
        notes.append(f"{case.priority} priority")
    heading = plain(case.case_number if case else letter.source.path or "Letter without a header", "bold")
    yield Rule(style=color)
    yield Padding(
        Text("   ").join([heading, Text(name, f"bold {color}"), plain(" · ".join(notes), "dim")]),
        (0, 0, 0, 1),
    )
    yield Rule(style=color)


def _course(case: CaseHeader | None) -> Iterator[RenderableType]:
    """The dates of the case in a row, each below its name."""
    dates: list[tuple[str, datetime.date | None]] = [
        (name, getattr(case, field, None)) for field, name in STEPS
    ]
    steps = [Text.assemble((name, "dim"), f"\n{date:%m/%d/%Y}") for name, date in dates if date]
    if steps:
        yield _indented(Columns(steps, padding=(0, 3)))


def _people(letter: Determination) -> Iterator[RenderableType]:
    reviewer, patient = letter.reviewer, letter.clinical_summary.patient
    facts: list[tuple[str, RenderableType]] = [
        ("Reviewer", _sentence([*reviewer.specialties])),
        ("Licensed in", _sentence([*reviewer.licensed_in])),
        ("Patient", _patient(patient)),
    ]
    yield _indented(_labeled(facts))


def _patient(patient: Patient) -> Text:
    parts = [
        patient.sex.value if patient.sex else "",
        f"{patient.age} years" if patient.age is not None else "",
        f"injured {patient.injury_date:%m/%d/%Y}" if patient.injury_date else "",
    ]
    return _sentence([part for part in parts if part])


def _sentence(parts: list[str]) -> Text:
    return plain(", ".join(parts))


def _overview(letter: Determination) -> Iterator[RenderableType]:
    """What was decided, at a glance: a line for each of several issues."""
    if len(letter.issues) == 1:
        return
    lines: list[Text] = []
    for number, issue in enumerate(letter.issues, 1):
        name, color, _ = DECISIONS[issue.decision]
        line = Text(f"{number:2}  {name:<12}  ", color, no_wrap=True, overflow="ellipsis")
        lines.append(line.append_text(plain(issue.request.disputed, "default")))
    yield _indented(Group(*lines))


def _summary(summary: ClinicalSummary) -> Text:
    """The clinical summary, with the sentences that state diagnoses brought out."""
    text = plain(summary.text)
    for sentence in map(clean, summary.patient.diagnoses):
        start = text.plain.find(sentence)
        if start >= 0:
            text.stylize("bold", start, start + len(sentence))
    return text


def _issue(issue: Issue, number: int) -> Iterator[RenderableType]:
    name, color, meaning = DECISIONS[issue.decision]
    request = issue.request
    heading = Table.grid(padding=(0, 1))
    heading.add_column(style=f"bold {color}", justify="right", width=MARGIN - 1)
    heading.add_row(str(number), plain(request.disputed, "bold"))
    heading.add_row("", Text.assemble((name, f"bold {color}"), (f"  {meaning}", color)))
    yield Padding(heading, (0, 0, 1, 0))
    facts: list[tuple[str, RenderableType]] = [
        ("First requested", plain(request.original or "")),
        ("Authorized", plain(request.authorized or "")),
        ("Delivered", _delivered(request)),
        ("Administrator cites", _cited(issue.claims_administrator_guideline)),
        ("Reviewer cites", _cited(issue.maximus_guideline)),
    ]
    yield _indented(_labeled(facts))
    yield _indented(plain(issue.rationale))


def _delivered(request: Request) -> Text:
    if not request.is_retrospective:
        return Text()
    day = request.date_of_service
    return Text(f"before it was asked for, on {day:%m/%d/%Y}" if day else "before it was asked for")


def _cited(statement: GuidelineStatement) -> RenderableType:
    if statement.basis is EvidenceBasis.NONE_CITED:
        return Text("no medical evidence")
    if not statement.citations:
        return plain(statement.text)
    bullets = Table.grid(padding=(0, 1))
    for citation in statement.citations:
        bullets.add_row("•", _citation(citation))
    return bullets


def _citation(citation: Citation) -> Text:
    if citation.source is CitationSource.NON_MTUS:
        return plain(citation.text)
    title = citation.title if citation.year is None else f"{citation.title} {citation.year}"
    parts = [plain(title, "cyan")]
    if citation.sections:
        parts.append(plain(f": {', '.join(citation.sections)}"))
    if citation.pages:
        parts.append(plain(f", pages {citation.pages}"))
    if citation.regulation:
        parts.append(plain(f"  §{citation.regulation}", "dim"))
    return Text().join(parts)


def _labeled(facts: list[tuple[str, RenderableType]]) -> Table:
    """Values beside their names; empty texts are left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    for label, value in facts:
        if not isinstance(value, Text) or value:
            grid.add_row(label, value)
    return grid


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, MARGIN, 1, MARGIN), expand=False)
