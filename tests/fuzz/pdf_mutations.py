#!/usr/bin/env python3
"""Mutates PDFs and parses them: each must give a letter or an `ImrdocError`, in good time.

    python tests/fuzz/pdf_mutations.py [--count 5000] [--pdfs DIR] [--seed 0] [--keep DIR]

The PDFs are those of DIR, or those of corpus/pdf in the folder that IMRDOC_SHARED names, or of
../shared; and some that are made here. A child process parses them, for a crash of the PDF library takes
the interpreter with it. After a crash or a hang the next child goes on with the mutation behind it.
Prints how often each result came up. Exit status 1 after a crash, a hang, any other exception, or noise.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

SLOW = 20.0
"""Seconds that one mutation may take."""
BAD = ("crash", "hang", "exception", "noise")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--pdfs", type=Path, help="folder of PDFs to start from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder to save what crashed or hung in")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    pdfs = sources(args.pdfs)
    if args.child is not None:
        parse_from(args.child, args.count, args.seed, pdfs)
        return 0
    results: Counter[str] = Counter()
    began = time.monotonic()
    done = 0
    while done < args.count:
        done, result = run_child(done, args, results)
        if result:
            results[result] += 1
            print(f"{result}: mutation {done} of seed {args.seed}", flush=True)
            if args.keep:
                args.keep.mkdir(parents=True, exist_ok=True)
                args.keep.joinpath(f"{args.seed}-{done}.pdf").write_bytes(mutation(args.seed, done, pdfs))
            done += 1
    print(f"{done:,} mutations of {len(pdfs)} PDFs in {time.monotonic() - began:.0f} s")
    for result, count in results.most_common():
        print(f"{count:7,}  {result}")
    return 1 if any(result.startswith(BAD) for result in results) else 0


def run_child(start: int, args: argparse.Namespace, results: Counter[str]) -> tuple[int, str | None]:
    """Parse from one mutation on; gives the one that was not finished, and what became of it."""
    command = [sys.executable, __file__, "--child", str(start), "--count", str(args.count)]
    command += ["--seed", str(args.seed), *(["--pdfs", str(args.pdfs)] if args.pdfs else [])]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stderr
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.append(child.stderr.read() if child.stderr else ""))
    listener.start()
    hung = threading.Event()

    def stop() -> None:
        hung.set()
        child.kill()

    done = start
    watch = threading.Timer(SLOW, stop)
    watch.start()
    for line in child.stdout:
        watch.cancel()
        results[line.rstrip("\n")] += 1
        done += 1
        watch = threading.Timer(SLOW, stop)
        watch.start()
    watch.cancel()
    code = child.wait()
    listener.join()
    if hung.is_set():
        return done, "hang"
    if said[0] and not code:
        results["noise on stderr"] += 1
    return done, f"crash with status {code}: {said[0].strip()[-200:]}" if code else None


def parse_from(start: int, stop: int, seed: int, pdfs: list[bytes]) -> None:
    """Parse mutations and print a line for each result."""
    import imrdoc

    for index in range(start, stop):
        try:
            imrdoc.parse_bytes(mutation(seed, index, pdfs))
            result = "letter"
        except imrdoc.ReadError as error:
            result = "ReadError: " + re.sub(r"\d[\d,]*", "N", error.reason)
        except imrdoc.ImrdocError as error:
            result = type(error).__name__
        except Exception as error:
            result = f"exception {type(error).__name__}: {error} (mutation {index})".replace("\n", " ")
        print(result, flush=True)


def sources(folder: Path | None) -> list[bytes]:
    """The PDFs to mutate."""
    import pdf_letters

    made = [
        pdf_letters.letter().data(),
        pdf_letters.letter(bottom=200, foot="Sheet #").data(),
        pdf_letters.locked_pdf(user_password=""),
        pdf_letters.readable_pdf(),
        pdf_letters.scanned_pdf(),
    ]
    folder = folder or Path(os.environ.get("IMRDOC_SHARED", ROOT.parent / "shared")) / "corpus" / "pdf"
    return made + [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]


def mutation(seed: int, index: int, pdfs: list[bytes]) -> bytes:
    """One mutated PDF, always the same for the same numbers."""
    chance = random.Random(f"{seed}:{index}")
    data = bytearray(chance.choice(pdfs))
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        chance.choice(MUTATIONS)(data, chance)
    return bytes(data)


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def swap(data: bytearray, chance: random.Random) -> None:
    """Exchange two neighboring sections."""
    first, middle, last = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    data[first:last] = data[middle:last] + data[first:middle]


def drop(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.choice((1, 16, 256, 4096))]


def repeat(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = data[start : start + chance.choice((1, 16, 256, 4096))]


def renumber(data: bytearray, chance: random.Random) -> None:
    """Put another number in place of one: a length, an offset, a reference, a measure."""
    numbers = list(re.finditer(rb"\d+", data))
    if numbers:
        number = chance.choice(numbers)
        values = (b"0", b"1", b"-1", b"3", b"255", b"65536", b"2147483647", b"99999999999", b"1e9", b"0.001")
        data[number.start() : number.end()] = chance.choice((*values, chance.choice(numbers)[0]))


def rename(data: bytearray, chance: random.Random) -> None:
    """Put another name of the PDF in place of one."""
    names = list(re.finditer(rb"/[A-Za-z]+", data))
    if names:
        name = chance.choice(names)
        data[name.start() : name.end()] = chance.choice(names)[0]


MUTATIONS = (flip, flip, truncate, swap, drop, repeat, renumber, renumber, rename)


if __name__ == "__main__":
    sys.exit(main())
