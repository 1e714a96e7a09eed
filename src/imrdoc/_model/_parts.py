"""The numbers of the objects that share what knows their places: see `Places`."""

from __future__ import annotations

__all__ = [
    "ADMINISTRATOR",
    "CASE",
    "CREDENTIALS",
    "ISSUE",
    "LETTER",
    "MAXIMUS",
    "PATIENT",
    "REQUEST",
    "REVIEWER",
    "SUMMARY",
    "citation",
]

LETTER, CASE, REVIEWER, CREDENTIALS, SUMMARY, PATIENT = range(6)
"""What a letter has once."""
ISSUE, REQUEST, ADMINISTRATOR, MAXIMUS = range(4)
"""What an issue has once: itself, its request and its two statements."""
SIDES = 2


def citation(side: int, number: int) -> int:
    """A citation of one of the two statements, counted from 0. Those of the two take turns.

    Examples:
        >>> [citation(side, number) for number in (0, 1) for side in (ADMINISTRATOR, MAXIMUS)]
        [4, 5, 6, 7]
    """
    return side + SIDES * (number + 1)
