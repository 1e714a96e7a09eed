"""Any issue may follow upon any other, and a page may end at any line: real letters, put together anew."""

from __future__ import annotations

from pathlib import Path

import pytest

import imrdoc
from imrdoc import Determination, Issue

STEPS = (1, 11, 50)
"""How far below another one in the corpus an issue stands that is put straight below it."""
EVERY = 7
"""In each letter, a page ends at one line of so many."""


def texts(shared: Path, form: str) -> list[str]:
    """The letters in a form."""
    return [
        path.read_text(encoding="utf-8") for path in sorted((shared / "corpus/text" / form).glob("*.txt"))
    ]


def end_of(issue: Issue) -> int:
    span = issue.span_of("rationale")
    assert span
    return span.end


def without_white_space(letter: Determination) -> str:
    """All that a letter says."""
    return "".join(imrdoc.to_json(letter).replace(r"\n", "").split())


@pytest.mark.parametrize("page_end", ["", "\f"])
def test_any_issue_may_stand_straight_below_any_other(shared: Path, form: str, page_end: str) -> None:
    cut: list[tuple[str, str, tuple[Issue, ...]]] = []
    for text in texts(shared, form):
        issues = imrdoc.parse_text(text).issues
        for number, issue in enumerate(issues):
            assert issue.span
            end = end_of(issue)
            cut.append((text[:end], text[issue.span.start : end], issues[: number + 1]))
    for step in STEPS:
        for (above, _, issues), (_, below, last) in zip(cut, cut[step:] + cut[:step], strict=True):
            assert imrdoc.parse_text(f"{above}\n{page_end}{below}").issues == (*issues, last[-1])


def test_a_page_may_end_at_any_line(shared: Path, form: str) -> None:
    for number, text in enumerate(texts(shared, form)):
        expected = without_white_space(imrdoc.parse_text(text))
        lines = text.splitlines(keepends=True)
        for line in range(number % EVERY, len(lines), EVERY):
            turned = "".join([*lines[:line], "\f", *lines[line:]])
            assert without_white_space(imrdoc.parse_text(turned)) == expected, (number, line)
