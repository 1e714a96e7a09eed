"""Counts visible characters and line ends of a text, no further into it than somebody asks."""

from __future__ import annotations

from bisect import bisect_right

__all__ = ["LineEnds", "VisibleCharacters"]

SPACES = (
    " \n\t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Every character that `str.isspace` is true of."""
STEP = 1024
"""Characters of a text that are counted at a time."""


class _Count:
    """Counts something in a text, step by step."""

    __slots__ = ("_before", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._before = {0: 0}
        """How many stand before each step. Several threads may add to it: they add the same."""

    def before(self, offset: int) -> int:
        """How many stand before an offset."""
        step = offset // STEP
        while len(self._before) <= step:
            self._count_on()
        return self._before[step] + self._within(step * STEP, offset)

    def _count_on(self) -> None:
        step = len(self._before)
        self._before[step] = self._before[step - 1] + self._within((step - 1) * STEP, step * STEP)

    def _within(self, start: int, end: int) -> int:
        raise NotImplementedError


class LineEnds(_Count):
    """Counts the line ends of a text: LF, CR, and CR LF, which is one and stands at its LF."""

    __slots__ = ()

    def _within(self, start: int, end: int) -> int:
        text = self._text
        returns = text.count("\r", start, end)
        lone = returns and returns - text.count("\r\n", start, end + 1)
        return text.count("\n", start, end) + lone


class VisibleCharacters(_Count):
    """Counts the visible characters of a text, so that one can be found by its number."""

    __slots__ = ("_spaces",)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._spaces = [space for space in SPACES if space in text]

    def find(self, number: int) -> int:
        """The offset of one, counted from 0."""
        last = len(self._text) // STEP + 1
        while self._before[len(self._before) - 1] <= number and len(self._before) <= last:
            self._count_on()
        step = bisect_right(range(len(self._before)), number, key=self._before.__getitem__) - 1
        low, high = step * STEP, min((step + 1) * STEP, len(self._text))
        more = number - self._before[step]
        while high - low > 1:
            middle = (low + high) // 2
            seen = self._within(low, middle)
            if seen > more:
                high = middle
            else:
                low, more = middle, more - seen
        return low

    def _within(self, start: int, end: int) -> int:
        piece = self._text[start:end]
        return len(piece) - sum([piece.count(space) for space in self._spaces])
