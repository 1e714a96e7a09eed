"""The processes of a run over many items, each at the end of a pipe of its own.

A pipe that ends tells at once that its worker died, and with which items. Nothing else is shared, so nothing
stays locked.

Processes start as copies of the calling one ("fork") where that is safe. Elsewhere they start by "forkserver"
if the system has it, else by "spawn".
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from attrs import define

from imrdoc._copies import become_worker, may_copy, without_signals

__all__ = ["AHEAD", "Chunk", "Crew", "Worker"]

Item = TypeVar("Item")

CHUNK_SECONDS = 0.03
"""Work sent at a time, at most: short enough to share it out evenly."""
FIRST_CHUNK, LARGEST_CHUNK = 4, 8
"""Items sent at a time: before it is known how long one takes, and at most.

The results of eight letters fit into the pipe and the processor's cache. More at a time take longer, for all
their memory is new to the processor on its way through.
"""
AHEAD = 4
"""Chunks that a worker has at hand, so that it need not wait for the next one."""
ROOM = 4_096
"""Bytes that fit into a pipe though nobody reads at its other end. By default, every system has more room."""
STARTED = b""
"""The first message of a worker."""


@define(eq=False)
class Chunk(Generic[Item]):
    """Some items in a row and, once they are done, what their worker sent: how long it took, and results."""

    items: list[Item]
    message: bytes | None = None


def _process_class() -> type[BaseProcess]:
    """How a process starts that is no copy."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver").Process
    return multiprocessing.get_context("spawn").Process


class Worker(Generic[Item]):
    """A process at the other end of a pipe, from `start` to `kill`."""

    def __init__(self, task: Callable[[Item], object]) -> None:
        self.task = task
        self.pipe, self._far_end = multiprocessing.Pipe()
        self.process: BaseProcess | None = None
        self.chunks: deque[Chunk[Item]] = deque()
        self.is_started = False
        """Whether it has said so."""
        self._unsent: deque[bytes] = deque()
        """The messages of the last chunks, if they do not fit into the pipe by now."""
        self._sent: deque[int] = deque()
        """Bytes of the messages of the other chunks."""

    def start(self) -> None:
        """Start the process."""
        if not (may_copy() and self._start_copy()):
            self.process = _process_class()(target=_begin, args=(self.task, self._far_end), daemon=True)
            self.process.start()
        self._far_end.close()  # so that the pipe ends with the worker

    def _start_copy(self) -> bool:
        """Start it as a copy of this process; whether there is memory for one."""
        process = multiprocessing.get_context("fork").Process(
            target=_begin_as_copy, args=(self.task, self._far_end), daemon=True
        )
        with without_signals():
            try:
                process.start()
            except OSError:
                return False
            self.process = process
        return True

    def send(self, chunk: Chunk[Item]) -> None:
        """Give the worker something to do."""
        self.chunks.append(chunk)
        self._unsent.append(pickle.dumps(chunk.items, pickle.HIGHEST_PROTOCOL))
        self._send_what_fits()

    def _send_what_fits(self) -> None:
        """Send what the worker will surely take, so that this process never waits for it.

        A worker that is at work takes nothing, and its own results may have to wait for this process. So what
        is sent ahead must fit into the pipe. One that has nothing to do takes whatever comes.
        """
        while self._unsent and (not self._sent or sum(self._sent) + len(self._unsent[0]) <= ROOM):
            message = self._unsent.popleft()
            self._sent.append(len(message))
            with contextlib.suppress(OSError):  # it died; `receive` will tell
                self.pipe.send_bytes(message)

    def receive(self) -> None:
        """Take what the worker sent: a sign that it started, or the results of its first chunk.

        Raises:
            EOFError: the worker died.
        """
        try:
            message = self.pipe.recv_bytes()
        except OSError as error:
            raise EOFError from error
        if message:
            self.chunks.popleft().message = message
            self._sent.popleft()
            self._send_what_fits()
        else:
            self.is_started = True

    def bury(self) -> None:
        """Clear away a worker that died.

        Raises:
            RuntimeError: it never started, and so no other will.
        """
        self.kill()
        if not self.is_started:
            raise RuntimeError(
                'a worker process cannot start; call this below `if __name__ == "__main__":`, '
                "or use workers=1"
            )

    def kill(self) -> None:
        """End the process now, whatever it does, if it is there."""
        if self.process and self.process.pid:
            self.process.kill()
            self.process.join()
        self.pipe.close()
        self._far_end.close()


