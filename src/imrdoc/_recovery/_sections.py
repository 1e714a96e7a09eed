"""Puts the sections of a letter into the grammar's order."""

from __future__ import annotations

from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._lexer._table import table_tokens
from imrdoc._model import Diagnostic, DiagnosticCode, Severity

__all__ = ["in_order"]

HEADING = "_HEADING"


def in_order(layout: Layout, tokens: list[Token]) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens with the sections in order, and a problem for each that stood too late.

    Where the first heading comes again below the last one, another letter begins: what follows is left out.
    """
    *body, end = tokens
    heads = [index for index, token in enumerate(body) if token.kind.endswith(HEADING)]
    notes = parser("letter").notes
    order = [kind for kind in notes if kind.endswith(HEADING)]
    ranks = [order.index(body[index].kind) for index in heads]
    problems: list[Diagnostic] = []
    cut = ranks.index(0, ranks.index(0) + 1) if ranks.count(0) > 1 else 0
    if len(order) - 1 in ranks[:cut]:
        problems.append(_problem(layout, body[heads[cut]], "a second letter begins here", None))
        body, ranks, heads = _without_table(layout, body[: heads[cut]]), ranks[:cut], heads[:cut]
    if ranks == sorted(ranks) or len(set(ranks)) < len(ranks):
        return [*body, end], problems
    for at, rank in enumerate(ranks):
        later = [index for index in range(at) if ranks[index] > rank]
        if later:
            head, before = body[heads[at]], body[heads[later[0]]]
            message = (
                f"the sections are in the wrong order: {notes[head.kind]} belongs before {notes[before.kind]}"
            )
            problems.append(_problem(layout, head, message, notes[before.kind]))
    sections = [body[low:high] for low, high in zip(heads, [*heads[1:], len(body)], strict=True)]
    sections.sort(key=lambda section: order.index(section[0].kind))
    return [*body[: heads[0]], *(token for section in sections for token in section), end], problems


def _without_table(layout: Layout, body: list[Token]) -> list[Token]:
    """The tokens of a letter without the header table of the next one, which its last text ran on into."""
    *others, last = body
    text = layout.reading.text
    at = last.end
    while at > last.start:
        above = text.rfind("\n", last.start, at) + 1 or last.start
        words = text[above:at].strip()
        if words and any(token.kind == "WORD" for token in table_tokens(text, above, at)):
            break  # a line of prose; those of the table hold nothing but labels and values
        at = above - 1
    return [*others, last._replace(end=max(at, last.start))]


def _problem(layout: Layout, head: Token, message: str, expected: str | None) -> Diagnostic:
    reading = layout.reading
    return Diagnostic(
        code=DiagnosticCode.MISPLACED_PART,
        severity=Severity.ERROR,
        message=message,
        span=reading.span(head.start, head.end),
        expected=expected,
        found=unwrap(reading.text[head.start : head.end]),
    )
