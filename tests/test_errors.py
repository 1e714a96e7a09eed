"""What a user is told when a file is no letter, or a broken one."""

from __future__ import annotations

import contextlib
import os
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc import DiagnosticCode, ParseError, ReadError, Severity

SUMMARY = "CLINICAL CASE SUMMARY"
ISSUES = "IMR ISSUES, DECISIONS AND RATIONALES"


def refused(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        imrdoc.parse_text(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        (" \n\f\n", "the text is empty"),
        ("Dear Sir,\n", "not a determination letter: it has none of the letter's headings"),
        ("MZ\0\0\1", "the file is binary, neither a PDF nor a text"),
        ("IMR Decision (s) & Rationale\n", "a letter in an older layout, which imrdoc does not read"),
    ],
)
def test_no_letter_at_all(text: str, message: str) -> None:
    assert refused(text).problems[0].message == message
    with pytest.raises(ParseError):
        imrdoc.parse_text(text, strict=False)


@pytest.mark.parametrize(
    ("change", "line", "column"),
    [
        pytest.param(lambda text: " ".join(text.split()), 1, 185, id="line breaks are lost"),
        pytest.param(lambda text: "> " + text.replace("\n", "\n> "), 6, 3, id="a mail that is quoted"),
        pytest.param(lambda text: re.sub("(?m)^", "  7  ", text), 6, 6, id="lines are numbered"),
    ],
)
def test_headings_that_do_not_stand_alone(
    sample: str, change: Callable[[str], str], line: int, column: int
) -> None:
    error = refused(change(sample))
    assert error.problems[0].message == (
        "the heading HOW THE IMR FINAL DETERMINATION WAS MADE is not alone on its line:"
        " line breaks were lost or signs added"
    )
    assert (error.line, error.column) == (line, column)
    assert error.found in " ".join(change(sample).split()) or error.found.endswith("...")


def test_words_of_a_heading_in_another_text_are_none_of_a_letter() -> None:
    error = refused("Any clinical case summary will do.")
    assert error.problems[0].message == "not a determination letter: it has none of the letter's headings"


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Notice of Independent Medical Review Determination", ""),
        ("INDEPENDENT MEDICAL REVIEW DECISION AND\nRATIONALE", ""),
        ("IMR DECISION(S) AND RATIONALE(S)", ""),
        ("IMR Decisions & Rationales", "."),
        ("Medical Qualifications of the Expert Reviewer", ":\nCardiology\nISSUE AT DISPUTE:"),
        ("MEDICAL PROFESSIONAL REVIEW", "\nMEDICAL REVIEWER QUALIFICATIONS:"),
        ("ISSUE AT DISPUTE", ": physical therapy\nDOCUMENTS REVIEWED FOR DETERMINATION:"),
        ("DOCUMENTS REVIEWED FOR DETERMINATION", " :\nMEDICAL PROFESSIONAL REVIEW"),
    ],
)
def test_headings_of_older_layouts(sample: str, heading: str, below: str) -> None:
    text = sample.replace(ISSUES, heading + below, 1)
    error = refused(text)
    assert [problem.code for problem in error.problems] == [DiagnosticCode.OLDER_LAYOUT]
    assert (error.line, error.column) == (25, 1)
    assert error.expected == f"the heading {ISSUES}"
    assert error.found == " ".join(heading.split())
    first = imrdoc.parse_text(text, strict=False).diagnostics[0]
    assert (first.code, first.severity) == (DiagnosticCode.OLDER_LAYOUT, Severity.ERROR)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Notice of Independent Medical Review Determination is enclosed.", DiagnosticCode.NOT_A_LETTER),
        ("Medical professional review of a claim", DiagnosticCode.NOT_A_LETTER),
        ("Issue at dispute: an MRI", DiagnosticCode.NOT_A_LETTER),
        ("Issue at dispute: an MRI\nIssue at dispute: a cane", DiagnosticCode.NOT_A_LETTER),
        ("Issue at dispute: an MRI\nMedical professional review", DiagnosticCode.OLDER_LAYOUT),
    ],
)
def test_a_heading_of_an_older_layout_has_its_line_alone(text: str, code: DiagnosticCode) -> None:
    assert refused(text).problems[0].code is code


def test_words_of_an_older_layout_do_not_count_in_a_letter_of_today(sample: str) -> None:
    text = sample.replace("CLINICAL CASE SUMMARY", "MEDICAL PROFESSIONAL REVIEW\n\nCLINICAL CASE SUMMARY")
    assert len(imrdoc.parse_text(text).issues) == 2
    assert refused(cut_at("MAXIMUS guideline: ")(text)).problems[0].code is DiagnosticCode.CUT_OFF


