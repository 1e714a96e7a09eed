"""The same tokens through imrdoc's loop, through lark's own, and through lark-cython's.

    python benchmarks/lark_loop.py [--json] [--rounds N]

All of them run over the tables that lark makes of `grammar/letter.lark`, on tokens that are ready: what is
measured is the loop and what it builds. Lark's compiled plug-in takes part if it is installed
(`pip install lark-cython`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

import corpus
from clock import processor
from lark import Lark, Token, Transformer
from lark.lexer import Lexer

from imrdoc._engine._parser import END
from imrdoc._engine._tables import folder
from imrdoc._engine._tables import parser as grammar
from imrdoc._engine._tree import Token as OwnToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import find_marks
from imrdoc._lexer._reading import read
from imrdoc._lexer._tokens import tokenize
from imrdoc._readers._text import from_text

Work = Callable[[], object]
NOTHING: list[Any] = []


class Ready(Lexer):
    """Gives lark tokens that are there already."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:
        return iter(data)


class Build(Transformer[Token, Any]):
    """Makes what imrdoc's loop makes: of each rule its kind, its tokens and its nodes."""

    def __default__(self, data: str, children: list[Any], meta: object) -> tuple[str, list[Any], list[Any]]:
        tokens = [child for child in children if isinstance(child, Token)]
        return data, tokens, [child for child in children if not isinstance(child, Token)]


def with_callbacks(text: str) -> Transformer[Token, Any]:
    """A transformer that has a method of its own for each rule, as lark calls embedded ones."""

    def method(name: str) -> Callable[[Build, list[Any]], object]:
        return lambda self, children: self.__default__(name, children, None)

    names = ("letter", "how_made", "credentials", "clinical_summary", "decisions", "issue")
    return type("Callbacks", (Build,), {name: method(name) for name in names if name in text})()


def loops(tokens: list[list[OwnToken]]) -> dict[str, Work]:
    """Each way to run all letters' tokens through the tables."""
    path = folder() / "letter.lark"
    text = path.read_text(encoding="utf-8")
    ours = grammar("letter")
    theirs = [[Token(token.kind, "") for token in each if token.kind != END] for each in tokens]

    def lark(**options: Any) -> Callable[[Any], object]:
        made = Lark(
            text, parser="lalr", lexer=Ready, start="letter", maybe_placeholders=False, **options
        )
        return made.parse

    def over(parse: Callable[[Any], object], sequences: list[Any]) -> Work:
        return lambda: [parse(each) for each in sequences]

    ways: dict[str, Work] = {"imrdoc's loop, nodes": over(ours.parse, tokens)}
    ways["lark's loop, embedded transformer"] = over(lark(transformer=with_callbacks(text)), theirs)
    ways["lark's loop, Tree"] = over(lark(), theirs)
    try:
        import lark_cython
    except ImportError:
        print("lark-cython is not installed", file=sys.stderr)
        return ways
    compiled = [[lark_cython.lark_cython.Token(token.type, "") for token in each] for each in theirs]
    plugins = {"_plugins": lark_cython.plugins}
    ways["lark-cython's loop, embedded transformer"] = over(
        lark(transformer=with_callbacks(text), **plugins), compiled
    )
    ways["lark-cython's loop, Tree"] = over(lark(**plugins), compiled)
    return ways


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=25)
    corpus.add_argument(parser)
    arguments = parser.parse_args()
    letters = corpus.load(arguments, pdfs=False)
    tokens: list[list[OwnToken]] = []
    for text in letters.texts:
        reading, marks = find_marks(read(from_text(text)), any_case=False)
        tokens.append(tokenize(Layout(reading, marks), marks))
    clocks = {name: processor(work) for name, work in loops(tokens).items()}
    times: dict[str, list[float]] = {name: [] for name in clocks}
    for _ in range(arguments.rounds):
        for name, clock in clocks.items():
            times[name].append(clock())
    found = {name: 1e6 * statistics.median(each) / len(tokens) for name, each in times.items()}
    if arguments.json:
        print(json.dumps(found, indent=1))
        return 0
    first = next(iter(found.values()))
    print(f"{corpus.describe(letters)}; {sum(map(len, tokens)) / len(tokens):.0f} tokens in a letter")
    for name, microseconds in found.items():
        print(f"{name:46s} {microseconds:8.1f} us {microseconds / first:6.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
