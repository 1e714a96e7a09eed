"""Reads the table at the top of a letter: which value belongs to which label."""

from __future__ import annotations

from functools import lru_cache

from imrdoc._builder._dates import parse_date
from imrdoc._builder._diagnostics import diagnostic
from imrdoc._engine._parser import BESIDE
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._table import table_tokens
from imrdoc._model import CaseHeader, Diagnostic, DiagnosticCode, Places, Reading
from imrdoc._model._parts import CASE

__all__ = ["read_header", "read_table"]

LABEL = "_LABEL"
SPLIT_LABEL = "APPLICATION_LABEL_START"
SPLIT_LABEL_END = "APPLICATION_LABEL_END"
SPLIT_FIELD = "application_received"
NUMBER, PRIORITY = "case_number", "priority"
FORMS = {NUMBER: ("CASE_NUMBER",), PRIORITY: ("PRIORITY", "WORD")}
"""What kinds of values the labels ask for that do not ask for a date."""
DATE = ("DATE",)
LONGEST_KEPT = 100
"""Tokens of a table whose pairs are kept."""


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    """The field that each label names."""
    fields = {kind: kind.removesuffix(LABEL).lower() for kind in parser("header").notes}
    return {**fields, **{kind + BESIDE: field for kind, field in fields.items()}}


def read_table(text: str, start: int, end: int) -> tuple[dict[str, Token], dict[str, Token]]:
    """The labels of the table and the value of each, by field."""
    tokens = table_tokens(text, start, end)
    kinds = tuple([token[0] for token in tokens])
    labels, values = _pair_once(kinds) if len(kinds) <= LONGEST_KEPT else _pair(kinds)
    return (
        {field: tokens[number] for field, number in labels.items()},
        {field: tokens[number] for field, number in values.items()},
    )


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
    text = reading.text
    labels, values = read_table(text, start, end)
    if not labels:
        return None, []
    written = {field: text[low:high] for field, (_, low, high) in values.items()}
    number = written.pop(NUMBER, "")
    priority = written.pop(PRIORITY, "")
    dates = {field: parse_date(date) for field, date in written.items()}
    case = CaseHeader(
        case_number="".join(number.split()) if " " in number or "\n" in number else number,
        priority=priority,
        places=places,
        part=CASE,
        **dates,
    )
    if len(values) == len(parser("header").notes) and None not in dates.values():
        return case, []
    return case, _complaints(reading, labels, values, case)


def _complaints(
    reading: Reading, labels: dict[str, Token], values: dict[str, Token], case: CaseHeader
) -> list[Diagnostic]:
    """What is missing from the table, and which dates do not exist."""
    diagnostics: list[Diagnostic] = []
    whole = next(iter(labels.values()))
    for kind, name in parser("header").notes.items():
        field = _fields()[kind]
        if field not in values:
            _, start, end = labels.get(field, whole)
            message = f"{name} is missing"
            diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.MISSING_VALUE, message))
        elif getattr(case, field) is None:
            _, start, end = values[field]
            message = f"{name} {reading.text[start:end]} does not exist"
            diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.INVALID_DATE, message))
    return diagnostics


def _pair(kinds: tuple[str, ...]) -> tuple[dict[str, int], dict[str, int]]:
    """The labels, and the value of each, by their numbers among the tokens of a table.

    Tools print the table in few orders, so the same kinds recur. A value straight behind its label on one
    line is sure. The labels and values left over are paired in order, if there are as many of the one as of
    the other: so tools print columns.
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
    if len(dateless) == len(dates):
        paired.update(zip(dateless, dates, strict=True))
    else:
        paired.update(_neighbors(labels, dateless, dates))
    return labels, paired


_pair_once = lru_cache(maxsize=500)(_pair)


def _neighbors(labels: dict[str, int], dateless: list[str], dates: list[int]) -> dict[str, int]:
    """Dates that stand each alone behind a label, where some are missing.

    Where several stand in a column, none can be told to belong to one label for sure.
    """
    marks = sorted([(labels[field], field) for field in labels])
    found: dict[str, list[int]] = {}
    for date in dates:
        before = [field for label, field in marks if label < date]
        if before:
            found.setdefault(before[-1], []).append(date)
    if any(len(numbers) > 1 for numbers in found.values()):
        return {}
    return {field: numbers[0] for field, numbers in found.items() if field in dateless}


def _with_whole_labels(kinds: tuple[str, ...]) -> list[tuple[str, int]]:
    """The kinds with their numbers; a label that was split around its value is one, at its first word."""
    numbered = [(kind, number) for number, kind in enumerate(kinds)]
    if SPLIT_LABEL_END not in kinds:
        return numbered
    end = kinds.index(SPLIT_LABEL_END)
    start = kinds.index(SPLIT_LABEL) if SPLIT_LABEL in kinds[:end] else end
    label = (SPLIT_FIELD.upper() + LABEL, start)
    return [*numbered[:start], label, *(each for each in numbered[start + 1 :] if each[1] != end)]
