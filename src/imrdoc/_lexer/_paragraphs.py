"""Unwraps a stretch of the reading into the value that a field holds."""

from __future__ import annotations

__all__ = ["unwrap"]

GAP = "\n\n"


def unwrap(text: str, start: int, end: int) -> str:
    """The words of a stretch of a reading: lines joined by one blank, paragraphs by a blank line.

    A line that ends in a hyphen or a slash joins the next one without a blank. Nothing but white space
    is changed.

    Examples:
        >>> unwrap("pain is non-\\nradicular and\\nmild", 0, 32)
        'pain is non-radicular and mild'
    """
    value = text[start:end]
    if "\n" not in value:
        return value
    if GAP in value:
        return GAP.join([_join(paragraph) for paragraph in value.split(GAP)])
    return _join(value)


def _join(lines: str) -> str:
    if "-\n" in lines:
        lines = lines.replace("-\n", "-")
    if "/\n" in lines:
        lines = lines.replace("/\n", "/")
    return lines.replace("\n", " ")
