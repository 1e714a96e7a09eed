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

import pytest

from imrdoc import _copies
from imrdoc._copies import may_copy, without_interrupts

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")

START = """
import gc, multiprocessing, os, signal, sys, threading, time
from imrdoc._workers import map_in_processes

def run(task, count, workers=2):
    return [*map_in_processes(task, range(count), workers=workers, when_lost=lambda item: -item)]

def kind_of_process(_):
    return type(multiprocessing.current_process()).__name__
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


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("threads", "method", "copies"),
    [(1, None, True), (1, "fork", True), (1, "spawn", False), (1, "forkserver", False), (2, None, False)],
)
def test_only_a_process_with_one_thread_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, method: str | None, *, copies: bool
) -> None:
    for number in range(threads):
        (tmp_path / str(number)).mkdir()
    monkeypatch.setattr(_copies, "THREADS", tmp_path)
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda *, allow_none: method)
    assert may_copy() is copies


def test_where_threads_cannot_be_counted_nothing_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_copies, "THREADS", tmp_path / "missing")
    assert not may_copy()


def test_a_copy_lets_go_of_what_belongs_to_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    handlers = {signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: print, signal.SIGUSR1: signal.SIG_DFL}
    monkeypatch.setattr(_copies.signal, "valid_signals", lambda: [*handlers])
    monkeypatch.setattr(_copies.signal, "getsignal", handlers.__getitem__)
    for name in ("signal", "set_wakeup_fd", "pthread_sigmask"):
        monkeypatch.setattr(_copies.signal, name, lambda *given, name=name: done.append((name, *given)))
    monkeypatch.setattr(_copies.gc, "freeze", lambda: done.append("freeze"))
    near, far = multiprocessing.Pipe()
    _copies.become_worker(near)
    assert near.closed
    far.close()
    assert done == [
        ("set_wakeup_fd", -1),
        ("signal", signal.SIGTERM, signal.SIG_DFL),
        ("pthread_sigmask", signal.SIG_UNBLOCK, {signal.SIGINT}),
        "freeze",
    ]


@pytest.mark.parametrize("held", [set(), {signal.SIGINT}])
def test_interrupts_are_held_back_only_for_a_moment(held: set[signal.Signals]) -> None:
    before = signal.pthread_sigmask(signal.SIG_SETMASK, held)
    try:
        with without_interrupts():
            assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == {signal.SIGINT}
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == held
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@ONLY_LINUX
def test_workers_are_copies_and_a_script_needs_no_guard(tmp_path: Path) -> None:
    assert set(output_of(tmp_path, "print(*run(kind_of_process, 100), sep='\\n')")) == {"ForkProcess"}


@ONLY_LINUX
def test_letters_come_from_copies_too(tmp_path: Path) -> None:
    body = f"""
import imrdoc
for result in imrdoc.parse_many([{os.fspath(EXAMPLE)!r}] * 500, workers=2):
    print(result.unwrap().case.case_number, result.unwrap().issues[0].span_of("decision").line)
"""
    assert output_of(tmp_path, body) == ["CM17-0000000 29"] * 500


@ONLY_LINUX
def test_a_process_with_threads_is_not_copied(tmp_path: Path) -> None:
    body = """
if __name__ == "__main__":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    print(*run(kind_of_process, 100), sep="\\n")
"""
    assert set(output_of(tmp_path, body)) == {"ForkServerProcess"}


@ONLY_LINUX
def test_a_copy_takes_no_signals_of_the_program(tmp_path: Path) -> None:
    body = """
signal.signal(signal.SIGUSR1, lambda *_: print("of the program"))
def state(_):
    time.sleep(0.01)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return [signal.getsignal(signal.SIGINT).name, signal.getsignal(signal.SIGUSR1).name, len(held)]
print(*run(state, 20), sep="\\n")
print(len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
"""
    assert output_of(tmp_path, body) == ["['SIG_IGN', 'SIG_DFL', 0]"] * 20 + ["0"]


@ONLY_LINUX
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


@ONLY_LINUX
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_copy_outlives_the_program(tmp_path: Path, end: signal.Signals) -> None:
    body = """
signal.signal(signal.SIGINT, signal.default_int_handler)  # a program in the background may ignore Ctrl-C
def pid(number):
    time.sleep(0.02)
    return os.getpid()
for number in map_in_processes(pid, range(10_000), workers=3, when_lost=len):
    print(number, flush=True)
"""
    program = script(tmp_path, body)
    assert program.stdout
    pids: set[int] = set()
    while len(pids) < 3:
        pids.add(int(program.stdout.readline()))
    if end == signal.SIGINT:
        os.killpg(program.pid, end)  # as Ctrl-C does, to all of them
    else:
        program.kill()
    _, err = program.communicate(timeout=60)
    assert program.returncode == -end
    assert err.count("Traceback") == (end == signal.SIGINT)
    deadline = time.monotonic() + 60
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, pids))
