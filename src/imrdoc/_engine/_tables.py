"""Finds the grammars and gives their parsers, from prepared tables where those are up to date."""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypedDict

from imrdoc._engine._parser import Parser

if TYPE_CHECKING:
    from imrdoc._engine._compile import GrammarTable

__all__ = ["PREPARED", "TablesHead", "fingerprint", "folder", "main", "parser", "prepare", "vocabulary"]

PREPARED = "tables.jsonl"
"""The prepared tables, beside the grammars they are made from: a head, then a line of JSON for each."""
GRAMMAR = ".lark"
"""What the name of a grammar's file ends in."""
FORMAT = 5
"""Counts up when the tables' form changes, so that old ones are made anew."""


class TablesHead(TypedDict):
    """What the prepared tables are, and a fingerprint of what they were made from."""

    sources: list[str]
    """What they were made from: files in the folder of the grammars."""
    fingerprint: int
    grammars: list[str]
    """Their names, in the order of the lines. Each line is a `GrammarTable`; only those used are decoded."""


@lru_cache(maxsize=1)
def folder() -> str:
    """The folder of the grammars: in the package when installed, beside `src` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "grammar")
    return installed if os.path.isdir(installed) else os.path.join(package, "..", "..", "grammar")


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # read at once: a buffer only takes time
        return file.read().replace(b"\r\n", b"\n")


def fingerprint(sources: Iterable[str]) -> int:
    """A checksum of files in the folder of the grammars."""
    sum_ = FORMAT
    for name in sources:
        sum_ = zlib.crc32(_read(os.path.join(folder(), name)), sum_)
    return sum_


def _compile(name: str) -> GrammarTable:
    from pathlib import Path

    from imrdoc._engine._compile import compile_grammar

    return compile_grammar(Path(folder(), name))


def _json(table: object) -> str:
    return json.dumps(table, separators=(",", ":"), ensure_ascii=False)


def prepare() -> str:
    """Make the tables of all grammars with lark, as they are written to the file."""
    from pathlib import Path

    from imrdoc._engine._compile import vocabularies_of

    grammars = sorted(name for name in os.listdir(folder()) if name.endswith(GRAMMAR))
    sources = sorted(
        {*grammars, *(file for name in grammars for file in vocabularies_of(Path(folder(), name)))}
    )
    head: TablesHead = {
        "sources": sources,
        "fingerprint": fingerprint(sources),
        "grammars": [name.removesuffix(GRAMMAR) for name in grammars],
    }
    return "".join([_json(each) + "\n" for each in (head, *map(_compile, grammars))])


@lru_cache(maxsize=1)
def _prepared() -> dict[str, bytes]:
    """The prepared tables by the grammar's name; none if a grammar was edited since."""
    try:
        first, *lines = _read(os.path.join(folder(), PREPARED)).splitlines()
        head: TablesHead = json.loads(first)
        is_fresh = head["fingerprint"] == fingerprint(head["sources"])
    except FileNotFoundError:
        return {}
    return dict(zip(head["grammars"], lines, strict=True)) if is_fresh else {}


@cache
def parser(name: str) -> Parser:
    """The parser of a grammar, made at first use and kept."""
    prepared = _prepared().get(name)
    table: GrammarTable = json.loads(prepared) if prepared else _compile(name + GRAMMAR)
    return Parser(table)


@cache
def vocabulary(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a vocabulary file."""
    text = _read(os.path.join(folder(), "vocabulary", f"{name}.tsv")).decode("utf-8")
    return tuple(tuple(row.split("\t")) for row in text.splitlines() if row and not row.startswith("#"))


def main(arguments: list[str]) -> int:
    """Write the prepared tables, or with `--check` tell whether they are up to date."""
    path = os.path.join(folder(), PREPARED)
    text = prepare()
    if arguments == ["--check"]:
        fresh = os.path.isfile(path) and _read(path).decode("utf-8") == text
        print(
            f"{PREPARED} is up to date"
            if fresh
            else f"{PREPARED} is stale: run python -m imrdoc._engine._tables"
        )
        return 0 if fresh else 1
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
