"""Draws the sample letter with the name of the field that each part of it fills.

    python docs/draw_letter.py docs/_generated/letter.html

The letter is `examples/letter.txt`, which is invented. imrdoc parses it; the spans of its fields say where to
draw. So the drawing shows what the library does, not what somebody remembers of it.
"""

from __future__ import annotations

import html
import sys
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from attrs import frozen

import imrdoc
from imrdoc import Determination, GuidelineStatement, Issue, Span

SAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"
COLUMNS = 66
TABLE_WIDTH = 75
"""A block whose lines, but for the last, are longer than this is a paragraph; any other keeps its lines."""

HEADER = (
    "case_number",
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "priority",
    "application_received",
)
"""The fields of the header table in the order of the letter."""

CHAR, LINE = 6.62, 17
LEFT, TOP = 16, 14
PAPER = LEFT * 2 + COLUMNS * CHAR
BAR = PAPER + 10
NAMES = BAR + 12
WIDTH = 740


class Placed(Protocol):
    """Any object of a letter."""

    def span_of(self, name: str, index: int | None = None) -> Span | None:
        """Where a field stands."""


@frozen
class Mark:
    """A stretch of the letter that fills a field."""

    kind: str
    """The class that its color belongs to."""
    name: str
    """The field, as it is written in code behind the name of its part."""
    start: int
    end: int


@frozen
class Part:
    """A part of the letter that one object stands for."""

    name: str
    """How to get at it."""
    marks: list[Mark]
    framed: bool = True
    """Whether a bracket shows how far it goes; not for what stands inside another part."""
    title: str = ""
    """A line above its name."""


def mark(kind: str, name: str, span: Span | None) -> list[Mark]:
    """One mark, or none if the letter does not state the field."""
    return [Mark(kind, name, span.start, span.end)] if span else []


def fields(kind: str, thing: Placed, *names: str) -> list[Mark]:
    """Marks of the fields of an object; one for each entry of a field that is a tuple."""
    marks: list[Mark] = []
    for name in names:
        value = getattr(thing, name)
        if isinstance(value, tuple):
            for index in range(len(value)):
                marks += mark(kind, f".{name}[{index}]", thing.span_of(name, index))
        else:
            marks += mark(kind, f".{name}", thing.span_of(name))
    return marks


def parts(letter: Determination) -> Iterator[Part]:
    """What is drawn, in the order of the letter."""
    assert letter.case is not None
    yield Part("letter.case", fields("case", letter.case, *HEADER))
    yield Part("letter.how_made", mark("prose", "", letter.span_of("how_made")))
    yield Part("letter.reviewer", fields("reviewer", letter.reviewer, "role"), framed=False)
    yield Part("letter.reviewer", fields("reviewer", letter.reviewer, "licensed_in", "specialties"))
    summary = letter.clinical_summary
    yield Part("letter.clinical_summary.text", mark("prose", "", summary.span_of("text")))
    facts = fields("summary", summary.patient, "age", "sex", "injury_date", "diagnoses")
    yield Part("letter.clinical_summary.patient", facts, framed=False)
    for number, issue in enumerate(letter.issues):
        yield from issue_parts(f"issue = letter.issues[{number}]", issue)


def issue_parts(title: str, issue: Issue) -> Iterator[Part]:
    """The parts of one issue."""
    request = issue.request
    names = ("original", "authorized", "disputed") if request.original else ("text",)
    yield Part("issue.request", fields("request", request, *names), title=title)
    yield Part("issue.decision", mark("decision", "", issue.span_of("decision")))
    for side in ("claims_administrator_guideline", "maximus_guideline"):
        statement: GuidelineStatement = getattr(issue, side)
        marks = mark("prose", "", statement.span_of("text"))
        if not statement.citations:
            marks += mark("guideline", f".basis: {statement.basis.value}", statement.span_of("text"))
        for index, citation in enumerate(statement.citations):
            found = fields("guideline", citation, "title", "year", "sections")
            marks += [
                Mark(each.kind, f".citations[{index}]{each.name}", each.start, each.end) for each in found
            ]
        yield Part(f"issue.{side}", marks)
    yield Part("issue.rationale", mark("prose", "", issue.span_of("rationale")))


def joined(names: list[str]) -> str:
    """The names of fields on one line; what a name has in common with the one before is left out."""
    shown = names[0]
    for before, name in pairwise(names):
        same = before.rpartition(".")[0]
        shown += " " + (name.removeprefix(same) if same else name)
    return shown


def wrapped() -> str:
    """The sample letter, set in lines that leave room for the names."""
    blocks: list[str] = []
    for block in SAMPLE.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        if all(len(line) > TABLE_WIDTH for line in lines[:-1]):
            lines = [" ".join(lines)]
        hang = {"subsequent_indent": "", "break_on_hyphens": False}
        blocks.append("\n".join(part for line in lines for part in wrap(line, hang)))
    return "\n\n".join(blocks) + "\n"


