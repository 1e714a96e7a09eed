"""What tests of processes share."""

from __future__ import annotations

from pathlib import Path

__all__ = ["double", "is_running"]


def double(number: int) -> int:
    """A task that can be brought to any process."""
    return 2 * number


def is_running(pid: int) -> bool:
    """Whether a process is there, and not only waits to be cleared away."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
