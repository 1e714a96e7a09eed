"""Processes that start as copies of the calling one: when that is safe, and what a copy must let go of.

A copy is at work at once, and knows what was read so far. Any other new process takes a tenth of a second to
import and to prepare what the calling process has.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

__all__ = ["become_worker", "may_copy", "without_interrupts"]

THREADS = Path("/proc/self/task")
"""Where Linux lists the threads of a process, those of libraries among them."""


def may_copy() -> bool:
    """Whether the calling process may be copied.

    A lock that another thread holds would stay locked in the copy for ever. So there must be no other thread,
    of Python or of a library, which only Linux tells. And `multiprocessing` must not be set to another way.
    """
    if multiprocessing.get_start_method(allow_none=True) not in {None, "fork"}:
        return False
    return THREADS.is_dir() and len([*THREADS.iterdir()]) == 1


@contextmanager
def without_interrupts() -> Generator[None, None, None]:
    """Hold Ctrl-C back for a moment: here until the end, in a copy until it has become a worker."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def become_worker(callers_end: Connection) -> None:
    """Let go of what belongs to the process that this one is a copy of.

    Ctrl-C must be ignored by now: it is let through again.

    Args:
        callers_end: the other process's end of the pipe between the two. Were it left open here, this process
            would never see that the other one is gone.
    """
    callers_end.close()
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    gc.freeze()  # to look through all objects of the other process would copy its memory
