"""Finds the sentences of a clinical case summary that state diagnoses."""

from __future__ import annotations

import re

from imrdoc._builder._patient_patterns import PATTERNS, pattern_for
from imrdoc._model import Offsets

__all__ = ["ASSESSED", "DIAGNOSED", "diagnoses", "sentence_start"]

DIAGNOSED = ("FIND_DIAGNOSIS", "FIND_DIAGNOSED", "FIND_TREATED_FOR")
ASSESSED = ("FIND_DIAGNOSES", "FIND_DX", "FIND_DX_IN_CAPITALS", "FIND_ASSESSMENT", "FIND_IMPRESSION")
NAMED = ("FIND_DIAGNOSIS", "FIND_DX", "FIND_DX_IN_CAPITALS")
"""Those that find a noun, behind which it may be said that there is no diagnosis."""
BEFORE_SENTENCE = {"FIND_TEST_IMPRESSION": 150}
"""How many characters before its sentence are looked at, too, to tell that a statement is none."""
NEAR = 200
"""Characters before or behind a statement that are looked at to tell whether it is denied."""
LONGEST_ITEM = 1_000
"""Characters before the number of an item in which the number of the one before it is looked for."""
NUMBER_AT_END = re.compile(r"(?<![\d.\/,-])\d{1,2}\Z")
"""A number of an item, but not the end of a longer number, of a date or of a range."""


def diagnoses(summary: str) -> list[Offsets]:
    """Where the sentences stand that state diagnoses, in order; an assessment counts where there are none.

    Args:
        summary: the clinical case summary, unwrapped.
    """
    return _sentences(summary, DIAGNOSED) or _sentences(summary, ASSESSED)


def _sentences(text: str, names: tuple[str, ...]) -> list[Offsets]:
    """The sentences in which one of the patterns matches, in order."""
    found: list[Offsets] = []
    for name in names:
        pattern = PATTERNS.get(name) or pattern_for(name, text, 0, len(text))
        at = 0
        kept: int | None = None  # where the sentence begins in which a statement was denied
        while pattern and (match := pattern.search(text, at)):
            low, end = match.span()
            start = sentence_start(text, at, low)
            if kept is not None and not text[at:start].strip():
                start, kept = kept, None
            denied = match.lastgroup and _is_denied(text, match.lastgroup, start, low, end)
            if denied or (name in NAMED and _is_not_made(text, end)):
                at, kept = end, start
            else:
                at = _sentence_stop(text, start, end)
                found.append((start, at))
    return sorted(set(found)) if len(found) > 1 else found


def _is_denied(text: str, name: str, start: int, low: int, end: int) -> bool:
    """Whether what stands before a statement, in its sentence or also before that, makes it none.

    Args:
        text: the summary.
        name: the terminal that tells it, as the pattern that found the statement names it.
        start: where its sentence begins.
        low: where the statement begins, behind its first letter, which patterns leave out.
        end: where it ends.
    """
    before = BEFORE_SENTENCE.get(name, 0)
    if low <= start + 1 and not before:
        return False
    floor = max(0, start - before, low - NEAR)
    pattern = PATTERNS.get(name) or pattern_for(name, text, floor, end)
    return pattern is not None and pattern.search(" " + text[floor:end]) is not None


def _is_not_made(text: str, end: int) -> bool:
    """Whether what stands behind a statement makes it none."""
    is_sign = PATTERNS["SIGN_NOT_MADE"].search(text, end, end + NEAR)
    return is_sign is not None and PATTERNS["FIND_NOT_MADE"].match(text, end, end + NEAR) is not None


def sentence_start(text: str, floor: int, at: int) -> int:
    """Where the sentence begins that holds an offset, not before a floor."""
    is_end = PATTERNS["SENTENCE_END"].match
    floor = max(floor, text.rfind("\n", floor, at) + 1)
    stop = at
    while (stop := text.rfind(".", floor, stop)) >= 0:
        match = is_end(text, stop)
        if match:
            floor = match.end()
            break
    while floor < len(text) and text[floor].isspace():
        floor += 1
    return floor


def _sentence_stop(text: str, start: int, at: int) -> int:
    """Where the sentence ends that holds an offset and begins at another one before it."""
    is_end = PATTERNS["SENTENCE_END"].match
    line_end = text.find("\n", at)
    end = len(text) if line_end < 0 else line_end
    stop = at - 1
    while (stop := text.find(".", stop + 1, end)) >= 0:
        match = is_end(text, stop)
        if match and not _is_item_number(text, start, stop):
            return match.end()
    return end


def _is_item_number(text: str, start: int, end: int) -> bool:
    """Whether a stretch ends with the number of an item of a list, as "1. Strain 2".

    It does if the number before it has an item, too. A grammar cannot count.
    """
    number = NUMBER_AT_END.search(text, max(start, end - 2), end)
    if number is None:
        return False
    before = int(number[0]) - 1
    above = text[max(start, end - LONGEST_ITEM) : end]
    return before > 0 and re.search(rf"(?<![\d.\/-]){before}[.)]\s?[A-Z\d]", above) is not None
