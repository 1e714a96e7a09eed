"""Parses letters that were damaged in every way, and tells what came out.

    python tests/fuzz/letter_mutations.py --count 1000000

Only a letter or an ImrdocError may come out, and soon. Anything else is printed with the seed that makes
it again, and the exit status is 1. The letters are the project's own and, where they are at hand, real ones
(IMRDOC_SHARED names their folder).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import imrdoc
from imrdoc._engine._tables import folder

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("IMRDOC_SHARED", ROOT.parent / "shared"))
SECONDS = 20
"""A parse that takes longer hangs."""
CHUNK = 2_000


def letters() -> list[str]:
    """The letters to damage."""
    paths = [
        ROOT / "examples" / "letter.txt",
        *sorted(SHARED.glob("seeds/*.txt")),
        *sorted(SHARED.glob("corpus/text/*/*.txt"))[::9],
    ]
    return [path.read_text(encoding="utf-8") for path in paths]


def phrases() -> list[str]:
    """Pieces of the letter's own language, to put where they do not belong."""
    sample = (ROOT / "examples" / "letter.txt").read_text(encoding="utf-8")
    notes = [
        line.split(":", 1)[1].strip()
        for line in Path(folder(), "letter.lark").read_text().splitlines()
        if line.startswith("//:")
    ]
    marks = [note.removeprefix("the heading ").removeprefix("the label ") for note in notes]
    return [
        *marks,
        *sample.split("\n"),
        ": Upheld\n",
        ": Overturned",
        "\f",
        "\r\n",
        "\n\n\n",
        "\x02",
        "\ufeff",
        "\0",
        "a" * 300,
    ]


def cut(text: str, pick: random.Random) -> str:
    start = pick.randrange(len(text) + 1)
    return text[:start] + text[start + pick.choice([1, 5, 80, 800, 4000]) :]


def look_alike(text: str, pick: random.Random) -> str:
    """A text with letters that are others in small: a pattern that does not mind capitals takes them."""
    letter, other = pick.choice(
        [("i", "\u0131"), ("I", "\u0130"), ("s", "\u017f"), ("k", "\u212a"), ("1", "\u0661")]
    )
    places = [place for place, each in enumerate(text) if each == letter]
    return "".join(other if each == letter and pick.random() < 20 / len(places) else each for each in text)


def flip(text: str, pick: random.Random) -> str:
    place = pick.randrange(len(text) + 1)
    return (
        text[:place]
        + chr(pick.choice([pick.randrange(128), pick.randrange(0x3000), pick.randrange(0xD800)]))
        + text[place + 1 :]
    )


def insert(text: str, pick: random.Random) -> str:
    place = pick.randrange(len(text) + 1)
    return text[:place] + pick.choice(PHRASES) + text[place:]


def splice(text: str, pick: random.Random) -> str:
    other = pick.choice(LETTERS)
    start, place = pick.randrange(len(other)), pick.randrange(len(text) + 1)
    return text[:place] + other[start : start + pick.choice([20, 200, 3000])] + text[place:]


def lines(text: str, pick: random.Random) -> str:
    parts = text.split("\n")
    first, second = pick.randrange(len(parts)), pick.randrange(len(parts))
    action = pick.randrange(4)
    if action == 0:
        parts[first], parts[second] = parts[second], parts[first]
    elif action == 1:
        del parts[first]
    elif action == 2:
        parts[first:first] = parts[second : second + 5]
    else:
        parts[first] = pick.choice([str.lower, str.upper, str.title, lambda line: "  ".join(line)])(
            parts[first]
        )
    return "\n".join(parts)


def squeeze(text: str, pick: random.Random) -> str:
    old, new = pick.choice(
        [
            ("\n\n", "\n"),
            ("\n", "\n\n"),
            (" ", "\n"),
            ("\n", " "),
            (":", ""),
            (".", ""),
            ("\n", "\r\n"),
            (" ", "  "),
        ]
    )
    return text.replace(old, new, pick.choice([-1, 1, 5, 50]))


MUTATORS: list[Callable[[str, random.Random], str]] = [cut, flip, look_alike, insert, splice, lines, squeeze]
LETTERS = letters()
PHRASES = phrases()


def mutant(seed: int) -> str:
    """The damaged letter of a seed."""
    pick = random.Random(seed)
    text = pick.choice(LETTERS)
    for _ in range(pick.choice([1, 1, 2, 3, 8])):
        text = pick.choice(MUTATORS)(text, pick)
    return text


def run(first: int, count: int) -> tuple[Counter[str], list[str]]:
    """Try a range of seeds."""
    results: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(first, first + count):
        text = mutant(seed)
        if hasattr(signal, "alarm"):
            signal.alarm(SECONDS)
        try:
            imrdoc.parse_text(text, strict=seed % 2 == 0)
            results["letter"] += 1
        except imrdoc.ImrdocError as error:
            str(error)
            results[type(error).__name__] += 1
        except Exception as error:  # the very thing that is looked for
            failures.append(f"seed {seed}: {type(error).__name__}: {error}")
    if hasattr(signal, "alarm"):
        signal.alarm(0)
    return results, failures


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    results: Counter[str] = Counter()
    failures: list[str] = []
    started = time.perf_counter()
    with ProcessPoolExecutor(options.workers) as pool:
        starts = range(options.start, options.start + options.count, CHUNK)
        for done, found in pool.map(
            run, starts, [min(CHUNK, options.start + options.count - at) for at in starts]
        ):
            results += done
            failures += found
    print(
        f"{sum(results.values()):,} damaged letters in {time.perf_counter() - started:.0f} s: {dict(results)}"
    )
    print("\n".join(failures[:50]) or "no foreign exception")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
