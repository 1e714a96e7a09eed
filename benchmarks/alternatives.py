"""What users would pick instead, on the same letters in one run.

    python benchmarks/alternatives.py [--json] [--rounds N]

Needs the extra `pdf`; `pip install pdfminer.six pypdf medspacy` for the others. What is not installed is left
out, and said. Times are processor time, each the median of some rounds in which all take turns.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import logging
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

import corpus
import plain_regex
from attrs import asdict, frozen
from clock import processor

import imrdoc

HEADINGS = {
    "HOW THE IMR FINAL DETERMINATION WAS MADE": "how_made",
    "State(s) of Licensure:": "licensure",
    "Certification(s)/Specialty:": "specialty",
    "CLINICAL CASE SUMMARY": "clinical_summary",
    "IMR ISSUES, DECISIONS AND RATIONALES": "issues",
    "Claims Administrator guideline:": "claims_administrator_guideline",
    "MAXIMUS guideline:": "maximus_guideline",
    "Decision rationale:": "rationale",
}


@frozen
class Way:
    """One thing to do with a letter."""

    name: str
    gives: str
    work: Callable[[], object]


@frozen
class Measured:
    """What one way took."""

    name: str
    gives: str
    milliseconds: float
    ratio: float


def on_texts(texts: list[str]) -> list[Way]:
    def each(read: Callable[[str], object]) -> Callable[[], object]:
        return lambda: [read(text) for text in texts]

    ways = [
        Way(
            "imrdoc.parse_text",
            "typed letter: dates, requests, citations, places, checks",
            each(imrdoc.parse_text),
        ),
        Way("plain regular expressions", "strings by field", each(plain_regex.read_letter)),
    ]
    try:
        sections = medspacy()
    except ImportError as error:
        leave_out("medspacy", error)
    else:
        ways.append(
            Way(
                f"medspaCy sectionizer {version('medspacy')}",
                "stretches of tokens by section",
                each(sections),
            )
        )
    return ways


def medspacy() -> Callable[[str], object]:
    """The sectionizer on a blank English pipeline, with a rule for each of the letter's headings and labels."""
    import spacy
    from medspacy.section_detection import Sectionizer, SectionRule

    logging.disable(logging.WARNING)
    language = spacy.blank("en")
    sectionizer = Sectionizer(language, rules=None)
    sectionizer.add([SectionRule(words, name) for words, name in HEADINGS.items()])
    return lambda text: sectionizer(language(text))._.sections


def on_pdfs(paths: list[Path]) -> list[Way]:
    def each(read: Callable[[Path], object]) -> Callable[[], object]:
        return lambda: [read(path) for path in paths]

    ways: list[Way] = []
    try:
        from pypdfium2 import PdfDocument
    except ImportError as error:
        leave_out("pypdfium2", error)
        return ways

    def pdfium(path: Path) -> str:
        with PdfDocument(path) as document:
            return "\f".join([page.get_textpage().get_text_bounded() for page in document])

    ways.append(Way("imrdoc.parse", "typed letter, as above", each(imrdoc.parse)))
    ways.append(Way(f"pypdfium2 {version('pypdfium2')}", "text", each(pdfium)))
    try:
        from pypdf import PdfReader
    except ImportError as error:
        leave_out("pypdf", error)
    else:

        def pypdf(path: Path) -> str:
            return "\f".join([page.extract_text() for page in PdfReader(path).pages])

        ways.append(Way(f"pypdf {version('pypdf')}", "text", each(pypdf)))
    try:
        from pdfminer.high_level import extract_text
    except ImportError as error:
        leave_out("pdfminer.six", error)
    else:
        ways.append(Way(f"pdfminer.six {version('pdfminer.six')}", "text", each(extract_text)))
    return ways


def version(package: str) -> str:
    return importlib.metadata.version(package)


def leave_out(package: str, error: ImportError) -> None:
    print(f"{package} is left out: {error}", file=sys.stderr)


def measure(ways: list[Way], letters: int, rounds: int) -> list[Measured]:
    """All ways by turns, against the first one."""
    clocks = [processor(way.work) for way in ways]
    for clock in clocks:
        clock()
    turns = [[clock() for clock in clocks] for _ in range(rounds)]
    found: list[Measured] = []
    for place, way in enumerate(ways):
        seconds = statistics.median([turn[place] for turn in turns])
        ratio = statistics.median([turn[place] / turn[0] for turn in turns])
        found.append(Measured(way.name, way.gives, 1e3 * seconds / letters, ratio))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pdfs", type=int, default=20, help="use so many of the PDFs: some tools are slow")
    corpus.add_argument(parser)
    arguments = parser.parse_args()
    letters = corpus.load(arguments)
    pdfs = letters.pdfs[: arguments.pdfs]
    tables = {"texts": measure(on_texts(letters.texts), len(letters.texts), arguments.rounds)}
    if pdfs:
        ways = on_pdfs(pdfs)
        tables["PDFs"] = measure(ways, len(pdfs), arguments.rounds) if ways else []
    if arguments.json:
        print(json.dumps({name: [asdict(row) for row in rows] for name, rows in tables.items()}, indent=1))
        return 0
    print(corpus.describe(letters))
    for name, rows in tables.items():
        print(f"\nOn {name}:")
        for row in rows:
            print(f"{row.name:34s} {row.milliseconds:9.3f} ms {row.ratio:8.2f}   {row.gives}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
