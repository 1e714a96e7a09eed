"""Text for people: what a letter or a path holds must not harm what shows it."""

from __future__ import annotations

import codecs
import io
import os
from typing import TextIO

__all__ = ["clean", "lose_no_line", "shown_path"]

CONTROLS = (range(0x09), range(0x0B, 0x20), range(0x7F, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A))
UNSAFE = {code: "\N{REPLACEMENT CHARACTER}" for codes in CONTROLS for code in codes}
"""Control characters, and those that change the direction of writing: a letter must not steer a terminal."""


def clean(text: str) -> str:
    """The text without what steers a terminal. Tabs become blanks."""
    return text.translate(UNSAFE).expandtabs()


PLAIN = {"✗": "x", "✓": "+", "•": "*", "·": "-", "─": "-", "§": "sec. ", "…": "...", "\u2019": "'"}
"""What stands for a mark where the stream cannot write it. Anything else becomes a question mark."""


def lose_no_line(stream: TextIO) -> None:
    """Let a stream write something plain for what its encoding lacks, instead of failing."""
    codecs.register_error("imrdoc.plain", _plain)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="imrdoc.plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)  # streams that are written only encode
    return "".join([PLAIN.get(each, "?") for each in error.object[error.start : error.end]]), error.end


def shown_path(path: str) -> str:
    """A path as text that any file can hold: bytes that are no UTF-8 become question marks."""
    return os.fsencode(path).decode("utf-8", "replace")
