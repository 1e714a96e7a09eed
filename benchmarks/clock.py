"""How benchmarks take time.

Absolute times drift on a machine that others use too. So two things that are compared take turns, and what counts
is the median of the ratio of two neighboring turns. What runs in this process is timed by the processor time it
takes, not by the clock on the wall.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from attrs import frozen

Work = Callable[[], object]


@frozen
class Compared:
    """Seconds that two things took, and their ratio."""

    first: float
    second: float
    ratio: float


def in_turn(first: Callable[[], float], second: Callable[[], float], rounds: int) -> Compared:
    """Compare two things that each say how many seconds they took."""
    first(), second()
    times = [(first(), second()) for _ in range(rounds)]
    return Compared(
        statistics.median([a for a, _ in times]),
        statistics.median([b for _, b in times]),
        statistics.median([a / b for a, b in times]),
    )


def processor(work: Work) -> Callable[[], float]:
    """Times work by the processor time of this process."""

    def run() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return run


def wall(work: Work) -> Callable[[], float]:
    """Times work by the clock: for what waits for other processes."""

    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def program(code: str) -> Callable[[], float]:
    """Times a program by the processor time of a fresh interpreter that runs it.

    Modules are compiled at the first run, as by an installation, even where the environment forbids it.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = environment.get("PYTHONPYCACHEPREFIX") or _cache_folder()

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


_folders: list[str] = []


def _cache_folder() -> str:
    """A folder for compiled modules, the same for the whole run."""
    import atexit
    import shutil
    import tempfile

    if not _folders:
        _folders.append(tempfile.mkdtemp(prefix="imrdoc-pycache-"))
        atexit.register(shutil.rmtree, _folders[0], ignore_errors=True)
    return _folders[0]
