"""Makes the places that lead from values back to the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imrdoc._engine._tree import Token
from imrdoc._model import Diagnostic, DiagnosticCode, Offsets, Places, Reading, Severity

__all__ = ["diagnostic", "together", "visible"]


def visible(text: str, offsets: Mapping[str, tuple[Offsets, ...]]) -> dict[str, tuple[Offsets, ...]]:
    """Offsets in an unwrapped text, counted in visible characters instead."""
    return {
        name: tuple([(_seen(text, start), _seen(text, end)) for start, end in pairs])
        for name, pairs in offsets.items()
    }


def together(
    reading: Reading, parts: Sequence[tuple[str, Token, Mapping[str, tuple[Offsets, ...]]]], whole: Offsets
) -> Places:
    """Places of an object whose fields come from several texts, each given with its token and offsets."""
    anchor = parts[0][1].start
    offsets: dict[str, tuple[Offsets, ...]] = {}
    for text, token, found in parts:
        before = _seen(reading.text[anchor : token.start], token.start - anchor)
        for name, pairs in visible(text, found).items():
            offsets[name] = tuple([(before + start, before + end) for start, end in pairs])
    start, end = (_seen(reading.text[anchor:offset], offset - anchor) for offset in whole)
    offsets[""] = ((start, end),)
    return Places(reading, offsets, anchor)


def _seen(text: str, offset: int) -> int:
    """How many visible characters stand before an offset."""
    return offset - text.count(" ", 0, offset) - text.count("\n", 0, offset)


def diagnostic(
    reading: Reading, start: int, end: int, code: DiagnosticCode, message: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    """A diagnostic about a stretch of the reading."""
    return Diagnostic(code=code, severity=severity, message=message, span=reading.span(start, end))
