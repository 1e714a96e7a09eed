"""Where the time of a parse goes: microseconds for a letter, stage by stage, and their shares.

    python benchmarks/stages.py [--json] [--rounds N] [--profile]

Each stage runs alone on what the stage before it made, all letters in a row, the stages by turns. Alone a stage is
faster than among the others, for its code and data stay at hand, so the stages do not add up to the whole: what
is missing is the last row but one. `--profile` shows what Python's own profiler says instead.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import statistics
import sys
from collections.abc import Callable

import corpus
from clock import processor

import imrdoc
from imrdoc._builder import _issues, _letters
from imrdoc._builder._checks import check_letter
from imrdoc._builder._header import read_header
from imrdoc._builder._places import IssuePlaces, LetterPlaces
from imrdoc._engine._tables import parser as grammar
from imrdoc._engine._tree import Node, PlainToken
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import marks_in
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._lexer._reading import read
from imrdoc._lexer._tokens import tokenize
from imrdoc._model import Diagnostic, Reading
from imrdoc._readers._text import from_text

Stage = Callable[[], object]


def stages(texts: list[str]) -> dict[str, Stage]:
    """Each stage for all letters, on inputs that are ready."""
    letter = grammar("letter")
    sources = [from_text(text) for text in texts]
    plain = [read(source) for source in sources]
    found = [(reading, marks_in(reading.text, any_case=False)) for reading in plain]
    tokens = [tokenize(Layout(reading, marks), marks) for reading, marks in found]
    trees = [(reading, letter.parse(each)) for (reading, _), each in zip(found, tokens, strict=True)]
    letters = [imrdoc.parse_text(text) for text in texts]
    prefaces = [(reading, tree.tokens[0]) for reading, tree in trees if tree.tokens]
    issues = [(reading, issue) for reading, tree in trees for issue in tree.nodes[2].nodes]
    unused: list[Diagnostic] = []
    none = (0, 0)

    def reviewer(reading: Reading, how_made: Node[PlainToken]) -> object:
        prose = how_made.tokens[0][1:]
        block = tuple([token[1:] for token in how_made.nodes[0].tokens]) if how_made.nodes else ()
        _, found = _letters._recurring_prose(reading.text[slice(*prose)])
        return _letters._reviewer(
            LetterPlaces(reading, none, prose, block, none), found, prose, block, unused
        )

    def summary(reading: Reading, section: Node[PlainToken]) -> object:
        told = section.tokens[0][1:]
        return _letters._summary(LetterPlaces(reading, none, none, (), told), *told)

    def request(reading: Reading, issue: Node[PlainToken]) -> object:
        return _issues._request(IssuePlaces(reading, ()), *issue.tokens[0][1:])

    def statements(reading: Reading, issue: Node[PlainToken]) -> object:
        places = IssuePlaces(reading, ())
        return [
            _issues._statement(places, side, start, end, unused)
            for side, (_, start, end) in enumerate(issue.tokens[2:4], 2)
        ]

    def header(reading: Reading, preface: PlainToken) -> object:
        places = LetterPlaces(reading, preface[1:], none, (), none)
        return read_header(reading, *preface[1:], places)

    return {
        "reading": lambda: [read(from_text(text)) for text in texts],
        "finding marks": lambda: [marks_in(reading.text, any_case=False) for reading in plain],
        "tokens": lambda: [tokenize(Layout(reading, marks), marks) for reading, marks in found],
        "LALR": lambda: [letter.parse_kinds([token[0] for token in each]) for each in tokens],
        "header": lambda: [header(reading, token) for reading, token in prefaces],
        "reviewer": lambda: [reviewer(reading, tree.nodes[0]) for reading, tree in trees],
        "summary": lambda: [summary(reading, tree.nodes[1]) for reading, tree in trees],
        "requests": lambda: [request(reading, issue) for reading, issue in issues],
        "statements": lambda: [statements(reading, issue) for reading, issue in issues],
        "rationales": lambda: [
            unwrap(reading.text[slice(*issue.tokens[4][1:])]) for reading, issue in issues
        ],
        "checks": lambda: [check_letter(each.case, each.clinical_summary, each.issues) for each in letters],
    }


def measure(texts: list[str], rounds: int) -> dict[str, float]:
    """Microseconds for a letter, by stage; the last one is the whole parse."""
    clocks = {name: processor(stage) for name, stage in stages(texts).items()}
    clocks["parse_text"] = processor(lambda: [imrdoc.parse_text(text) for text in texts])
    times: dict[str, list[float]] = {name: [] for name in clocks}
    for _ in range(rounds):
        for name, clock in clocks.items():
            times[name].append(clock())
    found = {name: 1e6 * statistics.median(each) / len(texts) for name, each in times.items()}
    whole = found.pop("parse_text")
    found["objects, calls, and what being together costs"] = whole - sum(found.values())
    found["parse_text"] = whole
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", action="store_true")
    corpus.add_argument(parser)
    arguments = parser.parse_args()
    letters = corpus.load(arguments, pdfs=False)
    if arguments.profile:
        with cProfile.Profile() as profile:
            for text in letters.texts * arguments.rounds:
                imrdoc.parse_text(text)
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
        return 0
    found = measure(letters.texts, arguments.rounds)
    if arguments.json:
        print(json.dumps(found, indent=1))
        return 0
    print(corpus.describe(letters))
    for name, microseconds in found.items():
        print(f"{name:46s} {microseconds:8.1f} us {100 * microseconds / found['parse_text']:6.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
