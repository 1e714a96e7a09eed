"""The processes below parse_many, with tasks that misbehave."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from imrdoc import _crew
from imrdoc._crew import AHEAD, LARGEST_CHUNK, ROOM, Chunk, Crew, Worker, _begin, _process_class, _serve
from imrdoc._workers import Elsewhere, map_in_processes
from processes import double, is_running


def double_or_die(number: int) -> int:
    if number % 100 == 42:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def large(number: int) -> bytes:
    return bytes([number % 256]) * 3_000_000


def large_and_short_lived(number: int) -> bytes:
    if number == 5:
        threading.Timer(0.01, os._exit, (1,)).start()
        return large(number) * 20
    return large(number)


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def own_pid(_: object) -> int:
    return os.getpid()


class DiesAtBirth:
    """A task that kills the process it is brought to."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)

    def __call__(self, item: int) -> int:
        raise NotImplementedError


def die_slowly() -> None:
    time.sleep(0.3)
    os._exit(3)


class DiesSlowly(DiesAtBirth):
    """The same, but after a while."""

    def __reduce__(self) -> tuple[object, ...]:
        return die_slowly, ()


@pytest.fixture(autouse=True)
def _no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes start anew, as they do wherever there are threads. For copies there is `test_copies`."""
    monkeypatch.setattr(_crew, "may_copy", lambda: False)


def never(item: object) -> int:
    raise AssertionError(item)


@pytest.mark.parametrize("count", [0, 1, 3, 1000])
def test_results_come_in_order(count: int) -> None:
    results = map_in_processes(double, range(count), workers=2, when_lost=never)
    assert list(results) == [2 * number for number in range(count)]


def test_results_may_be_larger_than_a_pipe_holds() -> None:
    results = map_in_processes(large, range(12), workers=2, when_lost=never)
    assert [(result[0], len(result)) for result in results] == [(number, 3_000_000) for number in range(12)]


def three_times(data: bytes) -> bytes:
    return 3 * data


def test_items_may_be_larger_than_a_pipe_holds_too() -> None:
    items = [bytes([number]) * 1_000_000 for number in range(40)]
    results = map_in_processes(three_times, items, workers=2, when_lost=never)
    assert list(results) == [3 * item for item in items]


def test_what_is_sent_to_a_worker_that_is_at_work_fits_into_its_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(double)
    sent: list[int] = []
    monkeypatch.setattr(worker.pipe, "send_bytes", lambda message: sent.append(len(message)))
    for _ in range(5):
        worker.send(Chunk([0] * (ROOM // 5)))
    assert sum(sent) <= ROOM < sum(sent) * 2
    assert len(worker.chunks) == 5
    large = len(sent)
    for _ in range(5):
        worker._far_end.send_bytes(b"done")
        worker.receive()
    assert (len(sent), len(worker.chunks), large) == (5, 0, 2)


def test_a_worker_may_die_while_it_sends() -> None:
    results = map_in_processes(large_and_short_lived, range(12), workers=2, when_lost=lambda _: b"lost")
    assert [len(result) for number, result in enumerate(results) if number != 5] == [3_000_000] * 11


def small(number: int) -> int | Elsewhere:
    return 2 * number if number < 50 else Elsewhere.ELSEWHERE


@pytest.mark.parametrize("count", [0, 1, 3, 1000])
def test_results_come_in_order_wherever_they_are_made(count: int) -> None:
    results = map_in_processes(double, range(count), workers=3, when_lost=never, here=double)
    assert list(results) == [2 * number for number in range(count)]


def test_what_must_be_done_elsewhere_is() -> None:
    results = map_in_processes(double, range(1000), workers=2, when_lost=never, here=small)
    assert list(results) == [2 * number for number in range(1000)]


def test_few_items_that_can_be_done_here_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crew, "Worker", never)
    results = map_in_processes(double, range(3), workers=2, when_lost=never, here=double)
    assert list(results) == [0, 2, 4]


def test_processes_that_cannot_start_are_an_error_before_there_is_a_result() -> None:
    results = map_in_processes(DiesAtBirth(), itertools.count(), workers=2, when_lost=never, here=double)
    with pytest.raises(RuntimeError, match="__main__"):
        next(results)


def test_processes_that_cannot_start_do_no_harm_where_none_is_needed() -> None:
    results = map_in_processes(DiesSlowly(), range(20), workers=2, when_lost=never, here=double)
    first = next(results)
    time.sleep(1)  # by now the other process is dead
    assert [first, *results] == [2 * number for number in range(20)]


def slow(number: int) -> tuple[int, int]:
    time.sleep(0.002)
    return number, os.getpid()


def test_all_processes_take_part() -> None:
    results = [*map_in_processes(slow, range(600), workers=3, when_lost=never, here=slow)]
    assert [number for number, _ in results] == [*range(600)]
    assert len({pid for _, pid in results}) == 3


@pytest.mark.parametrize("here", [None, double])
def test_an_endless_input_is_taken_as_needed(here: Callable[[int], int] | None) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while True:
            yield taken
            taken += 1

    results = map_in_processes(double, items(), workers=2, when_lost=never, here=here)
    assert [next(results) for _ in range(1000)] == [2 * number for number in range(1000)]
    results.close()
    assert taken <= 1000 + (AHEAD * 2 + 2) * LARGEST_CHUNK


def test_a_dead_worker_costs_only_the_item_it_died_of() -> None:
    results = map_in_processes(double_or_die, range(250), workers=2, when_lost=lambda number: -number)
    assert list(results) == [-number if number % 100 == 42 else 2 * number for number in range(250)]


def test_the_last_item_may_be_the_one() -> None:
    results = map_in_processes(double_or_die, [41, 42], workers=2, when_lost=lambda number: -number)
    assert list(results) == [82, -42]


def test_processes_start_by_what_the_system_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert _process_class() is multiprocessing.get_context("spawn").Process
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["fork", "spawn", "forkserver"])
    assert _process_class() is multiprocessing.get_context("forkserver").Process


def test_processes_that_cannot_start_are_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"^a worker process cannot start; call this below `if __name__"):
        list(map_in_processes(DiesAtBirth(), range(9), workers=2, when_lost=never))


def test_closing_ends_the_workers_whatever_they_do() -> None:
    results = map_in_processes(sleep, itertools.chain([0.0] * 4, [600.0] * 100), workers=2, when_lost=never)
    pid = next(results)
    assert is_running(pid)
    start = time.monotonic()
    results.close()
    assert not is_running(pid)
    assert time.monotonic() - start < 30


def test_an_interrupt_ends_the_workers() -> None:
    results = map_in_processes(sleep, itertools.chain([0.0] * 4, [600.0] * 100), workers=2, when_lost=never)
    pid = next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt())
    assert not is_running(pid)


def test_a_second_interrupt_leaves_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[object] = []

    def kill(worker: object) -> None:
        if not killed:
            killed.append(None)
            raise KeyboardInterrupt
        killed.append(worker)

    monkeypatch.setattr(Worker, "kill", kill)
    crew = Crew(double, 3)
    crew.workers = [Worker(double) for _ in range(3)]
    with pytest.raises(KeyboardInterrupt):
        crew.dismiss()
    assert killed[1:] == crew.workers


def test_an_error_of_the_input_ends_the_workers() -> None:
    def items() -> Iterator[int]:
        yield from range(500)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        list(map_in_processes(double, items(), workers=2, when_lost=never))
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]


def test_workers_start_only_as_there_is_work() -> None:
    crew: Crew[int] = Crew(double, 5)
    try:
        assert crew.workers == []
        first = crew.next_free(only_started=False)
        assert first is not None
        assert crew.next_free(only_started=False) is first
    finally:
        crew.dismiss()


def test_a_worker_serves_until_its_pipe_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ignored: list[object] = []
    monkeypatch.setattr(signal, "signal", lambda *args: ignored.append(args))
    near, far = multiprocessing.Pipe()
    server = threading.Thread(target=_begin, args=(double, far))
    server.start()
    assert near.recv_bytes() == b""
    near.send([1, 2])
    seconds, results = pickle.loads(near.recv_bytes())
    assert seconds >= 0
    assert results == [2, 4]
    near.close()
    server.join()
    assert ignored == [(signal.SIGINT, signal.SIG_IGN)]


def test_a_worker_ends_if_nobody_takes_its_results() -> None:
    near, far = multiprocessing.Pipe()
    near.send([1])
    near.close()
    _serve(double, far)


@pytest.mark.parametrize("there_are", [0, 1, 2])
def test_a_crew_makes_do_with_the_workers_that_can_be_started(
    there_are: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(worker: Worker[int]) -> None:
        if len(crew.workers) > there_are:
            raise OSError(24, "Too many open files")
        worker.is_started = True

    monkeypatch.setattr(Worker, "start", start)
    crew: Crew[int] = Crew(double, 12)
    if not there_are:
        message = "^no worker process can be started: too many open files; use workers=1$"
        with pytest.raises(RuntimeError, match=message):
            crew.next_free(only_started=False)
        return
    for _ in range(there_are + 1):
        worker = crew.next_free(only_started=False)
        assert worker is not None
        worker.chunks.append(Chunk([1]))
    assert (len(crew.workers), crew.size) == (there_are, there_are)
    crew.dismiss()


def test_a_crew_makes_do_with_the_pipes_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pipe(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(multiprocessing, "Pipe", no_pipe)
    with pytest.raises(RuntimeError, match="too many open files"):
        Crew(double, 2).next_free(only_started=False)
