"""From Lark grammar files to plain tables. The only module that imports lark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

if TYPE_CHECKING:
    from lark.lexer import TerminalDef

__all__ = ["GrammarTable", "TerminalTable", "compile_grammar", "vocabularies_of"]

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


class _Symbol(Protocol):
    """A terminal or the name of a rule, as lark has it."""

    name: str


class _Rule(Protocol):
    """A rule, as lark has it."""

    origin: _Symbol
    alias: str | None
    expansion: list[_Symbol]


class _Table(Protocol):
    """The LALR table, as lark has it: an act is a shift to a state, or a reduction by a rule."""

    states: dict[int, dict[str, tuple[object, int | _Rule]]]
    start_states: dict[str, int]
    end_states: dict[str, int]


def compile_grammar(path: Path) -> GrammarTable:
    """Compile one grammar file.

    A blank in a string or an escaped one in a pattern stands for any white space, so that the grammar
    reads like the letter and still matches a phrase that is broken over two lines.
    """
    from lark import Lark

    text = path.read_text(encoding="utf-8")
    for file, name in VOCABULARY.findall(text):
        text = text.replace(f"\n%declare {name}\n", f"\n{name}.3: /{_names(path.parent / file)}/i\n")
    lark = Lark(text, parser="lalr", start=path.stem, maybe_placeholders=False)
    frontend: object = getattr(lark.parser, "parser")  # noqa: B009 - lark gives it no type
    table: _Table = getattr(frontend, "_parse_table")  # noqa: B009 - private there
    actions = {
        state: {str(symbol): row[symbol][1] for symbol in sorted(row)} for state, row in table.states.items()
    }
    rules = sorted(
        {
            str(arg): arg for row in actions.values() for arg in row.values() if not isinstance(arg, int)
        }.items()
    )
    numbers = {text: number for number, (text, _) in enumerate(rules)}
    # Lark numbers states as its sets fall. Numbered from the start on, the same grammar gives the same table.
    order = [table.start_states[path.stem]]
    for state in order:
        order += [arg for arg in actions[state].values() if isinstance(arg, int) and arg not in order]
    places = {state: place for place, state in enumerate(order)}
    return {
        "terminals": [
            {"name": terminal.name, "pattern": terminal.pattern.to_regexp().replace("\\ ", r"\s+")}
            for terminal in sorted(lark.terminals, key=_precedence)
        ],
        "notes": {name: note for note, name in NOTE.findall(text)},
        "rules": [
            (
                str(rule.origin.name),
                str(rule.alias or rule.origin.name),
                [str(each.name) for each in rule.expansion],
            )
            for _, rule in rules
        ],
        "states": [
            {
                symbol: places[arg] if isinstance(arg, int) else ~numbers[str(arg)]
                for symbol, arg in actions[state].items()
            }
            for state in order
        ],
        "start": 0,
        "end": places[table.end_states[path.stem]],
    }


def vocabularies_of(path: Path) -> list[str]:
    """The files of names that a grammar file fills terminals from, as it names them."""
    return [file for file, _ in VOCABULARY.findall(path.read_text(encoding="utf-8"))]


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
