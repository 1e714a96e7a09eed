"""Makes the places that lead from values back to the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imrdoc._engine._tree import Token
from imrdoc._lexer._reading import Reading
from imrdoc._model import Diagnostic, DiagnosticCode, Offsets, Places, Severity

__all__ = ["diagnostic", "inside", "pieces", "together", "visible"]


def pieces(reading: Reading, start: int, end: int) -> tuple[Offsets, ...]:
    """A stretch of the source without the page furniture in it."""
    found: list[Offsets] = []
    for low, high in reading.furniture:
        if start < high and low < end:
            found.append((start, low))
            start = high
    found.append((start, end))
    return tuple(found)


def inside(reading: Reading, start: int, end: int, offsets: Mapping[str, tuple[Offsets, ...]]) -> Places:
    """Places of parts of an unwrapped stretch, given as counts of visible characters."""
    return Places(reading.source, offsets, pieces(reading, start, end), (start, end))


def visible(text: str, offsets: Mapping[str, tuple[Offsets, ...]]) -> dict[str, tuple[Offsets, ...]]:
    """The same offsets, counted in visible characters of an unwrapped text."""
    return {
        name: tuple((_seen(text, start), _seen(text, end)) for start, end in pairs) for name, pairs in offsets.items()
    }


def together(
    reading: Reading, parts: Sequence[tuple[str, Token, Mapping[str, tuple[Offsets, ...]]]], whole: Offsets
) -> Places:
    """Places of an object whose fields come from several texts, each given with its offsets."""
    offsets: dict[str, tuple[Offsets, ...]] = {}
    stretches: list[Offsets] = []
    counted = 0
    for text, token, found in parts:
        for name, pairs in visible(text, found).items():
            offsets[name] = tuple([(counted + start, counted + end) for start, end in pairs])
        stretches += pieces(reading, token.start, token.end)
        counted += _seen(text, len(text))
    return Places(reading.source, offsets, tuple(stretches), whole)


def _seen(text: str, offset: int) -> int:
    return offset - text.count(" ", 0, offset) - text.count("\n", 0, offset)


def diagnostic(
    reading: Reading, start: int, end: int, code: DiagnosticCode, message: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    """A diagnostic about a stretch of the source."""
    return Diagnostic(code=code, severity=severity, message=message, span=reading.source.span(start, end))
