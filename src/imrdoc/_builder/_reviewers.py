"""Reads who reviewed a case: role, states of licensure and specialties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from imrdoc._engine._tables import parser, vocabulary
from imrdoc._model import Offsets, ReviewerRole

__all__ = ["Names", "ReviewerReading", "read_prose", "read_role", "split_specialties", "split_states"]

Names: TypeAlias = "tuple[tuple[str, Offsets], ...]"
"""Names with their places."""

VOCABULARIES = {"licensed_in": "states", "specialties": "specialties"}
"""The known names of each field."""
ROLES = [role.name for role in ReviewerRole if role is not ReviewerRole.UNSTATED]
"""The terminals that name a role are called as the role is."""
SEPARATORS = ("_COMMA_AND", "_COMMA", "_AND")
"""What stands between two names of a list, or inside of one."""
MARGIN = " \n.,;:"
"""What may stand around a name and is no part of it."""


class ReviewerReading(NamedTuple):
    """What the prose on how the determination was made says about the reviewer."""

    role: ReviewerRole
    licensed_in: tuple[str, ...]
    specialties: tuple[str, ...]
    offsets: Mapping[str, tuple[Offsets, ...]]
    """By field name, one pair of offsets into the prose for each entry."""


def read_prose(how_made: str) -> ReviewerReading:
    """Read the role and, in older letters, what the sentences on the credentials say.

    Args:
        how_made: the prose, unwrapped.
    """
    names: dict[str, dict[str, Offsets]] = {"licensed_in": {}, "specialties": {}}
    for fact in parser("reviewer").scan(how_made).nodes:
        for token in fact.tokens:
            for name, offsets in _names(how_made, token.start, token.end, VOCABULARIES[fact.kind]):
                names[fact.kind].setdefault(name, offsets)
    role, _, _, place = read_role(how_made)
    places = {field: tuple(found.values()) for field, found in names.items() if found}
    return ReviewerReading(
        role, tuple(names["licensed_in"]), tuple(names["specialties"]), {**places, **place}
    )


def read_role(how_made: str) -> ReviewerReading:
    """Read the role alone: the first one that is named. It is all that prose above a block has.

    Args:
        how_made: the prose, unwrapped.
    """
    found = _role().search(how_made)
    if found is None:
        return ReviewerReading(ReviewerRole.UNSTATED, (), (), {})
    return ReviewerReading(ReviewerRole((found.lastgroup or "").lower()), (), (), {"role": (found.span(),)})


def split_states(text: str) -> Names:
    """Split the states of licensure of a credentials block, as "Texas,New York,California"."""
    return tuple(_names(text, 0, len(text), "states"))


def split_specialties(text: str) -> Names:
    """Split the specialties of a credentials block.

    As "Physical Medicine & Rehabilitation, Pain Management", which are two.
    """
    return tuple(_names(text, 0, len(text), "specialties"))


def _names(text: str, start: int, end: int, kind: str) -> list[tuple[str, Offsets]]:
    """The names in a stretch of text.

    A stretch between separators that is a known name as a whole is one name, the longest first. A comma
    parts all others; "and" and "&" part two names if at least one of them is known.
    """
    known, most = _known(kind)
    pieces, joints = _pieces(text, start, end)
    names: list[tuple[int, int, bool]] = []
    at = 0
    while at < len(pieces):
        for last in range(min(at + most, len(pieces) - 1), at - 1, -1):
            is_known = _key(text[pieces[at][0] : pieces[last][1]]) in known
            if is_known:
                break
        else:
            last, is_known = at, False
        if names and joints[at - 1] == "_AND" and not is_known and not names[-1][2]:
            names[-1] = names[-1][0], pieces[last][1], False
        else:
            names.append((pieces[at][0], pieces[last][1], is_known))
        at = last + 1
    return [(text[low:high], (low, high)) for low, high, _ in names]


def _pieces(text: str, start: int, end: int) -> tuple[list[Offsets], list[str]]:
    """The stretches between separators, and the kinds of separator between them."""
    pieces: list[Offsets] = []
    joints: list[str] = []
    low = start
    kind = ""
    for match in (*_separators(text, start, end), None):
        high = match.start() if match else end
        core = text[low:high].strip(MARGIN)
        if core:
            low = text.index(core, low)
            high = low + len(core)
            if core[-2:-1] == "." and text.startswith(".", high):
                high += 1  # the last full stop of "D.C."
            if pieces:
                joints.append(kind)
            pieces.append((low, high))
            kind = ""
        if match:
            kind = kind if "_COMMA" in kind else match.lastgroup or ""
            low = match.end()
    return pieces, joints


def _separators(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The separators of a list, without those inside of parentheses."""
    paired = text.count("(", start, end) == text.count(")", start, end)
    depth = 0
    at = start
    for match in _separator().finditer(text, start, end):
        if paired:
            depth += text.count("(", at, match.start()) - text.count(")", at, match.start())
            at = match.start()
        if depth <= 0:
            yield match


def _key(name: str) -> str:
    """A name as vocabularies are searched: without capitals and white space, and with "&" for "and"."""
    return "".join(_separator().sub(_tie, name.casefold()).split())


def _tie(separator: re.Match[str]) -> str:
    return "," if separator.lastgroup == "_COMMA" else "&"


@lru_cache(maxsize=1)
def _role() -> re.Pattern[str]:
    return re.compile(parser("reviewer").pattern(*ROLES))


@lru_cache(maxsize=1)
def _separator() -> re.Pattern[str]:
    return re.compile(parser("reviewer").pattern(*SEPARATORS))


@cache
def _known(kind: str) -> tuple[frozenset[str], int]:
    """The known names of a kind, and the most separators that one of them has."""
    names = [_key(name) for name, *_ in vocabulary(kind)]
    return frozenset(names), max([name.count(",") + name.count("&") for name in names])
