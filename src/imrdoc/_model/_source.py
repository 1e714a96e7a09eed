"""Where a value stands: the source text, spans in it, and the base class of all located objects."""

from __future__ import annotations

from bisect import bisect_right
from typing import Protocol, TypeAlias, cast

from attrs import evolve, field, fields_dict, frozen

from imrdoc._model._counting import LineEnds, VisibleCharacters

__all__ = ["Located", "Offsets", "Places", "Reading", "SourceText", "Span", "places_of"]

Offsets: TypeAlias = "tuple[int, int]"
"""Start (inclusive) and end (exclusive), counted in characters from 0."""
NEAR = 200
"""Characters in front of an offset in which the beginning of its line is looked for first."""


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
    gaps_at_page_ends: bool = False
    """Whether a blank line at the end of a page is sure to end a paragraph, as in what is read from a PDF."""
    running_lines: tuple[Offsets, ...] = ()
    """Where running heads and feet of a PDF stand. They are no words of the letter."""
    pages_without_text: tuple[int, ...] = ()
    """Pages that show something but have no text, as a scan does; counted from 1."""
    _line_ends: list[LineEnds] = field(factory=list[LineEnds], init=False, eq=False, repr=False)

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
        text = self.text
        if not self._line_ends:
            self._line_ends.append(LineEnds(text))
        end = offset - 1 if text.startswith("\r\n", offset - 1) and offset else offset  # inside of a line end
        start, low = 0, offset
        while low and not start:
            low = max(0, 2 * low - offset - NEAR)  # twice as far back each time
            start = max(text.rfind("\n", low, offset), text.rfind("\r", low, end)) + 1
        return self._line_ends[0].before(offset) + 1, offset - start + 1

    def line_at(self, offset: int) -> str:
        """The whole line that holds an offset, without its line end."""
        text = self.text
        start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
        return text[start : min(ends, default=len(text))]


class Reading:
    """A source text made plain for reading, with the way back.

    Only white space differs: lines are trimmed, line ends made LF, and blank lines stand only where a
    paragraph is seen to end. Page furniture is left out. So the n-th visible character of the one is the n-th
    visible character of the other.
    """

    __slots__ = ("_visible", "breaks", "furniture", "source", "text")

    def __init__(
        self,
        source: SourceText,
        text: str,
        breaks: tuple[int, ...] = (),
        furniture: tuple[Offsets, ...] = (),
    ) -> None:
        self.source = source
        self.text = text
        self.breaks = breaks
        """Offsets in the reading at which a new page begins, as far as the source shows it."""
        self.furniture = furniture
        """Offsets in the source of what was left out."""
        self._visible: tuple[VisibleCharacters, VisibleCharacters] | None = None

    def __reduce__(
        self,
    ) -> tuple[type[Reading], tuple[SourceText, str, tuple[int, ...], tuple[Offsets, ...]]]:
        return Reading, (self.source, self.text, self.breaks, self.furniture)

    def locate(self, start: int, end: int) -> Offsets:
        """The offsets in the source of a stretch of the reading."""
        here, there = self._counted()
        return _stretch(there, here.before(start), here.before(end))

    def locate_in(self, text: str, at: int, start: int, end: int) -> Offsets:
        """The offsets in the source of a stretch of a text that was unwrapped from the reading.

        Args:
            text: the unwrapped text.
            at: where it begins in the reading.
            start: where the stretch begins in the text.
            end: where it ends there.
        """
        here, there = self._counted()
        before = here.before(at)
        low, high = (before + len("".join(text[:offset].split())) for offset in (start, end))
        return _stretch(there, low, high)

    def span(self, start: int, end: int) -> Span:
        """A stretch of the reading as a span of the source."""
        return self.source.span(*self.locate(start, end))

    def _counted(self) -> tuple[VisibleCharacters, VisibleCharacters]:
        """The visible characters of the reading and, furniture left out, of the source."""
        if self._visible is None:
            pieces: list[str] = []
            at = 0
            for start, end in sorted(self.furniture):
                pieces += [self.source.text[at:start], " " * (end - start)]
                at = end
            whole = "".join([*pieces, self.source.text[at:]])
            self._visible = VisibleCharacters(self.text), VisibleCharacters(whole)
        return self._visible


def _stretch(source: VisibleCharacters, first: int, last: int) -> Offsets:
    """The offsets from one visible character up to another."""
    if first == last:  # nothing: the place behind the last visible character before it
        place = source.find(first - 1) + 1 if first else 0
        return place, place
    return source.find(first), source.find(last - 1) + 1


class Places(Protocol):
    """Knows where the fields of several objects stand: those of one letter, or those of one issue.

    Places are worked out when they are asked for. So an object keeps nothing but who knows its places and
    which of the objects it is.
    """

    def find(self, part: int, name: str, index: int | None) -> Span | None:
        """The span of a field, or of one entry of a field that is a tuple; None if it is not stated.

        Args:
            part: which of the objects.
            name: the field's name; the empty name is the whole object.
            index: which entry; without it, all of them together.
        """


@frozen(kw_only=True)
class Located:
    """An object that knows its place in the source.

    Places take no part in equality, hashing, `repr` and serialization: two letters that say the same
    are equal, wherever they say it.
    """

    _places: Places | None = field(default=None, eq=False, repr=False, alias="places")
    _part: int = field(default=0, eq=False, repr=False, alias="part")

    @property
    def span(self) -> Span | None:
        """The stretch of the source that this object was read from; None if it was not parsed."""
        return self._find("", None)

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
        if name not in fields_dict(type(self)):
            raise AttributeError(f"{type(self).__name__} has no field {name!r}")
        value: object = getattr(self, name)
        # a tuple may hold anything
        entries = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
        if index is not None:
            value = entries[index]
        elif entries and isinstance(entries[0], Located) and isinstance(entries[-1], Located):
            return _from_to(entries[0].span, entries[-1].span)
        if isinstance(value, Located):
            return value.span
        return self._find(name, index)

    def _find(self, name: str, index: int | None) -> Span | None:
        return None if self._places is None else self._places.find(self._part, name, index)


def _from_to(first: Span | None, last: Span | None) -> Span | None:
    """The stretch from the beginning of one span to the end of another."""
    return evolve(first, end=last.end) if first and last else None


def places_of(located: Located) -> Places | None:
    """Who knows the places of an object; None if it was not parsed."""
    return located._places  # pyright: ignore[reportPrivateUsage]  # the attribute is this module's own
