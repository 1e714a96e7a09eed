"""Worker processes that start as copies of the calling one.

The processes that run these tests have threads, or may have. So what shows copies runs in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from imrdoc import _copies, _crew
from imrdoc._copies import may_copy, without_signals
from imrdoc._crew import Worker
from processes import double, is_running

if sys.platform != "linux":
    pytest.skip("processes are copied on Linux only", allow_module_level=True)

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"

START = """
import gc, multiprocessing, os, select, signal, sys, threading, time
from imrdoc._workers import map_in_processes

def run(task, count, workers=2):
    return [*map_in_processes(task, range(count), workers=workers, when_lost=lambda item: -item)]

def kind_of_process(_):
    return type(multiprocessing.current_process()).__name__

def no_memory():
    raise OSError(12, "Cannot allocate memory")
"""


def script(folder: Path, body: str) -> subprocess.Popen[str]:
    """A Python program with no thread but its own."""
    path = folder / "program.py"
    path.write_text(START + body, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-W", "error", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def output_of(folder: Path, body: str) -> list[str]:
    program = script(folder, body)
    out, err = program.communicate(timeout=120)
    assert err == ""
    assert program.returncode == 0
    return out.splitlines()


# When a process may be copied


@pytest.fixture
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This process, as if it had one thread."""
    (tmp_path / "1").mkdir()
    monkeypatch.setattr(_copies, "THREADS", tmp_path)
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda *, allow_none: None)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: None)
    monkeypatch.setitem(sys.modules, "__mp_main__", sys.modules["__main__"])


@pytest.mark.usefixtures("_alone")
@pytest.mark.parametrize(
    ("method", "copies"), [(None, True), ("fork", True), ("spawn", False), ("forkserver", False)]
)
def test_a_way_to_start_that_was_set_counts(
    monkeypatch: pytest.MonkeyPatch, method: str | None, *, copies: bool
) -> None:
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda *, allow_none: method)
    assert may_copy() is copies


@pytest.mark.usefixtures("_alone")
def test_a_process_with_threads_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "2").mkdir()
    assert not may_copy()


@pytest.mark.usefixtures("_alone")
def test_where_threads_cannot_be_counted_nothing_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_copies, "THREADS", tmp_path / "missing")
    assert not may_copy()


@pytest.mark.usefixtures("_alone")
def test_a_process_of_multiprocessing_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: "another")
    assert not may_copy()


@pytest.mark.usefixtures("_alone")
def test_a_process_that_reads_the_main_module_of_another_is_not_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "__mp_main__", sys)
    assert not may_copy()


def test_a_program_without_a_guard_that_is_read_again_does_not_run_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "unguarded.py").write_text(
        f"import imrdoc\nfor result in imrdoc.parse_many([{os.fspath(EXAMPLE)!r}] * 600, workers=3): pass\n"
        "print('the end')\n"
    )
    body = f"""
import runpy
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
runpy.run_path({os.fspath(tmp_path / "unguarded.py")!r}, run_name="__main__")
"""
    program = script(tmp_path, body)
    out, err = program.communicate(timeout=120)
    assert out == ""
    assert 'call this below `if __name__ == "__main__":`' in err


# What a copy lets go of


def test_a_copy_lets_go_of_what_belongs_to_the_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    near, far = multiprocessing.Pipe()
    own = near.fileno()
    for number in (0, 1, 2, own, 1001, 1002, 1003):
        (tmp_path / str(number)).touch()
    handlers = {signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: print, signal.SIGUSR1: signal.SIG_DFL}
    monkeypatch.setattr(_copies, "FILES", tmp_path)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: SimpleNamespace(sentinel=1002))
    monkeypatch.setattr(os, "open", lambda *_: 1003)
    monkeypatch.setattr(os, "dup2", lambda *given, inheritable=True: done.append((*given, inheritable)))
    monkeypatch.setattr(signal, "valid_signals", lambda: [*handlers])
    monkeypatch.setattr(signal, "getsignal", handlers.__getitem__)
    for name in ("signal", "set_wakeup_fd", "pthread_sigmask"):
        monkeypatch.setattr(signal, name, lambda *given, name=name: done.append((name, *given)))
    monkeypatch.setattr(_copies.gc, "freeze", lambda: done.append("freeze"))
    _copies.become_worker(near)
    assert done == [
        (1003, 1001, False),
        ("set_wakeup_fd", -1),
        ("signal", signal.SIGTERM, signal.SIG_DFL),
        ("pthread_sigmask", signal.SIG_SETMASK, ()),
        "freeze",
    ]
    near.close()
    far.close()


