"""A task over many items in several processes: in order, with bounded memory, whatever becomes of one.

Why not `concurrent.futures`: its pool waits for ever if a worker is killed while it writes a result, and
it cannot tell which item killed a worker.
"""

from __future__ import annotations

import itertools
import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from enum import Enum
from typing import Generic, TypeVar

from imrdoc._crew import AHEAD, Chunk, Crew, Worker

__all__ = ["Elsewhere", "map_in_processes"]

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_START = 32
"""Chunks that the calling process does while the first other process starts, at most."""


class Elsewhere(Enum):
    """What stands for a result that the calling process must not make."""

    ELSEWHERE = "elsewhere"


def map_in_processes(
    task: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    when_lost: Callable[[Item], Result],
    here: Callable[[Item], Result | Elsewhere] | None = None,
) -> Generator[Result, None, None]:
    """Do a task for each item in several processes.

    The other processes are killed as soon as the generator ends, is closed, or is interrupted.

    Args:
        task: what to do; it can be pickled and does not raise.
        items: what to do it for; only a few chunks are taken ahead of the results.
        workers: number of processes.
        when_lost: gives the result of an item whose process died of it.
        here: does the same in the calling process. Then the calling process is one of the workers, whenever
            it would have to wait. For an item that must be done elsewhere it says so; from then on, all are
            done elsewhere. No result is given before another process has started, unless none is needed:
            where none can start, that is known before the first result is. One that starts later, in place of
            one that died, may still fail to.

    Yields:
        The results, in the order of the items.

    Raises:
        RuntimeError: processes cannot be started here.
    """
    run = _Run(task, items, workers, when_lost, here)
    try:
        while (results := run.go_on()) is not None:
            yield from results
    finally:
        run.crew.dismiss()


class _Run(Generic[Item, Result]):
    """One run over many items."""

    def __init__(
        self,
        task: Callable[[Item], Result],
        items: Iterable[Item],
        workers: int,
        when_lost: Callable[[Item], Result],
        here: Callable[[Item], Result | Elsewhere] | None,
    ) -> None:
        self.task = task
        self.remaining = iter(items)
        self.workers = workers
        self.when_lost = when_lost
        self.here = here
        self.crew: Crew[Item] = Crew(task, workers - 1 if here else workers)
        self.chunks: deque[Chunk[Item] | list[Result]] = deque()
        """In order: what is sent to another process, and the results of what was done in this one."""
        self.is_over = False
        """Whether no item is left."""

    def go_on(self) -> list[Result] | None:
        """The next results, if there are any by now; None at the end of the run."""
        busy = self._must_wait() and self._work_here()
        self._feed()
        if not self.chunks:
            return None
        if self._needs_others():
            for lost in self.crew.collect(wait=not busy and self._must_wait()):
                lost.message = _retry(self.task, lost.items, self.when_lost)
        if self._must_wait():
            return []
        first = self.chunks.popleft()
        if isinstance(first, list):
            return first
        seconds, results = pickle.loads(first.message or b"")
        self.crew.learn(seconds / len(results))
        return list(results)

    def _needs_others(self) -> bool:
        """Whether something is left for other processes. If not, it does not matter whether they start."""
        return not self.is_over or any(isinstance(chunk, Chunk) for chunk in self.chunks)

    def _must_wait(self) -> bool:
        """Whether no result may be given now."""
        return self._is_waiting() or (self.crew.is_starting and not self.is_over)

    def _is_waiting(self) -> bool:
        """Whether the results that come next are not there."""
        first = self.chunks[0] if self.chunks else None
        return first is None or (isinstance(first, Chunk) and first.message is None)

    def _has_room(self) -> bool:
        most = AT_START if self.crew.is_starting else AHEAD * self.workers
        return not self.is_over and len(self.chunks) <= most

    def _work_here(self) -> bool:
        """Do a chunk in the calling process, if that may be; whether there was one."""
        if self.here is None or not self._has_room():
            return False
        start = time.perf_counter()
        results: list[Result] = []
        items = list(itertools.islice(self.remaining, self.crew.chunk_size))
        self.is_over = len(items) < self.crew.chunk_size
        for number, item in enumerate(items):
            result = self.here(item)
            if isinstance(result, Elsewhere):
                self.here = None
                self.crew.size = self.workers
                self.remaining = itertools.chain(items[number:], self.remaining)
                self.is_over = False
                break
            results.append(result)
        if results:
            self.crew.learn((time.perf_counter() - start) / len(results))
            self.chunks.append(results)
        return bool(results)

    def _feed(self) -> None:
        """Give the other processes something to do."""
        while self._has_room() and (worker := self.crew.next_free(only_started=self.here is not None)):
            chunk = Chunk(list(itertools.islice(self.remaining, self.crew.chunk_size)))
            self.is_over = not chunk.items
            if chunk.items:
                self.chunks.append(chunk)
                worker.send(chunk)


def _retry(task: Callable[[Item], Result], items: list[Item], when_lost: Callable[[Item], Result]) -> bytes:
    """The message of a chunk whose worker died: each item is tried again, alone."""
    start = time.perf_counter()
    results: list[Result] = []
    worker: Worker[Item] | None = None
    try:
        for item in items:
            if worker is None:
                worker = Worker(task)
                worker.start()
            chunk = Chunk([item])
            worker.send(chunk)
            try:
                while chunk.message is None:
                    worker.receive()
            except EOFError:
                worker.bury()
                worker = None
                results.append(when_lost(item))
            else:
                results += pickle.loads(chunk.message)[1]
    finally:
        if worker:
            worker.kill()
    return pickle.dumps((time.perf_counter() - start, results))
