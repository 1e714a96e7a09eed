"""Where a value stands: the source text, spans in it, and the base class of all located objects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

__all__ = ["Located", "Offsets", "Places", "SourceText", "Span"]

Offsets: TypeAlias = "tuple[int, int]"
"""Start (inclusive) and end (exclusive), counted in characters from 0."""


@frozen(kw_only=True)
class Span:
    """A stretch of the source text.

    Examples:
        >>> import imrdoc
        >>> source = imrdoc.SourceText(text="Priority: Standard\\nDecision: Upheld")
        >>> source.span(19, 27)
        Span(start=19, end=27, line=2, column=1, page=None)
    """

    start: int
    """Offset of the first character in the source text, counted from 0."""
    end: int
    """Offset just behind the last character."""
    line: int
    """Line of the first character, counted from 1. A line ends at LF, CR or CR LF."""
    column: int
    """Column of the first character in its line, counted from 1 in characters."""
    page: int | None
    """Page of the first character, counted from 1; None where the source has no pages."""


@frozen(kw_only=True)
class SourceText:
    """The text a letter was read from, exactly as the reader gave it: spans count in it.

    For a PDF this is the text that was extracted from it, page after page.

    Examples:
        >>> import imrdoc
        >>> letter = imrdoc.parse("examples/letter.txt")
        >>> span = letter.issues[0].span_of("decision")
        >>> letter.source.text[span.start:span.end]
        'Upheld'
    """

    text: str = field(repr=lambda text: f"<{len(text)} characters>")
    """The whole text."""
    page_starts: tuple[int, ...] = ()
    """Offset at which each page begins; empty where the source has no pages."""
    path: str | None = None
    """The file it was read from, if it was read from a file."""

    def span(self, start: int, end: int) -> Span:
        """Make a span of two offsets.

        Args:
            start: offset of the first character.
            end: offset just behind the last character.

        Returns:
            The same stretch with its line, its column and, where there are pages, its page.
        """
        line, column = self.position(start)
        page = bisect_right(self.page_starts, start) or 1 if self.page_starts else None
        return Span(start=start, end=end, line=line, column=column, page=page)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1.

        Examples:
            >>> import imrdoc
            >>> imrdoc.SourceText(text="one\\r\\ntwo").position(5)
            (2, 1)
        """
        before = self.text[:offset]
        feeds, returns = before.count("\n"), before.count("\r")
        if returns:
            feeds += returns - before.count("\r\n")
            if before.endswith("\r") and self.text.startswith("\n", offset):
                feeds -= 1  # the offset stands between CR and LF: still the old line
                before = before[:-1]
        start = max(before.rfind("\n"), before.rfind("\r")) + 1
        return feeds + 1, offset - start + 1

    def line_at(self, offset: int) -> str:
        """The whole line that holds an offset, without its line end."""
        text = self.text
        start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
        return text[start : min(ends, default=len(text))]


@frozen(eq=False)
class Places:
    """Where the fields of one object stand. Kept small: spans are worked out when asked for."""

    source: SourceText
    offsets: Mapping[str, tuple[Offsets, ...]]
    """By field name, one stretch for each entry of the field; the empty name is the whole object."""
    pieces: tuple[Offsets, ...] = ()
    """If given, the offsets count visible characters in these pieces of the source.

    Unwrapping a text changes nothing but its white space, so the n-th visible character of a value is
    the n-th visible character of the pieces that it was unwrapped from.
    """
    whole: Offsets | None = None
    """The whole object in the source; needed if `offsets` does not hold it."""

    def find(self, name: str, index: int | None) -> Span | None:
        """The span of a field, or of one entry of a field that is a tuple."""
        entries = self.offsets.get(name)
        if not entries:
            return None if name or self.whole is None else self.source.span(*self.whole)
        start, end = (entries[0][0], entries[-1][1]) if index is None else entries[index]
        if self.pieces:
            text = self.source.text
            visible = [at for low, high in self.pieces for at in range(low, high) if not text[at].isspace()]
            start, end = visible[start], visible[end - 1] + 1
        return self.source.span(start, end)


@frozen(kw_only=True)
class Located:
    """An object that knows its place in the source.

    Places take no part in equality, hashing, `repr` and serialization: two letters that say the same
    are equal, wherever they say it.
    """

    _places: Places | None = field(default=None, eq=False, repr=False)

    @property
    def span(self) -> Span | None:
        """The stretch of the source that this object was read from; None if it was not parsed."""
        return None if self._places is None else self._places.find("", None)

    def span_of(self, name: str, index: int | None = None) -> Span | None:
        """The stretch of the source that a field was read from.

        Args:
            name: the field's name.
            index: which entry, for a field that is a tuple; without it, all of them together.

        Returns:
            The span; None if the letter does not state the field or the object was not parsed.

        Raises:
            AttributeError: there is no such field.
            IndexError: there is no such entry.

        Examples:
            >>> import imrdoc
            >>> letter = imrdoc.parse("examples/letter.txt")
            >>> letter.case.span_of("decision_date").line
            3
        """
        getattr(self, name)
        return None if self._places is None else self._places.find(name, index)
