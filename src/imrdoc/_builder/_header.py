"""Reads the table at the top of a letter: which value belongs to which label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from imrdoc._builder._dates import parse_date
from imrdoc._builder._diagnostics import diagnostic
from imrdoc._engine._parser import BESIDE
from imrdoc._engine._tables import parser
from imrdoc._lexer._paragraphs import fold_blanks, plain_hyphens
from imrdoc._lexer._table import table_tokens
from imrdoc._model import CaseHeader, Diagnostic, DiagnosticCode, Offsets, Places, Reading
from imrdoc._model._parts import CASE
from imrdoc._model._quick import make_case_header

__all__ = ["read_header", "read_table"]

LABEL = "_LABEL"
SPLIT_LABEL = "APPLICATION_LABEL_START"
SPLIT_LABEL_END = "APPLICATION_LABEL_END"
SPLIT_FIELD = "application_received"
NUMBER, PRIORITY = "case_number", "priority"
FORMS = {NUMBER: ("CASE_NUMBER",), PRIORITY: ("PRIORITY", "WORD")}
"""What kinds of values the labels ask for that do not ask for a date."""
DATE = ("DATE",)
ZEROS = bytes.maketrans(b"123456789", b"000000000")
LONGEST_KEPT = 1_000
"""Bytes of a table whose reading is kept."""
MOST_KEPT = 1_024
"""Readings of tables that are kept."""

Stretches: TypeAlias = Mapping[str, Offsets]
"""Where something stands in the text of a table, by field."""


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    """The field that each label names."""
    fields = {kind: kind.removesuffix(LABEL).lower() for kind in parser("header").notes}
    return {**fields, **{kind + BESIDE: field for kind, field in fields.items()}}


def read_table(table: str) -> tuple[Stretches, Stretches]:
    """The labels of a table, and the value of each.

    Tools print the table in few forms, and a form with other digits has everything in the same places. So a
    form is read once, with zeros for its digits.
    """
    form = table.encode("utf-8", "surrogatepass").translate(ZEROS)  # bytes are translated ten times as fast
    return _kept(form) if len(form) <= LONGEST_KEPT else _read(form)


def _read(form: bytes) -> tuple[Stretches, Stretches]:
    table = form.decode("utf-8", "surrogatepass")
    tokens = table_tokens(table, 0, len(table))
    tokens = tokens[_last_table([token.kind for token in tokens]) :]
    labels, values = _pair([token.kind for token in tokens])
    return (
        {field: tokens[number][1:] for field, number in labels.items()},
        {field: tokens[number][1:] for field, number in values.items()},
    )


_kept = lru_cache(maxsize=MOST_KEPT)(_read)


def read_header(
    reading: Reading, start: int, end: int, places: Places
) -> tuple[CaseHeader | None, list[Diagnostic]]:
    """Read the text before the first heading.

    Args:
        reading: the letter.
        start: where that text begins.
        end: where it ends.
        places: who knows the places of the table.

    Returns:
        The table, None if there is none, and what is wrong with it.
    """
    table = reading.text[start:end]
    labels, values = read_table(table)
    if not labels:
        return None, []
    written = {field: table[low:high] for field, (low, high) in values.items()}
    number = written.pop(NUMBER, "")
    priority = written.pop(PRIORITY, "")
    dates = {field: parse_date(date) for field, date in written.items()}
    case = make_case_header(
        case_number=plain_hyphens("".join(number.split())),
        priority=priority,
        places=places,
        part=CASE,
        **dates,
    )
    if len(values) == len(parser("header").notes) and all(dates.values()):
        return case, []
    return case, _complaints(reading, start, labels, values, case)


def _complaints(
    reading: Reading, at: int, labels: Stretches, values: Stretches, case: CaseHeader
) -> list[Diagnostic]:
    """What is missing from the table, and which dates do not exist."""
    diagnostics: list[Diagnostic] = []
    whole = next(iter(labels.values()))
    for kind, name in parser("header").notes.items():
        field = _fields()[kind]
        if field not in values:
            start, end = labels.get(field, whole)
            message = f"{name} is missing"
            diagnostics.append(
                diagnostic(reading, at + start, at + end, DiagnosticCode.MISSING_VALUE, message)
            )
        elif getattr(case, field) is None:
            start, end = at + values[field][0], at + values[field][1]
            message = f"{name} {fold_blanks(reading.text[start:end])} does not exist"
            diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.INVALID_DATE, message))
    return diagnostics


def _last_table(kinds: Sequence[str]) -> int:
    """Where the last table begins. What stands above may have the same labels, as a cover letter."""
    fields = _fields()
    below: set[str] = set()
    for number in range(len(kinds) - 1, -1, -1):
        field = fields.get(kinds[number])
        if field in below:
            return next(index for index in range(number + 1, len(kinds)) if kinds[index] in fields)
        if field:
            below.add(field)
    return 0


def _pair(kinds: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The labels, and the value of each, by their numbers among the tokens of a table.

    A value straight behind its label on one line is sure. The labels and values left over are paired in
    order, if there are as many of the one as of the other: so tools print columns.
    """
    fields = _fields()
    labels: dict[str, int] = {}
    paired: dict[str, int] = {}
    rest: list[tuple[str, int]] = []
    beside = ""
    for kind, number in _with_whole_labels(kinds):
        if kind in fields:
            labels.setdefault(fields[kind], number)
            beside = fields[kind] if kind.endswith(BESIDE) else ""
            continue
        if beside and beside not in paired and kind in FORMS.get(beside, DATE):
            paired[beside] = number
        else:
            rest.append((kind, number))
        beside = ""
    for wanted, (form, *_) in FORMS.items():
        if wanted not in paired:
            found = [number for kind, number in rest if kind == form]
            if found:
                paired[wanted] = found[0]
    dateless = [field for field in labels if field not in paired and field not in FORMS]
    dates = [number for kind, number in rest if kind in DATE]
    if labels and len(dates) > len(dateless):  # a date above all labels may be another one, as that of a fax
        dates = [number for number in dates if number > min(labels.values())] or dates
    if len(dateless) == len(dates):
        paired.update(zip(dateless, dates, strict=True))
    else:
        crowded = {fields[kind] for kind in kinds if kind.endswith(BESIDE) and kind in fields}
        paired.update(_neighbors(labels, dateless, dates, crowded & {*dateless}))
    return labels, paired


