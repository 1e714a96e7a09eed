"""Reads the table at the top of a letter: which value belongs to which label."""

from __future__ import annotations

from functools import lru_cache

from imrdoc._builder._dates import parse_date
from imrdoc._builder._diagnostics import diagnostic
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._table import table_tokens
from imrdoc._model import CaseHeader, Diagnostic, DiagnosticCode, Place, Reading

__all__ = ["read_header", "read_table"]

LABEL = "_LABEL"
SPLIT_LABEL = "APPLICATION_LABEL_START"
SPLIT_LABEL_END = "APPLICATION_LABEL_END"
SPLIT_FIELD = "application_received"
NUMBER, PRIORITY = "case_number", "priority"
FORMS = {NUMBER: ("CASE_NUMBER",), PRIORITY: ("PRIORITY", "WORD")}
"""What kinds of values the labels ask for that do not ask for a date."""
DATE = ("DATE",)


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    """The field that each label names."""
    return {kind: kind.removesuffix(LABEL).lower() for kind in parser("header").notes}


def read_table(text: str, start: int, end: int) -> tuple[dict[str, Token], dict[str, Token]]:
    """The labels of the table and the value of each, by field."""
    return _pair(text, table_tokens(text, start, end))


def read_header(
    reading: Reading, start: int, end: int, place: Place
) -> tuple[CaseHeader | None, list[Diagnostic]]:
    """Read the text before the first heading.

    Args:
        reading: the letter.
        start: where that text begins.
        end: where it ends.
        place: who knows the places of the table.

    Returns:
        The table, None if there is none, and what is wrong with it.
    """
    labels, values = read_table(reading.text, start, end)
    if not labels:
        return None, []
    text = reading.text
    written = {field: text[token[1] : token[2]] for field, token in values.items()}
    number = written.pop(NUMBER, "")
    priority = written.pop(PRIORITY, "")
    dates = {field: parse_date(date) for field, date in written.items()}
    case = CaseHeader(
        case_number="".join(number.split()) if " " in number or "\n" in number else number,
        priority=priority,
        place=place,
        **dates,
    )
    if len(values) == len(_fields()) and None not in dates.values():
        return case, []
    return case, _complaints(reading, labels, values, case)


def _complaints(
    reading: Reading, labels: dict[str, Token], values: dict[str, Token], case: CaseHeader
) -> list[Diagnostic]:
    """What is missing from the table, and which dates do not exist."""
    diagnostics: list[Diagnostic] = []
    whole = next(iter(labels.values()))
    notes = parser("header").notes
    for kind, field in _fields().items():
        name = notes[kind]
        if field not in values:
            _, start, end = labels.get(field, whole)
            message = f"{name} is missing"
            diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.MISSING_VALUE, message))
        elif getattr(case, field) is None:
            _, start, end = values[field]
            message = f"{name} {reading.text[start:end]} does not exist"
            diagnostics.append(diagnostic(reading, start, end, DiagnosticCode.INVALID_DATE, message))
    return diagnostics


def _pair(text: str, tokens: list[Token]) -> tuple[dict[str, Token], dict[str, Token]]:
    """The labels, and the value of each.

    A value straight behind its label on one line is sure. The labels and values left over are paired in
    order, if there are as many of the one as of the other: so tools print columns.
    """
    fields = _fields()
    labels: dict[str, Token] = {}
    paired: dict[str, Token] = {}
    rest: list[Token] = []
    field = ""
    for token in _with_whole_labels(tokens):
        kind = token[0]
        if kind in fields:
            field = fields[kind]
            labels.setdefault(field, token)
            continue
        if field and field not in paired and kind in FORMS.get(field, DATE):
            if text.find("\n", labels[field][2], token[1]) < 0:
                paired[field] = token
            else:
                rest.append(token)
        else:
            rest.append(token)
        field = ""
    for wanted, (kind, *_) in FORMS.items():
        if wanted not in paired:
            found = [token for token in rest if token[0] == kind]
            if found:
                paired[wanted] = found[0]
    dateless = [field for field in labels if field not in paired and field not in FORMS]
    dates = [token for token in rest if token[0] in DATE]
    if len(dateless) == len(dates):
        paired.update(zip(dateless, dates, strict=True))
    else:
        paired.update(_neighbors(labels, dateless, dates))
    return labels, paired


def _neighbors(labels: dict[str, Token], dateless: list[str], dates: list[Token]) -> dict[str, Token]:
    """Dates that stand each alone behind a label, where some are missing.

    Where several stand in a column, none can be told to belong to one label for sure.
    """
    marks = sorted([(labels[field][1], field) for field in labels])
    found: dict[str, list[Token]] = {}
    for date in dates:
        before = [field for start, field in marks if start < date[1]]
        if before:
            found.setdefault(before[-1], []).append(date)
    if any(len(tokens) > 1 for tokens in found.values()):
        return {}
    return {field: tokens[0] for field, tokens in found.items() if field in dateless}


def _with_whole_labels(tokens: list[Token]) -> list[Token]:
    """The tokens with a label that was split around its value made one, at its first word."""
    kinds = [token[0] for token in tokens]
    if SPLIT_LABEL_END not in kinds:
        return tokens
    end = kinds.index(SPLIT_LABEL_END)
    start = kinds.index(SPLIT_LABEL) if SPLIT_LABEL in kinds[:end] else end
    label = tokens[start]._replace(kind=SPLIT_FIELD.upper() + LABEL)
    return [*tokens[:start], label, *(token for at, token in enumerate(tokens) if at > start and at != end)]