def cut_at(mark: str) -> Callable[[str], str]:
    return lambda text: text[: text.index(mark)]


def without(*marks: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        for mark in marks:
            text = text.replace(mark, "", 1)
        return text

    return change


def in_wrong_order(text: str) -> str:
    start, end = text.index(SUMMARY), text.index(ISSUES)
    return text[:start] + text[end:] + "\n" + text[start:end]


BROKEN: list[tuple[str, Callable[[str], str], DiagnosticCode, int, str, str]] = [
    (
        "cut in half",
        cut_at("MAXIMUS guideline: "),
        DiagnosticCode.CUT_OFF,
        31,
        "the letter is cut off: it ends where the label MAXIMUS guideline: should follow",
        "the label MAXIMUS guideline:",
    ),
    (
        "cut before the issues",
        cut_at(ISSUES),
        DiagnosticCode.CUT_OFF,
        23,
        "the letter is cut off: it ends where the heading IMR ISSUES, DECISIONS AND RATIONALES should follow",
        "the heading IMR ISSUES, DECISIONS AND RATIONALES",
    ),
    (
        "sections in the wrong order",
        in_wrong_order,
        DiagnosticCode.MISPLACED_PART,
        44,
        "the sections are in the wrong order: the heading CLINICAL CASE SUMMARY belongs before the heading "
        "IMR ISSUES, DECISIONS AND RATIONALES",
        "the heading IMR ISSUES, DECISIONS AND RATIONALES",
    ),
    (
        "an issue without a decision",
        without(": Upheld"),
        DiagnosticCode.MISSING_DECISION,
        31,
        "an issue has no decision: expected a decision, Upheld or Overturned, at the end of the request, "
        "found 'Claims Administrator guideline:'",
        "a decision, Upheld or Overturned, at the end of the request",
    ),
    (
        "a heading lost",
        without(SUMMARY),
        DiagnosticCode.MISSING_PART,
        18,
        "expected the heading CLINICAL CASE SUMMARY, found "
        "'The expert reviewer developed the following clinical case su...'",
        "the heading CLINICAL CASE SUMMARY",
    ),
    (
        "a text lost",
        lambda text: (
            text[: text.index("Decision based on MTUS Low")]
            + "\n\n"
            + text[text.index("MAXIMUS guideline:") :]
        ),
        DiagnosticCode.MISSING_PART,
        33,
        "expected the text behind the label Claims Administrator guideline:, found 'MAXIMUS guideline:'",
        "the text behind the label Claims Administrator guideline:",
    ),
    (
        "two letters in one file",
        lambda text: text + text,
        DiagnosticCode.MISPLACED_PART,
        57,
        "a second letter begins here",
        "",
    ),
    (
        "a label of a second statement lost",
        without("MAXIMUS guideline: "),
        DiagnosticCode.MISSING_PART,
        37,
        "expected the label MAXIMUS guideline:, found 'Decision rationale:'",
        "the label MAXIMUS guideline:",
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "line", "message", "expected"),
    [row[1:] for row in BROKEN],
    ids=[row[0] for row in BROKEN],
)
def test_broken_letters(
    sample: str, change: Callable[[str], str], code: DiagnosticCode, line: int, message: str, expected: str
) -> None:
    error = refused(change(sample))
    first = error.problems[0]
    assert (first.message, first.code, error.line, error.expected) == (message, code, line, expected)
    assert first.severity is Severity.ERROR


def test_every_problem_is_named(sample: str) -> None:
    error = refused(without(SUMMARY, "MAXIMUS guideline:", ": Overturned")(sample))
    assert [problem.code for problem in error.problems] == [
        DiagnosticCode.MISSING_PART,
        DiagnosticCode.MISSING_PART,
        DiagnosticCode.MISSING_DECISION,
    ]


def test_the_message_shows_the_line_with_a_caret(tmp_path: Path, sample: str) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(without(SUMMARY, "MAXIMUS guideline:")(sample), encoding="utf-8")
    with pytest.raises(ParseError) as caught:
        imrdoc.parse(path)
    found = "'The expert reviewer developed the following clinical case su...'"
    assert str(caught.value) == (
        f"{path}:18:1: expected the heading CLINICAL CASE SUMMARY, found {found}\n"
        "   18 | The expert reviewer developed the following clinical case summary based on a review of the\n"
        "      | ^\n"
        "  also line 37: expected the label MAXIMUS guideline:, found 'Decision rationale:'"
    )
    assert caught.value.path == str(path)


def test_a_cut_letter_points_behind_its_last_word(sample: str) -> None:
    error = refused(sample[: sample.index("MAXIMUS guideline: ")] + "\n\n\n")
    assert str(error).splitlines()[2].index("^") == str(error).splitlines()[1].index("2004.") + len("2004.")


def test_long_lines_are_cut_around_the_caret(sample: str) -> None:
    error = refused(" ".join(sample.replace(SUMMARY, "").split("\n")))
    assert all(len(line) < 130 for line in str(error).splitlines())


def test_errors_pickle(sample: str) -> None:
    error = refused(without(SUMMARY)(sample))
    twin = pickle.loads(pickle.dumps(error))
    assert (str(twin), twin.problems, twin.path) == (str(error), error.problems, error.path)
    other = ReadError("it is locked", "Unlock it.", path="a.pdf")
    assert str(pickle.loads(pickle.dumps(other))) == "a.pdf: it is locked. Unlock it."
    missing = imrdoc.MissingDependencyError("reading a PDF", "pdf")
    assert str(pickle.loads(pickle.dumps(missing))) == (
        "reading a PDF needs the extra 'pdf': pip install 'imrdoc[pdf]'"
    )


def test_parse_error_is_a_value_error() -> None:
    assert issubclass(ParseError, ValueError)
    assert issubclass(ParseError, imrdoc.ImrdocError)
    assert issubclass(imrdoc.MissingDependencyError, ImportError)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        imrdoc.parse(tmp_path / "none.txt")


def test_damaged_utf_16() -> None:
    with pytest.raises(ReadError) as caught:
        imrdoc.parse_bytes(b"\xff\xfea\x00b")
    assert str(caught.value) == (
        "<bytes>: its byte order mark says UTF-16-LE, but byte 4 does not fit. Save it again as UTF-8."
    )


@pytest.mark.parametrize("how", ["file", "bytes", "text"])
def test_a_limit_on_size(how: str, tmp_path: Path, sample: str) -> None:
    limits = imrdoc.Limits(max_bytes=100)
    path = tmp_path / "letter.txt"
    path.write_text(sample, encoding="utf-8")
    with pytest.raises(
        ReadError,
        match=r"it has 2,[0-9]{3} (bytes|characters), more than the limit of 100\. If it is a letter",
    ):
        if how == "file":
            imrdoc.parse(path, limits=limits)
        elif how == "bytes":
            imrdoc.parse_bytes(sample.encode(), limits=limits)
        else:
            imrdoc.parse_text(sample, limits=limits)


def test_a_limit_on_what_does_not_tell_its_size(tmp_path: Path, sample: str) -> None:
    with pytest.raises(ReadError, match=r"it has at least [0-9,]+ bytes, more than the limit of 1,000"):
        imrdoc.parse("/dev/zero", limits=imrdoc.Limits(max_bytes=1_000))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        threads.submit(pipe.write_text, sample, encoding="utf-8")
        assert len(imrdoc.parse(pipe).issues) == 2


def test_a_name_that_no_file_has() -> None:
    with pytest.raises(ReadError, match="no file has a null character in its name"):
        imrdoc.parse("a\0b")


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_bytes_of_any_kind(kind: Callable[[bytes], bytes], sample: str) -> None:
    assert imrdoc.parse_bytes(kind(sample.encode())) == imrdoc.parse_text(sample)


def test_an_error_may_be_given_a_path() -> None:
    with pytest.raises(ReadError) as caught:
        imrdoc.parse_bytes(b"%PDF-1.7 and then nothing")
    error = caught.value.with_path(Path("letters", "a.pdf"))
    assert str(error).startswith(f"{Path('letters', 'a.pdf')}: ")
    assert (error.reason, error.advice) == (caught.value.reason, caught.value.advice)


def test_any_eight_bit_text_is_read() -> None:
    with pytest.raises(ParseError):
        imrdoc.parse_bytes(bytes(range(1, 256)))


@pytest.mark.parametrize("limit", ["max_bytes", "max_pages"])
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_is_above_nothing(limit: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"'{limit}' must be > 0: {value}"):
        imrdoc.Limits(**{limit: value})


@given(st.binary(max_size=400) | st.binary(max_size=400).map(b"%PDF-1.7\n".__add__), st.booleans())
def test_any_bytes_give_a_letter_or_an_error_of_imrdoc(data: bytes, strict: bool) -> None:
    with contextlib.suppress(imrdoc.ImrdocError):
        imrdoc.parse_bytes(data, strict=strict)


@pytest.mark.parametrize("seed", range(0, 400, 50))
def test_damaged_letters_give_a_letter_or_an_error_of_imrdoc(seed: int) -> None:
    from fuzz.letter_mutations import run

    _, failures = run(seed, 50)
    assert failures == []