def _neighbors(
    labels: dict[str, int], dateless: list[str], dates: list[int], crowded: set[str]
) -> dict[str, int]:
    """Dates that can be told to belong to a label, where some are missing.

    Where none stands in a column, each belongs to the label above it, unless a label before that one shares
    its line and has no date either. Of columns, those are read that have as many dates as labels without one.
    But a date above a label that has none may belong to that one, too: it belongs to none.
    """
    fields = {labels[field]: field for field in labels}
    columns: list[tuple[list[str], list[int]]] = []
    for number in sorted([*fields, *dates]):
        if number in fields:
            if not columns or columns[-1][1]:
                columns.append(([], []))
            columns[-1][0].append(fields[number])
        elif columns:
            columns[-1][1].append(number)
    if all(len(found) <= 1 for _, found in columns):
        return {
            names[-1]: found[0]
            for names, found in columns
            if found and names[-1] in dateless and crowded.isdisjoint(names[:-1])
        }
    asking = [([name for name in names if name in dateless], found) for names, found in columns]
    paired: dict[str, int] = {}
    for (wanted, found), (below, behind) in zip(asking, [*asking[1:], ([], [])], strict=True):
        if len(wanted) == len(found) and (behind or not below):
            paired.update(zip(wanted, found, strict=True))
    return paired


def _with_whole_labels(kinds: Sequence[str]) -> list[tuple[str, int]]:
    """The kinds with their numbers; a label that was split around its value is one, at its first word."""
    numbered = [(kind, number) for number, kind in enumerate(kinds)]
    if SPLIT_LABEL_END not in kinds:
        return numbered
    end = kinds.index(SPLIT_LABEL_END)
    start = kinds.index(SPLIT_LABEL) if SPLIT_LABEL in kinds[:end] else end
    label = (SPLIT_FIELD.upper() + LABEL, start)
    return [*numbered[:start], label, *(each for each in numbered[start + 1 :] if each[1] != end)]