@pytest.mark.parametrize("held", [set(), {signal.SIGINT}])
def test_signals_are_held_back_only_for_a_moment(held: set[signal.Signals]) -> None:
    before = signal.pthread_sigmask(signal.SIG_SETMASK, held)
    try:
        with without_signals():
            assert {signal.SIGINT, signal.SIGTERM} <= signal.pthread_sigmask(signal.SIG_BLOCK, [])
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == held
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_a_copy_takes_no_signals_of_the_program(tmp_path: Path) -> None:
    body = """
import socket
near, far = socket.socketpair()
near.setblocking(False)
signal.signal(signal.SIGUSR1, lambda *_: print("of the program"))
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
signal.set_wakeup_fd(near.fileno())
def state(_):
    time.sleep(0.01)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    handlers = [signal.getsignal(number).name for number in (signal.SIGINT, signal.SIGUSR1)]
    return [*handlers, len(held), signal.set_wakeup_fd(-1), gc.get_freeze_count() > 0]
print(*run(state, 20), sep="\\n")
print(len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
signal.set_wakeup_fd(-1)
near.close()
far.close()
"""
    assert output_of(tmp_path, body) == ["['SIG_IGN', 'SIG_DFL', 0, -1, True]"] * 20 + ["1"]


def test_what_the_program_closes_is_closed(tmp_path: Path) -> None:
    body = """
end, other_end = os.pipe()
results = map_in_processes(kind_of_process, range(10_000), workers=3, when_lost=len)
print(next(results))
os.close(other_end)
print(len(select.select([end], [], [], 20)[0]), os.read(end, 1))
results.close()
"""
    assert output_of(tmp_path, body) == ["ForkProcess", "1 b''"]


class Copy:
    """A process that is none."""

    def __init__(self, *, target: object, args: tuple[object, ...], daemon: bool) -> None:
        self.what = target, args, daemon
        self.pid: int | None = None
        self.done: list[str] = []

    def start(self) -> None:
        self.pid = 1

    def kill(self) -> None:
        self.done.append("killed")

    def join(self) -> None:
        self.done.append("joined")


class NoCopy(Copy):
    """One that there is no memory for."""

    def start(self) -> None:
        raise OSError("all taken")


def test_a_worker_starts_as_a_copy_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crew, "may_copy", lambda: True)
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: SimpleNamespace(Process=Copy))
    worker: Worker[int] = Worker(double)
    worker.start()
    process = worker.process
    assert isinstance(process, Copy)
    target, (task, _), daemon = process.what
    assert (target, task, daemon) == (_crew._begin_as_copy, double, True)
    worker.kill()
    assert process.done == ["killed", "joined"]
    assert worker.pipe.closed


def test_a_worker_that_cannot_be_a_copy_starts_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crew, "may_copy", lambda: True)
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: SimpleNamespace(Process=NoCopy))
    worker: Worker[int] = Worker(double)
    with pytest.raises(OSError, match="all taken"):  # neither way
        worker.start()
    assert isinstance(worker.process, NoCopy)
    assert worker.process.what[0] is _crew._begin
    worker.kill()
    assert worker.process.done == []


def test_a_copy_serves_until_its_pipe_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr(_crew, "become_worker", done.append)
    monkeypatch.setattr(signal, "signal", lambda *given: done.append(given))
    near, far = multiprocessing.Pipe()
    near.send([1, 2])
    near.close()
    _crew._begin_as_copy(double, far)
    assert done == [(signal.SIGINT, signal.SIG_IGN), far]


# Copies at work


