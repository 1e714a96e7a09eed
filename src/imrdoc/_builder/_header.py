"""Reads the table at the top of a letter: which value belongs to which label."""

from __future__ import annotations

from imrdoc._builder._dates import parse_date
from imrdoc._builder._places import diagnostic
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._table import table_tokens
from imrdoc._model import CaseHeader, Diagnostic, DiagnosticCode, Offsets, Places, Reading

__all__ = ["read_header"]

DATES = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
LABEL = "_LABEL"
SPLIT_LABEL = "APPLICATION_LABEL_START"
SPLIT_LABEL_END = "APPLICATION_LABEL_END"
SPLIT_FIELD = "application_received"


def read_header(reading: Reading, start: int, end: int) -> tuple[CaseHeader | None, list[Diagnostic]]:
    """Read the text before the first heading.

    Returns:
        The table, None if there is none, and what is wrong with it.
    """
    text = reading.text
    items = [(_field(token), token) for token in _whole_labels(table_tokens(text, start, end))]
    labels = [field for field, _ in items if field]
    if not labels:
        return None, []
    values = _pair(text, items)
    diagnostics: list[Diagnostic] = []
    table = (start, items[-1][1].end)
    written = {field: text[slice(*offsets)] for field, offsets in values.items()}
    dates = {field: parse_date(written[field]) for field in DATES if field in written}
    for field, label in parser("header").notes.items():
        field = field.removesuffix(LABEL).lower()
        if field not in values:
            spot = next((token for name, token in items if name == field), Token("", *table))
            diagnostics.append(
                diagnostic(reading, spot.start, spot.end, DiagnosticCode.MISSING_VALUE, f"{label} is missing")
            )
        elif field in dates and dates[field] is None:
            message = f"{label} {written[field]} does not exist"
            diagnostics.append(diagnostic(reading, *values[field], DiagnosticCode.INVALID_DATE, message))
    places: dict[str, tuple[Offsets, ...]] = {field: (offsets,) for field, offsets in values.items()}
    places[""] = ((min(items[0][1].start, *(low for low, _ in values.values())) if values else start, table[1]),)
    case = CaseHeader(
        case_number="".join(written.get("case_number", "").split()),
        priority=written.get("priority", ""),
        places=Places(reading, places),
        **dates,
    )
    return case, diagnostics


def _field(token: Token) -> str | None:
    """The field that a label names; None for a value."""
    return token.kind.removesuffix(LABEL).lower() if token.kind.endswith(LABEL) else None


def _whole_labels(tokens: list[Token]) -> list[Token]:
    """The tokens with a label that was split around its value made one, at its first word."""
    whole: list[Token] = []
    start: int | None = None
    for token in tokens:
        if token.kind == SPLIT_LABEL:
            start = len(whole)
            whole.append(Token("WORD", token.start, token.end))
        elif token.kind == SPLIT_LABEL_END:
            label = Token(SPLIT_FIELD.upper() + LABEL, token.start, token.end)
            if start is None:
                whole.append(label)
            else:
                whole[start] = label._replace(start=whole[start].start, end=whole[start].end)
            start = None
        else:
            whole.append(token)
    return whole


def _fits(field: str, token: Token) -> bool:
    """Whether a value has the form that a label asks for."""
    if field == "case_number":
        return token.kind == "CASE_NUMBER"
    if field == "priority":
        return token.kind in ("PRIORITY", "WORD")
    return token.kind == "DATE"


def _pair(text: str, items: list[tuple[str | None, Token]]) -> dict[str, Offsets]:
    """Give each label its value.

    A value straight behind its label on one line is sure. The labels and values left over are paired in
    order, if there are as many of the one as of the other: so tools print columns. If values are missing,
    a label keeps the value right behind it, unless values stand in columns: then none is sure.
    """
    paired: dict[str, Offsets] = {}
    used: set[int] = set()
    for index in range(len(items) - 1):
        field, label = items[index]
        value = items[index + 1][1]
        if field and field not in paired and not items[index + 1][0] and _fits(field, value):
            if "\n" not in text[label.end : value.start]:
                paired[field] = value.start, value.end
                used.add(index + 1)
    for kind in ("CASE_NUMBER", "PRIORITY"):
        field = kind.lower()
        if field not in paired:
            for _, token in items:
                if token.kind == kind:
                    paired[field] = token.start, token.end
                    break
    labels = list(dict.fromkeys(field for field, _ in items if field in DATES and field not in paired))
    values = [token for at, (_, token) in enumerate(items) if token.kind == "DATE" and at not in used]
    if len(labels) == len(values):
        paired.update({field: (token.start, token.end) for field, token in zip(labels, values, strict=True) if field})
        return paired
    kinds = [None if field else token.kind for field, token in items]
    in_columns = any(kinds[at] == kinds[at + 1] == "DATE" for at in range(len(kinds) - 1))
    for at in range(len(items) - 1):
        field, (following, value) = items[at][0], items[at + 1]
        if field in labels and not following and value.kind == "DATE" and at + 1 not in used and not in_columns:
            paired[field] = value.start, value.end
    return paired
