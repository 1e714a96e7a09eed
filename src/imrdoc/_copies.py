"""Processes that start as copies of the calling one: when that is safe, and what a copy must let go of.

A copy is at work at once, and knows what was read so far. Any other new process takes a tenth of a second to
import and to prepare what the calling process has.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Container, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

__all__ = ["become_worker", "may_copy", "without_signals"]

THREADS = Path("/proc/self/task")
"""Where Linux lists the threads of a process, those of libraries among them."""
FILES = Path("/proc/self/fd")
"""Where it lists the open files of a process, by number."""
STANDARD = (0, 1, 2)
"""Input, output and errors."""


def may_copy() -> bool:
    """Whether the calling process may be copied.

    A lock that another thread holds would stay locked in the copy for ever. So there must be no other thread,
    of Python or of a library, which only Linux tells. `multiprocessing` must not be set to another way. Nor
    may it have started this process: if it reads the main module for it ("__mp_main__"), that must not go on.
    """
    if multiprocessing.get_start_method(allow_none=True) not in {None, "fork"}:
        return False
    if multiprocessing.parent_process() or sys.modules.get("__main__") is not sys.modules.get("__mp_main__"):
        return False
    try:
        return len([*THREADS.iterdir()]) == 1
    except OSError:
        return False


@contextmanager
def without_signals() -> Generator[None, None, None]:
    """Hold all signals back for a moment: here until the end, in a copy until it has become a worker.

    In a copy, a handler of the program that raises would go on with the program.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def become_worker(pipe: Connection) -> None:
    """Let go of what belongs to the process that this one is a copy of.

    What that process closes, by hand or by its end, must be closed: its ends of the pipes, by which workers
    see that it is gone, and whatever else the program has open. And its signals are its own. Ctrl-C must be
    ignored by now, for all signals are let through again.

    Args:
        pipe: what this process keeps.
    """
    caller = multiprocessing.parent_process()
    _drop_files({*STANDARD, pipe.fileno(), caller.sentinel if caller else -1})
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    gc.freeze()  # to look through all objects of the other process would copy its memory


def _drop_files(kept: Container[int]) -> None:
    """Put nothing in the place of every open file but some.

    Their numbers stay taken. If they were free, an object that still has one might close a new file by it.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for file in [*FILES.iterdir()]:
        number = int(file.name)
        if number not in kept and number != nothing:
            os.dup2(nothing, number, inheritable=False)