def test_workers_of_a_program_with_one_thread_are_copies(tmp_path: Path) -> None:
    assert set(output_of(tmp_path, "print(*run(kind_of_process, 100), sep='\\n')")) == {"ForkProcess"}


OTHERS = {
    "a thread": "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "no memory": "os.fork = no_memory",
}


@pytest.mark.parametrize("reason", OTHERS)
def test_workers_of_any_other_program_are_not(tmp_path: Path, reason: str) -> None:
    body = f"""
if __name__ == "__main__":
    {OTHERS[reason]}
    print(*run(kind_of_process, 100), sep="\\n")
"""
    assert set(output_of(tmp_path, body)) == {"ForkServerProcess"}


def test_a_copy_does_not_go_on_with_the_program(tmp_path: Path) -> None:
    body = """
import ctypes
import functools

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
os.register_at_fork(after_in_child=functools.partial(ctypes.CDLL(None)["raise"], signal.SIGTERM))
try:
    run(kind_of_process, 100)
except RuntimeError as error:
    print(error)
finally:
    print("the end")
"""
    first, *others = output_of(tmp_path, body)
    assert first.startswith("a worker process cannot start")
    assert others == ["the end"]


def test_letters_come_from_copies_too(tmp_path: Path) -> None:
    body = f"""
import imrdoc
for result in imrdoc.parse_many([{os.fspath(EXAMPLE)!r}] * 500, workers=2):
    print(result.unwrap().case.case_number, result.unwrap().issues[0].span_of("decision").line)
"""
    assert output_of(tmp_path, body) == ["CM17-0000000 29"] * 500


def test_the_death_of_any_copy_is_seen(tmp_path: Path) -> None:
    body = """
def live_or_die(number):
    time.sleep(0.001)
    if number % 50 == 42:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
print(*run(live_or_die, 250, workers=4))
"""
    expected = [-number if number % 50 == 42 else number for number in range(250)]
    assert output_of(tmp_path, body) == [" ".join(map(str, expected))]


def test_an_interrupt_does_not_reach_a_copy_that_starts(tmp_path: Path) -> None:
    body = """
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
print(*run(int, 50, workers=3))
"""
    assert output_of(tmp_path, body) == [" ".join(map(str, range(50)))]


def test_an_interrupt_while_a_copy_starts_ends_the_copy(tmp_path: Path) -> None:
    body = """
signal.signal(signal.SIGINT, signal.default_int_handler)
os.register_at_fork(before=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    run(int, 50)
except KeyboardInterrupt as error:
    kept = error  # with all its frames, as in a session by hand
print(multiprocessing.active_children())
"""
    assert output_of(tmp_path, body) == ["[]"]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_copy_outlives_the_program(tmp_path: Path, end: signal.Signals) -> None:
    mark = tmp_path / "mark"
    body = f"""
signal.signal(signal.SIGINT, signal.default_int_handler)  # a program in the background may ignore Ctrl-C
def pid(number):
    if number == 300:
        open({os.fspath(mark)!r}, "w").close()
        time.sleep(600)
    time.sleep(0.01)
    return os.getpid()
for number in map_in_processes(pid, range(10_000), workers=3, when_lost=len):
    print(number, flush=True)
"""
    program = script(tmp_path, body)
    assert program.stdout
    pids = {int(program.stdout.readline()) for _ in range(270)}
    while not mark.exists() and program.poll() is None:
        time.sleep(0.01)
    if end == signal.SIGINT:
        os.killpg(program.pid, end)  # as Ctrl-C does, to all of them
    else:
        program.kill()
    deadline = time.monotonic() + 30
    at_work = end == signal.SIGKILL  # nobody can end the one with the long item
    while sum(map(is_running, pids)) > at_work and time.monotonic() < deadline:
        time.sleep(0.01)
    left = sum(map(is_running, pids))
    if at_work:
        os.killpg(program.pid, signal.SIGKILL)
    _, err = program.communicate(timeout=60)
    assert (len(pids), left) == (3, at_work)
    assert program.returncode == -end
    assert err.count("Traceback") == (end == signal.SIGINT)
