"""Writes a letter as text, in the many ways that extraction tools do."""

from __future__ import annotations

import datetime
import textwrap
from enum import Enum

from attrs import frozen
from hypothesis import strategies as st

from imrdoc import CaseHeader, Determination

LEAD_IN = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, "
    "including all medical records:"
)
ISSUES_LEAD_IN = (
    "The Final Determination was based on decisions for the disputed items/services set forth below:"
)


class Spacing(Enum):
    """What becomes of blank lines."""

    GAPS = "one between paragraphs"
    NONE = "none at all"
    DOUBLE = "one between lines, three between paragraphs"


class Table(Enum):
    """The order in which the header table comes out."""

    ROWS = "row by row"
    CELLS = "one cell in a line"
    COLUMNS = "a column of labels, then a column of values"
    SHUFFLED = "values before or inside their labels"


class Marks(Enum):
    """How headings and labels are written."""

    PLAIN = "as published"
    LOWER = "in small letters"
    WIDE = "with blanks too many"
    BROKEN = "headings broken over two lines"


@frozen(kw_only=True)
class Style:
    """One way to write a letter."""

    width: int = 90
    spacing: Spacing = Spacing.GAPS
    table: Table = Table.ROWS
    marks: Marks = Marks.PLAIN
    newline: str = "\n"
    trailing: str = ""
    indent: int = 0
    centered: bool = False
    page_lines: int | None = None
    form_feeds: bool = True
    footers: bool = False


styles = st.builds(
    Style,
    width=st.integers(60, 120),
    spacing=st.sampled_from(Spacing),
    table=st.sampled_from(Table),
    marks=st.sampled_from(Marks),
    newline=st.sampled_from(["\n", "\r\n"]),
    trailing=st.sampled_from(["", " ", "  "]),
    indent=st.integers(0, 8),
    centered=st.booleans(),
    page_lines=st.none() | st.integers(20, 60),
    form_feeds=st.booleans(),
    footers=st.booleans(),
)


def render(letter: Determination, style: Style) -> str:
    """The letter as text."""
    return _paged(_lines(letter, style), style)


def _lines(letter: Determination, style: Style) -> list[str]:
    """Its lines, with an empty one between paragraphs."""
    lines = _table(letter.case, style) if letter.case else []
    lines += _heading("HOW THE IMR FINAL DETERMINATION WAS MADE", style)
    lines += _paragraph(letter.how_made, style)
    credentials = letter.reviewer.credentials
    if credentials:
        block = [
            "The Expert Reviewer has the following credentials:",
            f"{_label('State(s) of Licensure:', style)} {credentials.licensure}",
            f"{_label('Certification(s)/Specialty:', style)} {credentials.specialty}",
        ]
        lines += [line for part in block for line in _wrap(part, style)] + [""]
    lines += _heading("CLINICAL CASE SUMMARY", style)
    lines += _paragraph(LEAD_IN, style)
    for paragraph in letter.clinical_summary.text.split("\n\n"):
        lines += _paragraph(paragraph, style)
    lines += _heading("IMR ISSUES, DECISIONS AND RATIONALES", style)
    lines += _paragraph(ISSUES_LEAD_IN, style)
    for issue in letter.issues:
        lines += _paragraph(f"{issue.request.text}: {issue.decision.value}", style)
        for label, text in (
            ("Claims Administrator guideline:", issue.claims_administrator_guideline.text),
            ("MAXIMUS guideline:", issue.maximus_guideline.text),
            ("Decision rationale:", issue.rationale),
        ):
            first, *others = text.split("\n\n")
            lines += _paragraph(f"{_label(label, style)} {first}", style)
            for paragraph in others:
                lines += _paragraph(paragraph, style)
    return lines


def _wrap(text: str, style: Style) -> list[str]:
    return textwrap.wrap(text, style.width, break_long_words=False)


def _paragraph(text: str, style: Style) -> list[str]:
    return [*_wrap(text, style), ""]


def _label(label: str, style: Style) -> str:
    if style.marks is Marks.LOWER:
        return label.lower()
    return label.replace(" ", "  ").replace(":", " :") if style.marks is Marks.WIDE else label


def _heading(heading: str, style: Style) -> list[str]:
    if style.marks is Marks.LOWER:
        heading = heading.capitalize()
    if style.marks is Marks.WIDE:
        heading = heading.replace(" ", "   ")
    if style.marks is Marks.BROKEN:
        middle = heading.index(" ", len(heading) // 2)
        return [heading[:middle], heading[middle + 1 :], ""]
    return [heading.center(style.width) if style.centered else heading, ""]


def _date(day: datetime.date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else ""


def _table(case: CaseHeader, style: Style) -> list[str]:
    cells = [
        ("Case Number:", case.case_number),
        ("Date Assigned:", _date(case.date_assigned)),
        ("Date of Injury:", _date(case.date_of_injury)),
        ("Decision Date:", _date(case.decision_date)),
        ("UR Denial Date:", _date(case.ur_denial_date)),
        ("Priority:", case.priority),
        ("Application Received:", _date(case.application_received)),
    ]
    number, assigned, injury, decision, denial, priority, received = [
        (_label(label, style), value) for label, value in cells
    ]
    left, right = (number, assigned, decision, priority), (injury, denial, received)
    if style.table is Table.ROWS:
        rows = [number, (*assigned, *injury), (*decision, *denial), (*priority, *received)]
        return [*("  ".join(row) for row in rows), ""]
    if style.table is Table.CELLS:
        return [
            *(
                text
                for cell in (number, assigned, injury, decision, denial, priority, received)
                for text in cell
            ),
            "",
        ]
    if style.table is Table.COLUMNS:
        return [line for side in (left, right) for column in zip(*side, strict=True) for line in column] + [
            ""
        ]
    lines = [line for column in zip(*left, strict=True) for line in column]
    label = received[0].split()
    return [*lines, injury[1], injury[0], "  ".join(denial), label[0], received[1], " ".join(label[1:]), ""]


def _paged(lines: list[str], style: Style) -> str:
    """The lines with their blank lines and page breaks as the style has them."""
    while lines and not lines[-1]:
        lines.pop()
    shown: list[str] = []
    page, on_page = 1, 0
    for index, line in enumerate(lines):
        if line:
            shown.append(" " * style.indent + line + style.trailing)
            on_page += 1
            if style.spacing is Spacing.DOUBLE:
                shown.append("")
        elif style.spacing is Spacing.GAPS:
            shown.append(style.trailing)
        elif style.spacing is Spacing.DOUBLE:
            shown += [style.trailing, ""]
        if style.page_lines and on_page == style.page_lines and index < len(lines) - 1:
            page, on_page = page + 1, 0
            shown += _page_end(page, style)
    return style.newline.join(shown) + style.newline


def _page_end(page: int, style: Style) -> list[str]:
    foot = [f"Final Determination Letter for IMR Case Number CM14-0000000   {page}"] if style.footers else []
    return ["", *foot, "", *(["\f"] if style.form_feeds else [])] if style.form_feeds or style.footers else []
