"""Finds the grammars and gives their parsers, from prepared tables where those are up to date."""

from __future__ import annotations

import json
import sys
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import TypedDict

from imrdoc._engine._compile import FORMAT, GrammarTable, compile_grammar, sources
from imrdoc._engine._parser import Parser

__all__ = ["PREPARED", "GrammarTables", "fingerprint", "folder", "main", "parser", "prepare", "vocabulary"]

PREPARED = "tables.json"
"""The prepared tables, beside the grammars they are made from."""


class GrammarTables(TypedDict):
    """All grammars, and a fingerprint of what they were made from."""

    fingerprint: int
    grammars: dict[str, GrammarTable]


@lru_cache(maxsize=1)
def folder() -> Path:
    """The folder of the grammars: in the package when installed, beside `src` in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "grammar"
    return installed if installed.is_dir() else package.parents[1] / "grammar"


def fingerprint() -> int:
    """A checksum of every source of the tables."""
    sum_ = FORMAT
    for path in sources(folder()):
        sum_ = zlib.crc32(path.read_bytes().replace(b"\r\n", b"\n"), sum_)
    return sum_


def prepare() -> GrammarTables:
    """Make the tables of all grammars with lark."""
    return {
        "fingerprint": fingerprint(),
        "grammars": {path.stem: compile_grammar(path) for path in sorted(folder().glob("*.lark"))},
    }


@lru_cache(maxsize=1)
def _prepared() -> dict[str, GrammarTable]:
    """The prepared tables; none if a grammar was edited since."""
    path = folder() / PREPARED
    if path.is_file():
        tables: GrammarTables = json.loads(path.read_bytes())
        if tables["fingerprint"] == fingerprint():
            return tables["grammars"]
    return {}


@cache
def parser(name: str) -> Parser:
    """The parser of a grammar, made at first use and kept."""
    return Parser(_prepared().get(name) or compile_grammar(folder() / f"{name}.lark"))


@cache
def vocabulary(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a vocabulary file."""
    text = (folder() / "vocabulary" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(row.split("\t")) for row in text.splitlines() if row and not row.startswith("#"))


def main(arguments: list[str]) -> int:
    """Write the prepared tables, or with `--check` tell whether they are up to date."""
    path = folder() / PREPARED
    if arguments == ["--check"]:
        fresh = path.is_file() and json.loads(path.read_bytes()) == json.loads(json.dumps(prepare()))
        print(
            f"{PREPARED} is up to date"
            if fresh
            else f"{PREPARED} is stale: run python -m imrdoc._engine._tables"
        )
        return 0 if fresh else 1
    text = json.dumps(prepare(), separators=(",", ":"), ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
