"""The grammar is the only home of the letter's language: no phrase of the letter is spelled in `src/`.

The phrases come from the grammars themselves: the words of their strings and patterns, and the names in their
vocabularies. Docstrings may quote the letter; comments are not looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import lark
import pytest
from lark import Lark, Token

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
GRAMMARS = sorted((ROOT / "grammar").glob("*.lark"))
VOCABULARIES = sorted((ROOT / "grammar").glob("vocabulary/*.tsv"))
WORDS = r"[A-Za-z][A-Za-z/'-]*"
GAP = r"(?:\s|\\s|\\ |[+*?])+"
"""A blank, or what stands for one in a pattern."""


@lru_cache(maxsize=1)
def grammar_reader() -> Lark:
    syntax = Path(lark.__file__).parent / "grammars" / "lark.lark"
    return Lark(syntax.read_text(encoding="utf-8"), parser="lalr")


def literals(path: Path) -> Iterator[Token]:
    tree = grammar_reader().parse(path.read_text(encoding="utf-8"))
    yield from tree.scan_values(lambda value: isinstance(value, Token) and value.type in ("STRING", "REGEXP"))


def is_telling(phrase: str) -> bool:
    """Whether words are the letter's own: three of them, or two with a capital, as in a label."""
    words = phrase.split()
    return len(words) > 2 or (len(words) == 2 and words[0][0].isupper())


def phrases_in(literal: str) -> Iterator[str]:
    """Runs of plain words in a string or a pattern."""
    plain = re.sub(r"\\s(?:[+*?]|\{\d*,?\d*\})?|\[ \][*+?]?", " ", literal)
    for run in re.findall(rf"{WORDS}(?: +{WORDS})+", plain):
        phrase = " ".join(run.split())
        if is_telling(phrase):
            yield phrase


@lru_cache(maxsize=1)
def phrases() -> re.Pattern[str]:
    found = {
        phrase
        for path in GRAMMARS
        for literal in literals(path)
        for phrase in phrases_in(literal.strip('"i/'))
    }
    for path in VOCABULARIES:
        for line in path.read_text(encoding="utf-8").splitlines():
            name = line.split("\t")[0]
            if not name.startswith("#") and is_telling(name):
                found.add(name)
    ordered = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(rf"\b{GAP.join(map(re.escape, phrase.split()))}\b" for phrase in ordered))


def spelled(source: str) -> list[tuple[int, str]]:
    """Line and text of each string constant, but for docstrings, that holds a phrase of the letter."""
    tree = ast.parse(source)
    quoted = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, match[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quoted
        for match in phrases().finditer(node.value)
    ]


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_phrase_of_the_letter_in_code(path: Path) -> None:
    assert spelled(path.read_text(encoding="utf-8")) == []


def test_the_check_knows_the_headings_and_labels() -> None:
    pattern = phrases()
    for phrase in (
        "CLINICAL CASE SUMMARY",
        "Decision rationale",
        "UR Denial Date",
        "was the original request",
    ):
        assert pattern.search(f"before {phrase} after"), phrase


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "CLINICAL CASE SUMMARY"', ["CLINICAL CASE SUMMARY"]),
        ('x = r"Decision\\s+rationale:"', ["Decision\\s+rationale"]),
        ('x = f"{y} UR Denial Date"', ["UR Denial Date"]),
        ('def f():\n    """The section CLINICAL CASE SUMMARY."""', []),
        ('x = 1\n"""The section CLINICAL CASE SUMMARY."""', []),
        ('x = "the decision date"', []),
    ],
)
def test_the_check_tells_strings_from_docstrings(source: str, found: list[str]) -> None:
    assert [phrase for _, phrase in spelled(source)] == found
