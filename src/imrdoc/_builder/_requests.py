"""Reads a request: what of it is in dispute, and what it plainly states.

The set phrases of a request that was partly authorized are in `grammar/request.lark`; the treatment's own
facts are in `grammar/treatment.lark`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from imrdoc._builder._dates import parse_date
from imrdoc._engine._parser import Unexpected
from imrdoc._engine._tables import parser
from imrdoc._model import Offsets

__all__ = ["RequestReading", "read_request"]


class RequestReading(NamedTuple):
    """What a request says."""

    text: str
    """The whole request."""
    disputed: str
    """What is in dispute: the text, unless a part was authorized already."""
    offsets: Mapping[str, tuple[Offsets, ...]]
    """Where the fields stand in the text; the empty name is the whole request."""
    original: str | None = None
    """The treatment as first requested; only where a part was authorized."""
    authorized: str | None = None
    """The part that the claims administrator authorized."""
    is_retrospective: bool = False
    """Whether it is called retrospective."""
    date_of_service: datetime.date | None = None
    """The one day of service that it names."""
    quantity: int | None = None
    """The one quantity that it states of what is in dispute."""
    service_prefix: str | None = None
    """What leads it in before a colon, as "Associated surgical service"."""


def read_request(text: str) -> RequestReading:
    """Read a request.

    Args:
        text: the request as one paragraph, unwrapped.

    Returns:
        The reading. Where the phrases of a partly authorized request are not all there, or not in order,
        the whole text is in dispute. Of two days of service, or two quantities, none is given.
    """
    whole = ((0, len(text)),)
    offsets: dict[str, tuple[Offsets, ...]] = {"": whole, "text": whole, "disputed": whole}
    if _sign().search(text.lower()) is None:
        return RequestReading(text, text, offsets)
    offsets.update(
        zip(("original", "authorized", "disputed"), ((part,) for part in _parts(text)), strict=False)
    )
    low, high = offsets["disputed"][0]
    treatment = parser("treatment").scan(text)
    retrospective = treatment.token("RETROSPECTIVE")
    prefix = treatment.token("SERVICE_PREFIX")
    dates = [token for token in treatment.tokens if token.kind == "DATE"]
    if retrospective:
        offsets["is_retrospective"] = ((retrospective.start, retrospective.end),)
        dates += [token for delivered in treatment.nodes for token in delivered.tokens]
    if prefix:
        offsets["service_prefix"] = ((prefix.start, prefix.end),)
    days = {parse_date(text[date.start : date.end]) for date in dates}
    day = days.pop() if len(days) == 1 else None
    if day:
        offsets["date_of_service"] = ((dates[0].start, dates[0].end),)
    quantities = [
        token for token in treatment.tokens if token.kind == "QUANTITY" and low <= token.start < high
    ]
    if len(quantities) == 1:
        offsets["quantity"] = ((quantities[0].start, quantities[0].end),)
    written = {name: text[slice(*places[0])] for name, places in offsets.items()}
    return RequestReading(
        text,
        written["disputed"],
        offsets,
        original=written.get("original"),
        authorized=written.get("authorized"),
        is_retrospective=retrospective is not None,
        date_of_service=day,
        quantity=int(written["quantity"]) if len(quantities) == 1 else None,
        service_prefix=written.get("service_prefix"),
    )


def _parts(text: str) -> list[Offsets]:
    """The original request, what was authorized of it, and what is in dispute; nothing if it has no parts."""
    if _was_original().search(text) is None:
        return []
    try:
        parts = parser("request").scan(text).nodes
    except Unexpected:
        return []
    if parts[-1].kind == "unread":
        return []
    return [(part.tokens[0].start, part.tokens[-1].end) for part in parts]


@lru_cache(maxsize=1)
def _was_original() -> re.Pattern[str]:
    return re.compile(parser("request").patterns["_WAS_ORIGINAL"])


@lru_cache(maxsize=1)
def _sign() -> re.Pattern[str]:
    """What makes a request more than a treatment's name; most requests have none of it."""
    return re.compile("|".join([parser(name).patterns["FIND_SIGN"] for name in ("treatment", "request")]))
