"""Reads a text that recurs in many letters only once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from imrdoc._lexer._paragraphs import unwrap

__all__ = ["recurring"]

Found = TypeVar("Found")


def recurring(read: Callable[[str], Found], longest: int, most: int) -> Callable[[str], tuple[str, Found]]:
    """A function that unwraps a stretch of a letter and reads it, and keeps what it found.

    Args:
        read: reads an unwrapped text.
        longest: characters of a stretch that is kept; longer ones hardly recur.
        most: how many stretches are kept.

    Returns:
        A function that takes the stretch as it stands in the letter. It gives the unwrapped text and what
        the text says.
    """

    def unwrap_and_read(stretch: str) -> tuple[str, Found]:
        text = unwrap(stretch)
        return text, read(text)

    kept = lru_cache(maxsize=most)(unwrap_and_read)
    return lambda stretch: kept(stretch) if len(stretch) <= longest else unwrap_and_read(stretch)
