"""Running heads and feet, and page numbers, of texts: they are no words of the letter."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc._lexer._reading import read
from imrdoc._lexer._running_lines import running_lines
from imrdoc._model import Offsets
from imrdoc._readers._text import from_text

CUTS = (
    "CLINICAL CASE SUMMARY",
    "dough. The diagnoses",
    "Decision rationale: Twelve",
    "Administrator. The remaining",
)
"""Where the sample's pages may begin: at a heading, inside of lines, at a label."""


def pages_of(sample: str, cuts: Sequence[str]) -> list[str]:
    places = [0, *(sample.index(cut) for cut in cuts), len(sample)]
    return [sample[start:end].strip() for start, end in itertools.pairwise(places)]


def paged(pages: Sequence[str], head: str = "", foot: str = "", divider: str = "\f") -> str:
    """The pages with heads and feet, in which "#" is the page's number."""
    return divider.join(
        f"{head}{page}{foot}\n".replace("#", str(number)) if "#" in head + foot else f"{head}{page}{foot}\n"
        for number, page in enumerate(pages, 1)
    )


def left_out(text: str) -> tuple[Offsets, ...]:
    """What is left out of a text when it is read."""
    return read(from_text(text)).furniture


@pytest.fixture(name="pages", params=[CUTS[1:2], CUTS[:2], CUTS], ids=["2", "3", "5"])
def _pages(sample: str, request: pytest.FixtureRequest) -> list[str]:
    # "#" stands for the number of a page here, so the sample may not have one
    return pages_of(sample.replace("#", "No. "), request.param)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", "\nROE00012#"),
        ("12/28/2016 09:1# FAX 555 0100  P.00#/009\n", ""),
        ("Sheet #\n\n", "\n\nSheet #"),
        ("A Firm of Law\n\n", ""),
        ("", "\n\nA Firm of Law\n12 Any Street, Anytown"),
        ("", "\n\n12 Any Street, Anytown\n# of 9"),
        ("A Firm of Law\nfile 7, sheet #\n \n", ""),
        ("ONE\n\nTWO\n\n# of 9\n\n", ""),
    ],
)
def test_running_heads_and_feet(pages: list[str], head: str, foot: str) -> None:
    letter = imrdoc.parse_text(paged(pages, head, foot))
    assert letter == imrdoc.parse_text(paged(pages))
    text = letter.source.text
    running = " ".join([text[start:end] for start, end in left_out(text)]).split()
    written = "".join([f"{head} {foot} ".replace("#", str(number + 1)) for number in range(len(pages))])
    assert sorted(running) == sorted(written.split())


def test_one_page_may_have_none(sample: str) -> None:
    first, *others = pages_of(sample, CUTS[:2])
    stamped = [page + f"\n\nROE{number}" for number, page in enumerate(others, 1)]
    assert imrdoc.parse_text("\n\f".join([first, *stamped])) == imrdoc.parse_text(
        "\n\f".join([first, *others])
    )


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(
            ["Norco 10/325mg: Upheld\n\nwords", "Norco 5/325mg: Upheld\n\nmore"],
            id="numbers that do not count",
        ),
        pytest.param(["words\n\nIt is not due.", "more\n\nIt is not due."], id="sentences"),
        pytest.param(["A line\nwords", "A line\nmore"], id="nothing sets them apart"),
        pytest.param(["A line\n\nwords", "A line\n\nwords"], id="a page that is there twice"),
        pytest.param(["A 1\nwords", "B 2\nmore"], id="not alike"),
        pytest.param(["A 1\nwords", "more", "A 3\nor less", "or none"], id="not on all pages but one"),
        pytest.param(["A 1\nwords"], id="one page"),
        pytest.param([" \n", ""], id="no words"),
    ],
)
def test_what_is_no_running_head_or_foot(pages: list[str]) -> None:
    assert left_out("\n\f".join(pages)) == ()


def test_numbers_may_be_of_any_length() -> None:
    text = f"{'1' * 9_999}\nwords\n\f{'1' * 9_998}2\nmore"
    assert left_out(text) == ((0, 10_000), (10_007, 20_007))


line = st.sampled_from(["", " ", "one", "two 1", "two 2", "# 3", "words and words.", "\t4 of 9"])
page = st.lists(line, max_size=7).map("\n".join)


@given(st.lists(page, max_size=6).map("\f".join))
def test_nothing_but_whole_lines_at_the_edges_of_pages_is_running(text: str) -> None:
    source = from_text(text)
    ends = [*(start - 1 for start in source.page_starts[1:]), len(text)]
    at = 0
    for start, end in left_out(text):
        assert at <= start < end
        assert text[start:end].strip()
        assert start in source.page_starts or end in ends
        assert (
            start in source.page_starts
            or text[start:end].startswith(("\n", " ", "\t"))
            or text[start - 1] == "\n"
        )
        at = end
    pages = [*zip(source.page_starts or (0,), ends, strict=True)]
    assert set(left_out(text)) <= {*running_lines(text, pages)}


NUMBERS = ["Page {}", "PAGE {} OF 9", "page {} of 9", "Page: {}", "Page | {}", "{} | Page", "{} | P a g e"]
NUMBERS += [
    "- {} -",
    "\u2013 {} \u2013",
    "--- Page {} ---",
    "=== {} ===",
    "[Page {}]",
    "pg. {} of 9",
    "*** {} ***",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_page_numbers_that_say_so_are_left_out_wherever_they_stand(
    sample: str, number: str, gap: str
) -> None:
    above, below = pages_of(sample, CUTS[1:2])
    text = f"{above}{gap}{number.format(1)}{gap}{below}"
    assert imrdoc.parse_text(text) == imrdoc.parse_text(sample)


@pytest.mark.parametrize("number", ["{}", "{}/9", "({})", "[{}]", "p. {}", "page {}", "pg {}"])
def test_other_numbers_are_left_out_where_a_page_turns(sample: str, number: str) -> None:
    above, below = pages_of(sample, CUTS[1:2])
    assert imrdoc.parse_text(f"{above}\n{number.format(1)}\n\f{below}") == imrdoc.parse_text(sample)
    letter = imrdoc.parse_text(f"{above}\n{number.format(67)}\n{below}")
    assert f" {number.format(67)} dough." in letter.clinical_summary.text
