"""From Lark grammar files to plain tables. The only module that imports lark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from lark.lexer import TerminalDef

__all__ = ["FORMAT", "GrammarTable", "TerminalTable", "compile_grammar", "sources"]

FORMAT = 2
"""Counts up when the tables' form changes, so that old ones are made anew."""

NOTE = re.compile(r"//:\s*(.+?)\s*\n\s*([A-Z_0-9]+)(?:\.\d+)?\s*:")
"""A note above a terminal says what it is in the user's words."""
VOCABULARY = re.compile(r"//: vocabulary (\S+)\s+as\s+([A-Z_0-9]+)")
"""A note that fills a declared terminal from a file of names, one in a line."""


class TerminalTable(TypedDict):
    """One terminal: its name and its pattern with the flags inside."""

    name: str
    pattern: str


class GrammarTable(TypedDict):
    """One grammar, ready to run."""

    terminals: list[TerminalTable]
    """In the order in which a scanner tries them."""
    notes: dict[str, str]
    """What a terminal is, in the user's words."""
    rules: list[tuple[str, str, list[str]]]
    """Name, the kind of node it makes, and the symbols it is made of."""
    states: list[dict[str, int]]
    """By symbol: the next state, or the complement of the number of the rule to reduce."""
    start: int
    end: int


def sources(folder: Path) -> list[Path]:
    """Every file that the tables are made from."""
    return sorted([*folder.glob("*.lark"), *folder.glob("vocabulary/*.tsv")])


def compile_grammar(path: Path) -> GrammarTable:
    """Compile one grammar file.

    A blank in a string or an escaped one in a pattern stands for any white space, so that the grammar
    reads like the letter and still matches a phrase that is broken over two lines.
    """
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    text = path.read_text(encoding="utf-8")
    declared = {name: _names(path.parent / file) for file, name in VOCABULARY.findall(text)}
    for name, pattern in declared.items():
        text = re.sub(rf"^%declare {name}$", lambda _, n=name, p=pattern: f"{n}.3: /{p}/i", text, flags=re.M)
    lark = Lark(text, parser="lalr", start=path.stem, maybe_placeholders=False, keep_all_tokens=False)

    table = lark.parser.parser._parse_table
    actions = {state: dict(sorted(row.items())) for state, row in table.states.items()}
    rules = sorted(
        {arg for row in actions.values() for act, arg in row.values() if act is not Shift}, key=str
    )
    numbers = {rule: number for number, rule in enumerate(rules)}
    # Lark numbers states as its sets fall. Numbered from the start on, the same grammar gives the same table.
    order = [table.start_states[path.stem]]
    for state in order:
        order += [arg for act, arg in actions[state].values() if act is Shift and arg not in order]
    places = {state: place for place, state in enumerate(order)}
    return {
        "terminals": [
            {"name": terminal.name, "pattern": terminal.pattern.to_regexp().replace("\\ ", r"\s+")}
            for terminal in sorted(lark.terminals, key=_precedence)
            if terminal.pattern is not None
        ],
        "notes": {name: note for note, name in NOTE.findall(text)},
        "rules": [
            (str(rule.origin.name), str(rule.alias or rule.origin.name), [str(each.name) for each in rule.expansion])
            for rule in rules
        ],
        "states": [
            {
                str(symbol): places[arg] if act is Shift else ~numbers[arg]
                for symbol, (act, arg) in actions[state].items()
            }
            for state in order
        ],
        "start": 0,
        "end": places[table.end_states[path.stem]],
    }


def _precedence(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """The order in which lark's own lexers try terminals."""
    pattern = terminal.pattern
    return -terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name


def _names(path: Path) -> str:
    """A pattern for the names in the first column of a vocabulary file, longest first."""
    rows = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    names = sorted(
        {row for row in rows if row and not row.startswith("#")}, key=lambda name: (-len(name), name)
    )
    return "(?:" + "|".join(re.escape(name).replace("/", r"\/") for name in names) + ")"
