"""Letters on their way from one process to another.

Pickling a letter as it is takes about as long as parsing it: each of its objects is taken apart and put
together by Python code, and their places are many. So a letter travels as plain tuples, without its
places. A letter that arrives works its places out when it is first asked for one, by parsing its source
text once more.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from imrdoc._model import (
    CaseHeader,
    Citation,
    ClinicalSummary,
    Credentials,
    Determination,
    GuidelineStatement,
    Issue,
    Patient,
    Request,
    Reviewer,
    SourceText,
    Span,
    place_of,
)
from imrdoc._model import _parts as part

__all__ = ["Packed", "pack", "unpack"]

Model = TypeVar("Model")
Packed: TypeAlias = "tuple[Any, ...]"
"""A letter as tuples. Any: each object is a tuple of its fields, and these are of many types."""


class _Form(Generic[Model]):
    """How the objects of one class are taken apart and put together again, fast."""

    def __init__(self, model: type[Model]) -> None:
        names = [name for name in _names(model) if name != "_place"]
        self.model = model
        self.take: Callable[[Model], Packed] = attrgetter(*names)
        self.setters: list[Callable[[Model, object], None]] = [
            getattr(model, name).__set__ for name in _names(model)
        ]

    def make(self, values: Packed) -> Model:
        """Make an object of the values of all its fields; its places, if it has any, come first."""
        made = object.__new__(self.model)
        for put, value in zip(self.setters, values):  # noqa: B905  # strict=True takes a third longer
            put(made, value)
        return made


def _names(model: type[object]) -> list[str]:
    assert attrs.has(model)  # every class of the model is
    return [field.name for field in attrs.fields(model)]


DETERMINATION = _Form(Determination)
CASE = _Form(CaseHeader)
REVIEWER = _Form(Reviewer)
CREDENTIALS = _Form(Credentials)
SUMMARY = _Form(ClinicalSummary)
PATIENT = _Form(Patient)
ISSUE = _Form(Issue)
REQUEST = _Form(Request)
STATEMENT = _Form(GuidelineStatement)
CITATION = _Form(Citation)
SOURCE = _Form(SourceText)


def pack(letter: Determination) -> Packed:
    """Take a letter apart.

    Args:
        letter: a parsed letter.

    Returns:
        Plain tuples with all it says. Pickling them is fast.
    """
    case, reviewer, how_made, summary, issues, diagnostics, source = DETERMINATION.take(letter)
    role, licensed_in, specialties, credentials = REVIEWER.take(reviewer)
    text, patient = SUMMARY.take(summary)
    return (
        case and CASE.take(case),
        (role, licensed_in, specialties, credentials and CREDENTIALS.take(credentials)),
        how_made,
        (text, PATIENT.take(patient)),
        [_pack_issue(issue) for issue in issues],
        diagnostics,
        SOURCE.take(source),
    )


def unpack(packed: Packed) -> Determination:
    """Put a letter together again.

    Args:
        packed: what `pack` gave.

    Returns:
        An equal letter with the same places.
    """
    case, reviewer, how_made, summary, issues, diagnostics, source = packed
    role, licensed_in, specialties, credentials = reviewer
    text, patient = summary
    origin = _Origin(SOURCE.make(source))
    places = _Later(origin, None)
    return DETERMINATION.make(
        (
            (places, part.LETTER),
            case and CASE.make(((places, part.CASE), *case)),
            REVIEWER.make(
                (
                    (places, part.REVIEWER),
                    role,
                    licensed_in,
                    specialties,
                    credentials and CREDENTIALS.make(((places, part.CREDENTIALS), *credentials)),
                )
            ),
            how_made,
            SUMMARY.make(((places, part.SUMMARY), text, PATIENT.make(((places, part.PATIENT), *patient)))),
            tuple([_unpack_issue(origin, number, issue) for number, issue in enumerate(issues)]),
            diagnostics,
            origin.source,
        )
    )


def _pack_issue(issue: Issue) -> Packed:
    request, decision, theirs, ours, rationale = ISSUE.take(issue)
    return REQUEST.take(request), decision, _pack_statement(theirs), _pack_statement(ours), rationale


def _pack_statement(statement: GuidelineStatement) -> Packed:
    text, basis, citations = STATEMENT.take(statement)
    return text, basis, [CITATION.take(citation) for citation in citations]


def _unpack_issue(origin: _Origin, number: int, issue: Packed) -> Issue:
    request, decision, theirs, ours, rationale = issue
    places = _Later(origin, number)
    return ISSUE.make(
        (
            (places, part.ISSUE),
            REQUEST.make(((places, part.REQUEST), *request)),
            decision,
            _unpack_statement(places, part.ADMINISTRATOR, theirs),
            _unpack_statement(places, part.MAXIMUS, ours),
            rationale,
        )
    )


def _unpack_statement(places: _Later, side: int, statement: Packed) -> GuidelineStatement:
    text, basis, citations = statement
    made = [
        CITATION.make(((places, part.citation(side, number)), *citation))
        for number, citation in enumerate(citations)
    ]
    return STATEMENT.make(((places, side), text, basis, tuple(made)))


class _Origin:
    """What a letter was parsed from, to be parsed again when a place is asked for."""

    __slots__ = ("_letter", "source")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._letter: Determination | None = None

    def letter(self) -> Determination:
        """The same letter, with places of its own."""
        if self._letter is None:
            from imrdoc._pipeline import parse_source

            self._letter = parse_source(self.source, strict=False)
        return self._letter


class _Later:
    """The places of a letter's parts, or of the parts of one of its issues, found when they are asked for."""

    __slots__ = ("issue", "origin")

    def __init__(self, origin: _Origin, issue: int | None) -> None:
        self.origin = origin
        self.issue = issue
        """The number of the issue; None for the parts that a letter has once."""

    def find(self, part: int, name: str, index: int | None) -> Span | None:
        """As `Places.find`."""
        letter = self.origin.letter()
        owner = letter if self.issue is None else letter.issues[self.issue]
        place = place_of(owner)
        return place and place[0].find(part, name, index)