def wrap(line: str, options: dict[str, object]) -> list[str]:
    """One line in several; a line that fits keeps its blanks."""
    return [line] if len(line) <= COLUMNS else textwrap.wrap(line, COLUMNS, **options)  # type: ignore[arg-type]


class Drawing:
    """The picture as it grows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines()
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.below: list[str] = []
        self.above: list[str] = []
        self.stated = [False] * len(text)
        self.next_name = 0

    def top(self, line: int) -> float:
        """Where a line begins, from 0."""
        return TOP + line * LINE

    def segments(self, each: Mark) -> Iterator[tuple[int, int, int]]:
        """Line, first and last column of a mark on each of its lines."""
        for number, line in enumerate(self.lines):
            first = max(each.start - self.starts[number], 0)
            last = min(each.end - self.starts[number], len(line))
            if first < last:
                yield number, first, last

    def box(self, each: Mark) -> None:
        """Color the letter behind a mark."""
        self.stated[each.start : each.end] = [True] * (each.end - each.start)
        for line, first, last in self.segments(each):
            self.below.append(
                f'<rect class="{each.kind}" x="{LEFT + first * CHAR - 2:.1f}" y="{self.top(line) + 1:.1f}" '
                f'width="{(last - first) * CHAR + 4:.1f}" height="{LINE - 2}" rx="3"/>'
            )

    def write(self, x: float, line: int, text: str, kind: str) -> None:
        """Set a text; its width does not depend on the reader's fonts."""
        self.above.append(
            f'<text class="{kind}" x="{x:.1f}" y="{self.top(line) + 12.5:.1f}" '
            f'textLength="{len(text) * CHAR:.1f}" lengthAdjust="spacingAndGlyphs">{html.escape(text)}</text>'
        )

    def bar(self, first: int, last: int) -> None:
        """A bracket beside lines."""
        top, bottom = self.top(first) + 3, self.top(last) + LINE - 3
        self.below.append(f'<path class="bar" d="M{BAR - 4} {top}h4V{bottom}h-4"/>')

    def name(self, part: Part) -> None:
        """Write the name of a part beside it, and the names of its fields beside theirs."""
        lines: dict[int, list[str]] = {}
        last = 0
        for each in part.marks:
            self.box(each)
            touched = [line for line, _, _ in self.segments(each)]
            last = max(last, *touched)
            if each.name:
                lines.setdefault(touched[0], []).append(each.name)
        first = min(line for each in part.marks for line, _, _ in self.segments(each))
        if part.framed:
            self.bar(first, last)
        if part.title:
            at = max(first - 1, self.next_name)
            self.write(NAMES, at, part.title, "title")
            self.next_name = at + 1
        at = max(first, self.next_name)
        self.write(NAMES, at, part.name, "name")
        end = NAMES + len(part.name) * CHAR
        for line, names in sorted(lines.items()):
            text = joined(names)
            if end and line <= at and end + len(text) * CHAR <= WIDTH:
                self.write(end, at, text, "field")
            else:
                at = max(at + 1, line)
                self.write(NAMES + 2 * CHAR, at, text, "field")
            end = 0
        self.next_name = at + 1

    def letter(self) -> None:
        """Write the letter itself; what no field holds is set in gray."""
        for number, line in enumerate(self.lines):
            start = self.starts[number]
            at = 0
            while at < len(line):
                end = at + 1
                while end < len(line) and self.stated[start + end] == self.stated[start + at]:
                    end += 1
                kind = "value" if self.stated[start + at] else "fixed"
                if line[at:end].strip():
                    self.write(LEFT + at * CHAR, number, line[at:end], kind)
                at = end

    def svg(self) -> str:
        """The whole picture."""
        height = TOP * 2 + max(len(self.lines), self.next_name) * LINE
        paper = f'<rect class="paper" x=".5" y=".5" width="{PAPER:.1f}" height="{height - 1}" rx="4"/>'
        title = "The sample letter. Beside each part stands the name of the field that it fills."
        return (
            f'<svg class="letter" role="img" aria-label="{title}" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}">\n' + "\n".join([paper, *self.below, *self.above]) + "\n</svg>"
        )


def draw() -> str:
    """The annotated letter as an element of a page."""
    letter = imrdoc.parse_text(wrapped())
    drawing = Drawing(letter.source.text)
    for part in parts(letter):
        if part.marks:
            drawing.name(part)
    drawing.letter()
    return f'<figure class="drawing"><div class="wide">\n{drawing.svg()}\n</div></figure>\n'


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw(), encoding="utf-8")
