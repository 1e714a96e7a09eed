"""A letter written as text, in any of the ways that tools do, parses back to itself."""

from __future__ import annotations

import pytest
from hypothesis import given

import imrdoc
from imrdoc import Determination
from letter_strategies import letters
from rendering import Marks, Spacing, Style, Table, render, styles


@given(letters(), styles)
def test_any_layout_gives_the_same_letter(letter: Determination, style: Style) -> None:
    assert imrdoc.parse_text(render(letter, style)) == letter


@given(letters())
def test_all_layouts_of_one_letter_agree(letter: Determination) -> None:
    texts = [
        render(letter, Style(width=width, spacing=spacing, table=table, marks=marks))
        for width, spacing, table, marks in [
            (60, Spacing.NONE, Table.COLUMNS, Marks.PLAIN),
            (120, Spacing.DOUBLE, Table.SHUFFLED, Marks.LOWER),
            (95, Spacing.GAPS, Table.CELLS, Marks.BROKEN),
        ]
    ]
    assert len({imrdoc.parse_text(text) for text in texts}) == 1


@given(letters(most_issues=2), styles)
def test_strictness_makes_no_difference_to_a_sound_letter(letter: Determination, style: Style) -> None:
    text = render(letter, style)
    assert imrdoc.parse_text(text, strict=False) == imrdoc.parse_text(text)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(sample: str, encoding: str, newline: str) -> None:
    text = sample.replace("oven", "café oven").replace("\n", newline)
    letter = imrdoc.parse_bytes(text.encode(encoding))
    assert "café oven" in letter.clinical_summary.text
    assert letter == imrdoc.parse_text(text)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("no final line end", lambda text: text.rstrip("\n")),
        ("trailing blanks", lambda text: text.replace("\n", "   \n")),
        ("no-break spaces", lambda text: text.replace(" ", "\xa0")),
        ("tabs", lambda text: text.replace("  ", "\t")),
        ("form feeds", lambda text: text.replace("CLINICAL CASE SUMMARY", "\fCLINICAL CASE SUMMARY")),
        ("a byte order mark in the text", lambda text: "\ufeff" + text),
        ("blank lines before and after", lambda text: "\n\n \n" + text + "\n\n\n"),
        ("many blank lines", lambda text: text.replace("\n\n", "\n \n\n  \n\n")),
        ("vertical tabs", lambda text: text.replace("\n\n", "\n\x0b")),
        ("line separators", lambda text: text.replace("\n", "\u2028")),
    ],
)
def test_white_space_is_no_matter(sample: str, name: str, change: object) -> None:
    assert callable(change)
    assert imrdoc.parse_text(change(sample)) == imrdoc.parse_text(sample)


@pytest.mark.parametrize("hyphen", ["\x02", "\x02\n", "\ufffe", "\ufffe\n"])
def test_a_hyphen_that_pdfium_marks_at_a_line_end(sample: str, hyphen: str) -> None:
    text = sample.replace("four visits", f"a follow{hyphen}up and four visits")
    assert "a follow-up and four visits" in imrdoc.parse_text(text).clinical_summary.text


@pytest.mark.parametrize("hyphen", ["\x02", "\ufffe"])
def test_such_a_mark_ends_the_line_above_a_running_foot(sample: str, hyphen: str) -> None:
    foot = "Final Determination Letter for IMR Case Number CM17-0000000 2"
    text = sample.replace("four visits", f"a follow{hyphen}{foot}\nup and four visits")
    assert "a follow-up and four visits" in imrdoc.parse_text(text).clinical_summary.text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("non-\nradicular", "non-radicular"),
        ("10/14/\n2016", "10/14/2016"),
        ("non- radicular", "non- radicular"),
        ("pain,  worse", "pain, worse"),
        ("one\ntwo", "one two"),
    ],
)
def test_lines_are_joined(sample: str, written: str, read: str) -> None:
    text = sample.replace("four visits", written)
    assert f"She has had {read} of therapy" in imrdoc.parse_text(text).clinical_summary.text


def test_paragraphs_of_a_rationale_are_kept(sample: str) -> None:
    text = sample.replace("The\nfile does not say", "\n\nThe file does not say")
    assert imrdoc.parse_text(text).issues[0].rationale.count("\n\n") == 1
