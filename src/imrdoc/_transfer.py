"""Letters on their way from one process to another.

Pickling a letter as it is takes about as long as parsing it: each of its objects is taken apart and put
together by Python code, and their places are many. So a letter travels as plain tuples, without its
places. A letter that arrives works its places out when it is first asked for one, by parsing its source
text once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    Located,
    Patient,
    Request,
    Reviewer,
    SourceText,
    Span,
)

__all__ = ["Packed", "pack", "unpack"]

Model = TypeVar("Model")
Step: TypeAlias = "str | int"
Packed: TypeAlias = "tuple[Any, ...]"
"""A letter as tuples. Any: each object is a tuple of its fields, and these are of many types."""


class _Form(Generic[Model]):
    """How the objects of one class are taken apart and put together again, fast."""

    def __init__(self, model: type[Model]) -> None:
        names = [name for name in _names(model) if name != "_places"]
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

    return DETERMINATION.make(
        (
            _Later(origin),
            case and CASE.make((_Later(origin, "case"), *case)),
            REVIEWER.make(
                (
                    _Later(origin, "reviewer"),
                    role,
                    licensed_in,
                    specialties,
                    credentials
                    and CREDENTIALS.make((_Later(origin, "reviewer", "credentials"), *credentials)),
                )
            ),
            how_made,
            SUMMARY.make(
                (
                    _Later(origin, "clinical_summary"),
                    text,
                    PATIENT.make((_Later(origin, "clinical_summary", "patient"), *patient)),
                )
            ),
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
    return ISSUE.make(
        (
            _Later(origin, "issues", number),
            REQUEST.make((_Later(origin, "issues", number, "request"), *request)),
            decision,
            _unpack_statement(origin, number, "claims_administrator_guideline", theirs),
            _unpack_statement(origin, number, "maximus_guideline", ours),
            rationale,
        )
    )


def _unpack_statement(origin: _Origin, number: int, side: str, statement: Packed) -> GuidelineStatement:
    text, basis, citations = statement
    made = [
        CITATION.make((_Later(origin, "issues", number, side, "citations", place), *citation))
        for place, citation in enumerate(citations)
    ]
    return STATEMENT.make((_Later(origin, "issues", number, side), text, basis, tuple(made)))


class _Origin:
    """What a letter was parsed from, to be parsed again when a place is asked for."""

    __slots__ = ("letter", "source")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.letter: Determination | None = None

    def object_at(self, steps: Iterable[Step]) -> Located:
        """The object, with places of its own, that the same steps lead to."""
        if self.letter is None:
            from imrdoc._pipeline import parse_source

            self.letter = parse_source(self.source, strict=False)
        reached: Any = self.letter  # Any: what a step leads to depends on the step
        for step in steps:
            reached = reached[step] if isinstance(step, int) else getattr(reached, step)
        assert isinstance(reached, Located)
        return reached


class _Later:
    """Stands where an object's places stand, and finds them when they are asked for."""

    __slots__ = ("origin", "steps")

    def __init__(self, origin: _Origin, *steps: Step) -> None:
        self.origin = origin
        self.steps = steps

    def find(self, name: str, index: int | None) -> Span | None:
        """As `Places.find`."""
        owner = self.origin.object_at(self.steps)
        return owner.span_of(name, index) if name else owner.span