class Crew(Generic[Item]):
    """The workers of one run. They start as there is work for them."""

    def __init__(self, task: Callable[[Item], object], size: int) -> None:
        self.task = task
        self.size = size
        self.workers: list[Worker[Item]] = []
        self.chunk_size = FIRST_CHUNK

    @property
    def is_starting(self) -> bool:
        """Whether there are workers, and none of them has started."""
        return bool(self.workers) and not any(worker.is_started for worker in self.workers)

    def next_free(self, *, only_started: bool) -> Worker[Item] | None:
        """The worker that should get the next chunk, if one should.

        Args:
            only_started: none that is still to start, for the chunk will be done sooner elsewhere.
        """
        able = [worker for worker in self.workers if worker.is_started or not only_started]
        worker = min(able, key=lambda worker: len(worker.chunks), default=None)
        if (worker is None or worker.chunks) and len(self.workers) < self.size:
            worker = self._hire() or worker
            if only_started:
                return None
        return worker if worker and len(worker.chunks) < AHEAD else None

    def _hire(self) -> Worker[Item] | None:
        """One more worker; None if this machine has no means for more than there are.

        Raises:
            RuntimeError: it has none for a single one.
        """
        worker: Worker[Item] | None = None
        try:
            worker = Worker(self.task)
            self.workers.append(worker)  # first, so that it is killed if it is interrupted while it starts
            worker.start()
        except OSError as error:
            if worker:
                self.workers.remove(worker)
                worker.kill()
            if not self.workers:
                reason = (error.strerror or str(error)).lower()
                raise RuntimeError(f"no worker process can be started: {reason}; use workers=1") from error
            self.size = len(self.workers)
            return None
        return worker

    def collect(self, *, wait: bool) -> Iterator[Chunk[Item]]:
        """Take what has arrived; wait for it if asked to.

        Yields:
            Chunks whose worker died.
        """
        pipes = [worker.pipe for worker in self.workers]
        ready = multiprocessing.connection.wait(pipes, None if wait else 0)
        for worker in [worker for worker in self.workers if worker.pipe in ready]:
            try:
                worker.receive()
            except EOFError:
                self._lose(worker)
                yield from worker.chunks

    def learn(self, seconds: float) -> None:
        """Fit the size of chunks to how long an item takes."""
        fitting = int(CHUNK_SECONDS / max(seconds, 1e-9))
        self.chunk_size = max(1, min(fitting, LARGEST_CHUNK, 4 * self.chunk_size))

    def _lose(self, worker: Worker[Item]) -> None:
        self.workers.remove(worker)
        worker.bury()

    def dismiss(self) -> None:
        """Kill every worker."""
        try:
            self._kill_all()
        finally:  # once more, for Ctrl-C may have come in the midst of it
            self._kill_all()

    def _kill_all(self) -> None:
        for worker in self.workers:
            worker.kill()


def _begin(task: Callable[[Item], object], pipe: Connection) -> None:
    """What a worker process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the calling process decides
    _serve(task, pipe)


def _begin_as_copy(task: Callable[[Item], object], pipe: Connection) -> None:
    """What it runs if it is a copy of the calling process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    become_worker(pipe)
    _serve(task, pipe)


def _serve(task: Callable[[Item], object], pipe: Connection) -> None:
    """Do what arrives until the pipe ends."""
    with contextlib.suppress(EOFError, OSError):  # the calling process is gone
        pipe.send_bytes(STARTED)  # before any work, which may be the end of this process
        while True:
            items: list[Item] = pickle.loads(pipe.recv_bytes())
            start = time.perf_counter()
            results = [task(item) for item in items]
            seconds = time.perf_counter() - start
            pipe.send_bytes(pickle.dumps((seconds, results), pickle.HIGHEST_PROTOCOL))
