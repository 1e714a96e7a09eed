"""Widths of the letters' type, in thousandths of its size.

Letters are set in Times, their requests in its bold, so lines that are equally full differ in their count
of characters.
"""

from __future__ import annotations

__all__ = ["BOLD", "COLUMN", "REGULAR"]

COLUMN = 39_000
"""Width of the letters' lines: six and a half inches of type of 12 points."""
AVERAGE = 500
"""Width of a character that is not listed."""

# Printable ASCII from the blank on, sixteen in a row.
_REGULAR = """
250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278
500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444
921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722
556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500
333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500
500 500 333 389 278 500 500 722 500 500 444 480 200 480 541
"""
_BOLD = """
250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278
500 500 500 500 500 500 500 500 500 500 333 333 570 570 570 500
930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778
611 778 722 556 667 722 722 1000 722 722 667 333 278 333 581 500
333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500
556 556 444 389 333 556 500 722 500 500 444 394 220 394 520
"""


class _Widths(dict[str, int]):
    """Widths by character."""

    def __missing__(self, char: str) -> int:
        return AVERAGE


def _widths(listed: str) -> _Widths:
    return _Widths({chr(32 + index): int(width) for index, width in enumerate(listed.split())})


REGULAR = _widths(_REGULAR)
BOLD = _widths(_BOLD)
