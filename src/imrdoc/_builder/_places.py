"""Finds the places of what the builder made, when somebody asks for one.

Nothing is kept for it but where the letter's parts stand. A field inside of a part is found by reading the
part once more: the second time gives what the first one gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from imrdoc._builder._guidelines import read_statement
from imrdoc._builder._header import read_table
from imrdoc._builder._patients import read_patient
from imrdoc._builder._requests import read_request
from imrdoc._builder._reviewers import read_prose, read_role, split_specialties, split_states
from imrdoc._lexer._paragraphs import unwrap
from imrdoc._model import Offsets, Reading, Span
from imrdoc._model._parts import (
    ADMINISTRATOR,
    CASE,
    CREDENTIALS,
    ISSUE,
    LETTER,
    MAXIMUS,
    REQUEST,
    REVIEWER,
    SUMMARY,
    citation,
)

__all__ = ["IssuePlaces", "LetterPlaces"]

PARTS: tuple[str, ...] = (
    "request",
    "decision",
    "claims_administrator_guideline",
    "maximus_guideline",
    "rationale",
)
"""What an issue consists of, in order."""

Fields: TypeAlias = Mapping[str, tuple[Offsets, ...]]
"""Stretches of a text by field name, one for each entry of the field."""
_Value: TypeAlias = tuple[str, int, Fields]
"""The text of a part, where it begins in the reading, and the fields in it."""
_Part: TypeAlias = tuple[Mapping[str, Offsets], tuple[_Value, ...]]
"""Where one object and its fields stand.

First what is a stretch of the reading; there, the empty name is the whole object. Then what is a stretch of
an unwrapped text: of two values with the same field, the first one counts.
"""


class _Lazy:
    """Reads each part at the first question about it."""

    __slots__ = ("_known", "reading")
    reading: Reading
    _known: dict[int, _Part] | None
    """What was asked for before."""

    def find(self, part: int, name: str, index: int | None) -> Span | None:
        """As `Places.find`."""
        known = self._known
        if known is None:
            known = self._known = {}
        if part not in known:
            known.update(self._read(part))
        stretches, values = known[part]
        if name in stretches:
            start, end = stretches[name]
            return self.reading.span(start, end) if start < end else None
        for text, at, fields in values:
            entries = fields.get(name)
            if entries:
                start, end = (entries[0][0], entries[-1][1]) if index is None else entries[index]
                return self.reading.source.span(*self.reading.locate_in(text, at, start, end))
        return None

    def _read(self, part: int) -> dict[int, _Part]:
        """Where a part stands, and others that are read with it."""
        raise NotImplementedError

    def _text(self, stretch: Offsets) -> str:
        return unwrap(self.reading.text[slice(*stretch)])


class LetterPlaces(_Lazy):
    """The places of the parts that a letter has once."""

    __slots__ = ("_block", "_preface", "_prose", "_summary")

    def __init__(
        self,
        reading: Reading,
        preface: Offsets,
        prose: Offsets,
        block: tuple[Offsets, ...],
        summary: Offsets,
    ) -> None:
        """Keep where the parts stand.

        Args:
            reading: the letter.
            preface: the text before the first heading.
            prose: how the determination was made, up to the credentials block.
            block: the two values of the credentials block; empty without a block.
            summary: the clinical case summary.
        """
        self.reading = reading
        self._known = None
        self._preface = preface
        self._prose = prose
        self._block = block
        self._summary = summary

    def _read(self, part: int) -> dict[int, _Part]:
        if part == LETTER:
            whole = (0, len(self.reading.text))
            return {part: ({"": whole, "how_made": self._prose, "clinical_summary": self._summary}, ())}
        if part == CASE:
            start, end = self._preface
            _, values = read_table(self.reading.text[start:end])
            return {
                part: _all_of({field: (start + low, start + high) for field, (low, high) in values.items()})
            }
        if part == REVIEWER:
            return {part: self._reviewer()}
        if part == CREDENTIALS:
            return {part: _all_of(dict(zip(("licensure", "specialty"), self._block, strict=True)))}
        if part == SUMMARY:
            return {part: ({"": self._summary, "text": self._summary}, ())}
        text = self._text(self._summary)
        found = (text, self._summary[0], read_patient(text).offsets)
        return {part: ({"": self._summary}, (found,))}

    def _reviewer(self) -> _Part:
        text = self._text(self._prose)
        if not self._block:
            return {"": self._prose}, ((text, self._prose[0], read_prose(text).offsets),)
        licensure, specialty = self._block
        states, specialties = self._text(licensure), self._text(specialty)
        licensed_in = tuple([place for _, place in split_states(states)])
        certified_in = tuple([place for _, place in split_specialties(specialties)])
        whole = (licensure[0], specialty[1])
        return {"": whole, "credentials": whole}, (
            (states, licensure[0], {"licensed_in": licensed_in}),
            (specialties, specialty[0], {"specialties": certified_in}),
            (text, self._prose[0], read_role(text).offsets),
        )


class IssuePlaces(_Lazy):
    """The places of one issue, its request, its two statements and their citations."""

    __slots__ = ("_bounds",)

    def __init__(self, reading: Reading, bounds: tuple[int, ...]) -> None:
        """Keep where the parts stand.

        Args:
            reading: the letter.
            bounds: starts and ends of the request, the decision, the two statements and the rationale.
        """
        self.reading = reading
        self._known = None
        self._bounds = bounds

    def _read(self, part: int) -> dict[int, _Part]:
        stretches = dict(zip(PARTS, zip(self._bounds[::2], self._bounds[1::2], strict=True), strict=True))
        if part == ISSUE:
            return {part: _all_of(stretches)}
        if part == REQUEST:
            request = stretches["request"]
            text = self._text(request)
            return {part: ({"": request}, ((text, request[0], read_request(text).offsets),))}
        side, name = (
            (MAXIMUS, "maximus_guideline") if part % 2 else (ADMINISTRATOR, "claims_administrator_guideline")
        )
        statement = stretches[name]
        if part == side:
            return {part: ({"": statement, "text": statement}, ())}
        text = self._text(statement)
        return {
            citation(side, number): ({}, ((text, statement[0], found.offsets),))
            for number, found in enumerate(read_statement(text).citations)
        }


def _all_of(stretches: dict[str, Offsets]) -> _Part:
    """An object that consists of its fields, in whatever order they stand."""
    if not stretches:
        return {}, ()
    first = min([start for start, _ in stretches.values()])
    last = max([end for _, end in stretches.values()])
    return {**stretches, "": (first, last)}, ()
