"""The way from a source text to a letter, as a whole."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

import imrdoc
from imrdoc import SourceText, _pipeline
from imrdoc._lexer import _reading
from imrdoc._model import Reading


@pytest.fixture(params=[True, False])
def is_on(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the garbage collector is on."""
    before = gc.isenabled()
    is_on: bool = request.param
    (gc.enable if is_on else gc.disable)()
    yield is_on
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("length", [0, 200_000])
def test_the_garbage_collector_waits_only_for_a_long_letter(
    sample: str, monkeypatch: pytest.MonkeyPatch, *, is_on: bool, length: int
) -> None:
    seen: list[bool] = []

    def read(source: SourceText, *, folded: bool = False) -> Reading:
        seen.append(gc.isenabled())
        return _reading.read(source, folded=folded)

    monkeypatch.setattr(_pipeline, "read", read)
    assert len(imrdoc.parse_text(sample + "word " * (length // 5)).issues) == 2
    assert seen == [is_on and not length]
    assert gc.isenabled() is is_on


def test_it_goes_on_behind_a_long_text_that_is_no_letter(*, is_on: bool) -> None:
    with pytest.raises(imrdoc.ParseError):
        imrdoc.parse_text("word " * 40_000)
    assert gc.isenabled() is is_on


@pytest.mark.parametrize(
    ("published", "variant"),
    [
        ("ISSUES, DECISIONS AND RATIONALES", "ISSUES, DECISIONS, AND RATIONALES"),
        ("items/services set forth below:", "items/services as set forth below:"),
        ("items/services set forth below:", "items / service set forth below :"),
    ],
)
def test_wordings_of_headings_and_lead_ins(sample: str, published: str, variant: str) -> None:
    assert published in sample
    letter = imrdoc.parse_text(sample.replace(published, variant))
    assert letter == imrdoc.parse_text(sample)
