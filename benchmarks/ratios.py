"""Speed and memory as ratios, each pair measured in turn in one run.

    python benchmarks/ratios.py                 everything
    python benchmarks/ratios.py speed import    some groups: speed, import, many, memory, growth
    python benchmarks/ratios.py --json          for machines
    python benchmarks/ratios.py --quick         fewer rounds and files, to see that it works

The exit status is 1 when a goal is missed. Needs imrdoc with the extra `pdf`; without pypdfium2 the rows about
PDFs are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from itertools import cycle, islice
from pathlib import Path

import corpus
import plain_regex
from attrs import asdict, frozen
from clock import Compared, in_turn, processor, program, wall

import imrdoc

DEPENDENCIES = "import attrs, lark"
MEGABYTE = 1_000_000
KINDS = ("speed", "import", "many", "memory", "growth")

SHAPES = {
    "a: a: a: ...": "a: ",
    "( ( ( ...": "(",
    "blank lines": "\n",
    "one single line": "word ",
    "labels without values": "Claims Administrator guideline:\n",
    "Decision based on MTUS ...": "Decision based on MTUS ",
    ": Upheld, line after line": ": Upheld\n",
    "almost labels, and blanks": f"Certification{' ' * 60}x\n",
    "almost feet, and blanks": f"Final Determination Letter for IMR Case Number{' ' * 60}x y\n",
}
"""What a text of a megabyte is made of, to see whether time still grows linearly."""
PLACES = {
    "alone": "{0}",
    "in the prose": "HOW THE IMR FINAL DETERMINATION WAS MADE\n\n{0}",
    "in the summary": "{summary}{0}",
    "in a request": "{issues}{0}",
    "in a statement": "{issues}Boots: Upheld\nClaims Administrator guideline: {0}",
    "in a rationale": "{issues}Boots: Upheld\nClaims Administrator guideline: None.\nMAXIMUS guideline: None.\n"
    "Decision rationale: {0}",
}
SUMMARY = "HOW THE IMR FINAL DETERMINATION WAS MADE\n\nBy an expert reviewer.\n\nCLINICAL CASE SUMMARY\n\n"
ISSUES = SUMMARY + "A 50 year old male.\n\nIMR ISSUES, DECISIONS AND RATIONALES\n\n"


@frozen
class Row:
    """One comparison."""

    kind: str
    what: str
    first: float
    second: float
    value: float
    goal: float | None = None
    at_least: bool = False
    unit: str = "ms"

    @property
    def is_ok(self) -> bool:
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def __str__(self) -> str:
        goal, verdict = "", ""
        if self.goal is not None:
            goal = f"{'at least' if self.at_least else 'at most'} {self.goal:g}"
            verdict = "ok" if self.is_ok else "SHORT"
        numbers = f"{self.first:10.3f} {self.second:10.3f} {self.unit}"
        return f"{self.what:66s} {numbers}   {self.value:7.2f}   {goal:14s} {verdict}"


def timed(kind: str, what: str, found: Compared, goal: float | None, *, per: int = 1) -> Row:
    return Row(kind, what, 1e3 * found.first / per, 1e3 * found.second / per, found.ratio, goal)


# ---- Speed


def speed(letters: corpus.Corpus, rounds: int) -> Iterator[Row]:
    texts, pdfs = letters.texts, letters.pdfs

    def parse() -> None:
        for text in texts:
            imrdoc.parse_text(text)

    def parse_new() -> None:
        forget()
        parse()

    def script() -> None:
        for text in texts:
            plain_regex.read_letter(text)

    found = in_turn(processor(parse), processor(script), rounds)
    yield timed("speed", "parse_text / plain-regex script, a letter", found, 0.5, per=len(texts))
    found = in_turn(processor(parse_new), processor(script), rounds)
    yield timed("speed", "  the same, none of the statements met before", found, None, per=len(texts))
    if not pdfs:
        return
    with contextlib.suppress(ImportError):
        from pypdfium2 import PdfDocument

        def extract() -> None:
            for path in pdfs:
                with PdfDocument(path) as document:
                    for page in document:
                        page.get_textpage().get_text_bounded()

        def parse_pdfs() -> None:
            for path in pdfs:
                imrdoc.parse(path)

        found = in_turn(processor(parse_pdfs), processor(extract), max(3, rounds // 3))
        yield timed("speed", "parse(PDF) / bare text by pypdfium2, a letter", found, 1.1, per=len(pdfs))


def forget() -> None:
    """Empty every cache of what was read before; compiled patterns are kept."""
    for kept in gc.get_objects():
        ours = isinstance(kept, _lru_cache_wrapper) and str(kept.__module__).startswith("imrdoc.")
        if ours and (kept.cache_parameters()["maxsize"] or 1) > 1:
            kept.cache_clear()


# ---- Import


def imports(letters: corpus.Corpus, rounds: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "letter.txt")
        path.write_text(letters.texts[0], encoding="utf-8")
        dependencies = program(DEPENDENCIES)
        found = in_turn(program("import imrdoc"), dependencies, rounds)
        yield timed("import", f"import imrdoc / {DEPENDENCIES}", found, 1.1)
        found = in_turn(program(f"import imrdoc; imrdoc.parse({str(path)!r})"), dependencies, rounds)
        yield timed("import", f"import and first parse / {DEPENDENCIES}", found, 1.3)


# ---- Many files


def many(letters: corpus.Corpus, fewer: int, more: int, rounds: int) -> Iterator[Row]:
    """Few and many texts: to start a process takes as long as to parse some hundreds."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if processors < 2:
        print("parse_many: one processor only, nothing to compare", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = write(letters, Path(folder), more)

        def run(workers: int, files: int) -> Callable[[], object]:
            return lambda: sum(1 for _ in imrdoc.parse_many(paths[:files], workers=workers))

        for files, goal in ((fewer, None), (more, 1.7)):
            found = in_turn(wall(run(1, files)), wall(run(2, files)), rounds)
            what = f"parse_many of {files:,} texts: one process / two, a letter"
            first, second = 1e3 * found.first / files, 1e3 * found.second / files
            yield Row("many", what, first, second, found.ratio, goal, at_least=True)


def write(letters: corpus.Corpus, folder: Path, files: int) -> list[Path]:
    paths = [folder / f"{number:06}.txt" for number in range(files)]
    for path, text in zip(paths, cycle(letters.texts), strict=False):
        path.write_text(text, encoding="utf-8")
    return paths


# ---- Memory


def memory(letters: corpus.Corpus, fewer: int, more: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        write(letters, Path(folder), fewer)
        small, large = [peak(Path(folder), count) for count in (fewer, more)]
    what = f"peak memory, parse_many of {more:,} letters and of {fewer:,}: difference"
    yield Row("memory", what, large, small, large - small, 50, unit="MB")


def peak(folder: Path, count: int) -> float:
    """Megabytes that a fresh process takes at most while it goes through a run."""
    command = [sys.executable, __file__, "--run", str(folder), str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_and_tell(folder: Path, count: int) -> None:
    paths = sorted(folder.iterdir())
    for result in imrdoc.parse_many(islice(cycle(paths), count), workers=2):
        result.unwrap()
    print(peak_of_this_process())


def peak_of_this_process() -> float:
    """Megabytes. On Linux, what `resource` tells begins with the memory of the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )


# ---- Growth


def growth(rounds: int, size: int) -> Iterator[Row]:
    """Python's own collector is off: it goes through all that lives, so it costs more the more there is."""
    gc.disable()
    try:
        yield from _growth(rounds, size)
    finally:
        gc.enable()


def _growth(rounds: int, size: int) -> Iterator[Row]:
    few, many_ = [with_issues(count) for count in (300, 3_000)]
    yield grown("3,000 issues / 300", many_, few, rounds, 11)
    words = corpus.made_up(1)[0].issues[0].rationale.split(". ")[0] + ". "
    short, long = [with_issues(1, words * (length // len(words))) for length in (10_000, 100_000)]
    yield grown("a rationale of 100 kB / 10 kB", long, short, rounds, 11)
    sizes = f"{2 * size / MEGABYTE:g} MB / {size / MEGABYTE:g} MB"
    for shape, unit in SHAPES.items():
        rows: list[Row] = []
        for place, form in PLACES.items():
            small, large = [build(form, unit * (times * size // len(unit))) for times in (1, 2)]
            rows.append(grown(f"{sizes} of {shape}, {place}", large, small, rounds, 2.5))
        yield max(rows, key=lambda row: row.value)


def grown(what: str, large: str, small: str, rounds: int, goal: float) -> Row:
    """How much longer the large one takes. The best of some rounds counts: nothing makes a parse too fast."""
    times = [
        (processor(lambda: attempt(large))(), processor(lambda: attempt(small))()) for _ in range(rounds)
    ]
    first, second = [min(column) for column in zip(*times, strict=True)]
    return timed("growth", what, Compared(first, second, first / second), goal)


def attempt(text: str) -> None:
    with contextlib.suppress(imrdoc.ImrdocError):
        imrdoc.parse_text(text, strict=False)


def with_issues(count: int, rationale: str = "") -> str:
    """A letter with so many issues."""
    letter = corpus.made_up(1)[0]
    if rationale:
        letter.issues[0].rationale = rationale
    letter.issues = [letter.issues[0]] * count
    return corpus.set_text(letter)


def build(form: str, filling: str) -> str:
    return form.format(filling, summary=SUMMARY, issues=ISSUES)


# ---- All of it


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "kinds", nargs="*", metavar="GROUP", help=f"of {', '.join(KINDS)}; all of them by default"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    corpus.add_argument(parser)
    arguments = parser.parse_args()
    if arguments.run:
        folder, count = arguments.run
        run_and_tell(Path(folder), int(count))
        return 0
    kinds = arguments.kinds or KINDS
    unknown = set(kinds) - set(KINDS)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    letters = corpus.load(arguments, pdfs="speed" in kinds)
    quick = arguments.quick
    groups: dict[str, Callable[[], Iterator[Row]]] = {
        "speed": lambda: speed(letters, 3 if quick else 15),
        "import": lambda: imports(letters, 3 if quick else 15),
        "many": lambda: many(letters, 500, 1_000, 1) if quick else many(letters, 4_000, 20_000, 5),
        "memory": lambda: memory(letters, 200, 2_000 if quick else 20_000),
        "growth": lambda: growth(2 if quick else 3, MEGABYTE // 10 if quick else MEGABYTE),
    }
    if not arguments.json:
        print(corpus.describe(letters))
        print(f"{'':66s} {'first':>10s} {'second':>10s}        value")
    rows: list[Row] = []
    for kind in kinds:
        for row in groups[kind]():
            rows.append(row)
            if not arguments.json:
                print(row, flush=True)
    if arguments.json:
        print(json.dumps([{**asdict(row), "is_ok": row.is_ok} for row in rows], indent=1))
    return 0 if all(row.is_ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
