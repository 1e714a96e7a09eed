"""The same tokens through imrdoc's loop, through lark's own, and through lark-cython's.

    python benchmarks/lark_loop.py [--json] [--rounds N]

All of them run over the tables that lark makes of `grammar/letter.lark`, on tokens that are ready: what is
measured is the loop and what it builds. Lark's compiled plug-in takes part if it is installed
(`pip install lark-cython`). It runs with its own lexers only, so it gets a text that has one character for each
token; lark gets the same text for comparison.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import corpus
from clock import processor
from lark import Lark, Token, Transformer
from lark.lexer import Lexer, PatternStr, TerminalDef

from imrdoc._engine._parser import END
from imrdoc._engine._tables import folder
from imrdoc._engine._tables import parser as grammar
from imrdoc._engine._tree import PlainToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import marks_in
from imrdoc._lexer._reading import read
from imrdoc._lexer._tokens import tokenize
from imrdoc._readers._text import from_text

Work = Callable[[], object]


class Ready(Lexer):
    """Gives lark tokens that are there already: its text is the number of a letter."""

    tokens: ClassVar[list[list[Any]]] = []

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: str) -> Iterator[Any]:  # type: ignore[override]  # lark's older form of it
        return iter(self.tokens[int(data)])


def transformer(text: str) -> Transformer[Token, Any]:
    """Makes what imrdoc's loop makes: of each rule its kind, its tokens and its nodes."""

    def method(name: str) -> Callable[[object, list[Any]], object]:
        def build(self: object, children: list[Any]) -> object:
            tokens = [child for child in children if isinstance(child, Token)]
            return name, tokens, [child for child in children if not isinstance(child, Token)]

        return build

    names = re.findall(r"^([a-z]\w*):", text, re.MULTILINE)
    built: Transformer[Token, Any] = type("Build", (Transformer,), {name: method(name) for name in names})()
    return built


def loops(tokens: list[list[PlainToken]]) -> dict[str, Work]:
    """Each way to run all letters' tokens through the tables."""
    path = Path(folder(), "letter.lark")
    text = path.read_text(encoding="utf-8")
    ours = grammar("letter")
    Ready.tokens = [[Token(kind, "") for kind, _, _ in each if kind != END] for each in tokens]
    numbers = [str(number) for number in range(len(tokens))]

    def lark(**options: Any) -> Work:
        made = Lark(text, parser="lalr", lexer=Ready, start="letter", maybe_placeholders=False, **options)
        return lambda: [made.parse(number) for number in numbers]

    words = "x" * (1 + max(end for each in tokens for _, _, end in each))  # as long as the longest text
    ways: dict[str, Work] = {"imrdoc's loop, nodes": lambda: [ours.parse(each) for each in tokens]}
    ways["  making the tokens for it"] = lambda: [
        [(kind, start, end) for kind, start, end in each] for each in tokens
    ]
    ways["imrdoc's loop, once for each row of kinds"] = lambda: [
        ours.parse_kinds([token[0] for token in each]) for each in tokens
    ]
    ways["  making the tokens for lark"] = lambda: [
        [Token(kind, words[start:end], start) for kind, start, end in each] for each in tokens
    ]
    ways["lark's loop, embedded transformer"] = lark(transformer=transformer(text))
    ways["lark's loop, Tree"] = lark()
    marks: dict[str, str] = {}

    def shorten(terminal: TerminalDef) -> None:
        mark = marks.setdefault(terminal.name, chr(0x4E00 + len(marks)))
        terminal.pattern = PatternStr(mark)

    def on_characters(**options: Any) -> Work:
        made = Lark(text, parser="lalr", start="letter", edit_terminals=shorten, **options)
        texts = ["".join([marks[token.type] for token in each]) for each in Ready.tokens]
        return lambda: [made.parse(each) for each in texts]

    built = {"transformer": transformer(text)}
    ways["lark, a character for each token, transformer"] = on_characters(**built)
    ways["lark, a character for each token, Tree"] = on_characters()
    try:
        from lark_cython import plugins
    except ImportError:
        print("lark-cython is not installed", file=sys.stderr)
        return ways
    ways["lark-cython, the same, transformer"] = on_characters(_plugins=plugins, **built)
    ways["lark-cython, the same, Tree"] = on_characters(_plugins=plugins)
    return ways


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=25)
    corpus.add_argument(parser)
    arguments = parser.parse_args()
    letters = corpus.load(arguments, pdfs=False)
    tokens: list[list[PlainToken]] = []
    for text in letters.texts:
        reading = read(from_text(text))
        marks = marks_in(reading.text, any_case=False)
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
