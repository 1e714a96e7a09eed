"""Reading PDFs: lines, gaps, tables and page breaks, bad input, and what is left behind."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imrdoc
import pdf_letters
from imrdoc import Limits, MissingDependencyError, ReadError, SourceText
from imrdoc._readers import _pdf
from imrdoc._readers._pdf import read_pdf
from imrdoc._readers._pdf_layout import Line, Page
from imrdoc._readers._pdf_pages import assemble
from imrdoc._readers._pdfium import load_pdfium
from pdf_letters import GAP, STEP, Press, Table, header, plain, raw_pdf

MEND = "Get the file again, or mend it (e.g. qpdf in.pdf out.pdf)."
WORDS = "A line of words that is about as long as the page is wide, so that none would fit behind it"


def read(data: bytes, limits: Limits | None = None) -> SourceText:
    return read_pdf(data, path="letter.pdf", limits=limits or Limits())


def unclaimed(text: str) -> str:
    """A text without what is said about paragraphs at page breaks."""
    return text.replace("\n\n\f", "\n\f")


def claims(source: SourceText) -> list[bool]:
    """For each page but the first, whether it is said to begin with a paragraph."""
    return [source.text.endswith("\n\n\f", 0, start) for start in source.page_starts[1:]]


def draw(*lines: str | tuple[float, float, str]) -> bytes:
    """A content stream with a text at each place."""
    shown = [line if isinstance(line, tuple) else (72, 720 - 14 * n, line) for n, line in enumerate(lines)]
    return b"".join(
        b"BT /F 12 Tf %g %g Td (%s) Tj ET\n" % (x, y, words.encode("latin-1")) for x, y, words in shown
    )


@pytest.mark.parametrize("bottom", range(72, 440, 9))
def test_letter_with_page_breaks_anywhere(bottom: int) -> None:
    press = pdf_letters.letter(bottom=bottom)
    source = read(press.data())
    assert unclaimed(source.text) == press.text
    assert source.path == "letter.pdf"
    assert [source.text[start:].split("\n")[0] for start in source.page_starts] == [
        page[0] for page in press.pages
    ]
    assert [source.span(start, start + 1).page for start in source.page_starts] == [
        number for number, _ in enumerate(press.pages, 1)
    ]
    # What is said about a page break is true, and it is said of most paragraphs in this letter.
    assert all(begins for claim, begins in zip(claims(source), press.begins[1:], strict=True) if claim)


@pytest.mark.parametrize("bottom", [72, 150, 200, 290, 340, 400])
def test_letter_parses_whatever_its_page_breaks(bottom: int) -> None:
    found = imrdoc.parse_bytes(pdf_letters.letter(bottom=bottom, foot="").data())
    assert found.case
    assert (found.case.case_number, str(found.case.application_received)) == ("CM17-0000123", "2017-01-18")
    assert [(each.request.text, each.decision.value) for each in found.issues] == pdf_letters.DECIDED
    assert [each.rationale for each in found.issues] == pdf_letters.RATIONALES


def test_paragraphs_that_begin_a_page_are_mostly_told() -> None:
    told: Counter[bool] = Counter()
    for bottom in range(72, 440, 9):
        press = pdf_letters.letter(bottom=bottom)
        pairs = zip(claims(read(press.data())), press.begins[1:], strict=True)
        told.update([claim for claim, begins in pairs if begins])
    assert told[True] > 20 * told[False]


words = st.from_regex(r"[A-Za-z(][a-z0-9/&;,]{0,12}(-[a-z]{1,9}){0,2}[.)%:]?", fullmatch=True)
paragraphs = st.lists(st.lists(words, min_size=1, max_size=60), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(paragraphs, st.sampled_from([72.0, 200.0, 400.0]))
def test_any_words_come_back_line_by_line(texts: list[list[str]], bottom: float) -> None:
    body = plain(" ".join([WORDS] * 9))  # tells how far apart the lines of a paragraph stand
    press = Press(bottom).set(body, *(plain(" ".join(text)) for text in texts))
    assert unclaimed(read(press.data()).text) == press.text


@pytest.mark.parametrize("rules", ["segments", "boxes"])
@pytest.mark.parametrize("order", ["rows", "columns"])
@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
def test_ruled_table_comes_row_by_row(rules: Any, order: Any, valign: Any) -> None:
    press = Press().set(header(rules, order, valign), plain(f"{WORDS} {WORDS}"))
    assert read(press.data()).text == press.text
    assert "Priority: Standard Application Received: 01/18/2017\n\nA line" in press.text


def test_table_without_rules_comes_row_by_row() -> None:
    press = Press().set(header("none"), plain(f"{WORDS} {WORDS}"))
    assert read(press.data()).text == press.text


def test_wrapped_cells_are_put_together() -> None:
    rows = [
        [["Filed", "on:"], ["01/02/2017"], ["Number:"], ["CM17-", "0000123"]],
        [["Seen by:"], ["Two of the", "three"], ["Remarks", "in full:"], [""]],
    ]
    press = Press().set(Table(rows), plain(WORDS))
    assert read(press.data()).text == (
        "Filed on: 01/02/2017 Number: CM17-0000123\nSeen by: Two of the three Remarks in full:\n\n"
        + WORDS
        + "\n"
    )


def test_several_tables_stay_where_they_are() -> None:
    press = Press().set(plain(WORDS), header(order="columns"), plain(WORDS), header("boxes", "columns"))
    assert read(press.data()).text == press.text


UNDERLINES = b"72 717 400 0.5 re f 72 600 400 0.5 re f\n"
FRAME = b"60 40 m 60 740 l 550 740 l 550 40 l s\n"
PICTURE = b"".join(b"%d 300 1 1 re f\n" % (x % 500) for x in range(1100))
CELLS = b"60 690 200 44 re S 260 690 200 44 re S\n"


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (b"", "left\nwrapped\n\nright\nlower\n"),
        (UNDERLINES, "left\nwrapped\n\nright\nlower\n"),
        (FRAME, "left\nwrapped\n\nright\nlower\n"),
        (PICTURE + CELLS, "left\nwrapped\n\nright\nlower\n"),
        (CELLS, "left wrapped right lower\n"),
    ],
    ids=["nothing", "underlines", "frame", "picture", "cells"],
)
def test_only_cells_make_a_table(drawn: bytes, text: str) -> None:
    content = drawn + draw((72, 720, "left"), (72, 706, "wrapped"), (272, 720, "right"), (272, 706, "lower"))
    assert read(raw_pdf(content)).text == text


@pytest.mark.parametrize(
    ("gap", "apart"), [(STEP, False), (1.15 * STEP, False), (1.4 * STEP, True), (GAP, True), (5 * GAP, True)]
)
def test_a_gap_is_wider_than_the_step_between_lines(gap: float, apart: bool) -> None:
    press = Press().set(plain(" ".join([WORDS] * 5)), plain(WORDS, gap=gap))
    assert read(press.data()).text.endswith(("\n\n" if apart else "\n") + WORDS + "\n")


def test_lines_that_are_double_spaced_are_no_paragraphs() -> None:
    press = Press()
    for _ in range(8):
        press.set(plain(WORDS, gap=2 * STEP))
    press.set(plain(WORDS, gap=3 * STEP))
    assert read(press.data()).text == f"{WORDS}\n" * 8 + f"\n{WORDS}\n"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["non-", "certified"], "non-\ncertified\n"),
        (["over-the-", "counter"], "over-the-\ncounter\n"),
        (["lines - with -", "dashes - in them"], "lines - with -\ndashes - in them\n"),
        (["ends in a hyphen-"], "ends in a hyphen-\n"),
        (["10/14/", "2016"], "10/14/\n2016\n"),
        (["  blanks ", " around  "], "blanks\naround\n"),
        (["one", "", " ", "two"], "one\n\ntwo\n"),
    ],
)
def test_line_ends(lines: list[str], text: str) -> None:
    body = [(72.0, 400 - 14.0 * number, WORDS) for number in range(4)]
    read_text = read(raw_pdf(draw(*lines, *body))).text
    assert read_text == f"{text}\n" + f"{WORDS}\n" * 4


def test_a_paragraph_that_ends_in_a_hyphen() -> None:
    body = [(72.0, 400 - 14.0 * number, WORDS) for number in range(4)]
    assert read(raw_pdf(draw((72, 428, "non-"), *body))).text == "non-\n\n" + f"{WORDS}\n" * 4


def to_unicode(code: str) -> tuple[bytes, bytes]:
    """A font entry and an object that give the letter X another meaning."""
    table = (
        b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <58> <%s> endbfchar" % code.encode()
    )
    head = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    return b"/ToUnicode 4 0 R", pdf_letters.stream(head + table + b" endcmap end end")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("2264", "pain \u2264 5\n\u2264\nnext\n"),
        ("D83DDE00", "pain \U0001f600 5\n\U0001f600\nnext\n"),
        ("000C", "pain   5\nnext\n"),
        ("2028", "pain   5\nnext\n"),
        ("0000", "pain  5\nnext\n"),
        ("FFFE", "pain  5\nnext\n"),
        ("0002", "pain  5\nnext\n"),
        ("00A0", "pain \u00a0 5\nnext\n"),
    ],
)
def test_characters(code: str, text: str) -> None:
    font, table = to_unicode(code)
    assert read(raw_pdf(draw("pain X 5", "X", "next"), font=font, objects=[table])).text == text


@pytest.mark.parametrize(
    ("turned", "matrix"),
    [(90, "0 1 -1 0 {down} 72"), (180, "-1 0 0 -1 540 {down}"), (270, "0 -1 1 0 {up} 720")],
)
def test_turned_page(turned: int, matrix: str) -> None:
    downs = (72, 86, 100, 128)
    content = b"".join(
        b"BT /F 12 Tf %s Tm (%s) Tj ET\n" % (matrix.format(down=down, up=540 - down).encode(), word)
        for down, word in zip(downs, (b"one two", b"three four", b"five", b"six"), strict=True)
    )
    data = raw_pdf(content, page=b"/Rotate %d" % turned)
    assert read(data).text == "one two\nthree four\nfive\n\nsix\n"


unlike = map("x".__mul__, itertools.count(1))


def page(first: float = 710.0, last: float = 72.0, **changes: Any) -> Page:
    """A page of full lines from one baseline to another."""
    count = round((first - last) / 14) + 1
    lines = [Line("words", 72.0, first - 14 * n, first - 14 * n, 14.0, 0, 5) for n in range(count)]
    lines[0].down = 0.0
    lines[0].text, lines[-1].text = next(unlike), next(unlike)
    facts = {
        "rights": [530.0] * 9,
        "last_right": 530.0,
        "first_word": 20.0,
        "starts_bold": False,
        "ends_bold": False,
    }
    return Page(lines, **(facts | changes))


@pytest.mark.parametrize(
    ("above", "below", "claim"),
    [
        ({}, {}, False),
        ({}, {"starts_bold": True}, True),
        ({"ends_bold": True}, {"starts_bold": True}, False),
        ({"last": 100.0}, {}, False),
        ({"last": 128.0}, {}, True),
        ({}, {"first": 696.0}, True),
        ({"last_right": 400.0}, {"first_word": 60.0}, True),
        ({"last_right": 400.0}, {"first_word": 125.0}, False),
    ],
)
def test_what_shows_that_a_page_begins_with_a_paragraph(
    above: dict[str, Any], below: dict[str, Any], claim: bool
) -> None:
    text, starts, running, _ = assemble([page(), page(**above), page(**below), page()])
    assert running == ()
    assert [text.endswith("\n\n\f", 0, start) for start in starts] == [False, False, claim, False]


@pytest.mark.parametrize(
    ("weight", "claim"), [(b"/StemV 80 /Flags 34", False), (b"/StemV 160 /Flags 262178", True)]
)
def test_bold_is_told_by_the_weight_of_the_font(weight: bytes, claim: bool) -> None:
    head = b"<< /Type /FontDescriptor /FontName /Times-Roman /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /FontDescriptor 4 0 R >>"
    below = draw("Upper words", *[WORDS] * 3).replace(b"/F", b"/G", 1)
    data = raw_pdf(draw(*[WORDS] * 3), below, objects=[head + weight + b" >>", font])
    data = data.replace(b"/F 3 0 R", b"/F 3 0 R /G 5 0 R")
    assert claims(read(data)) == [claim]


def test_running_feet_say_nothing_about_paragraphs() -> None:
    press = pdf_letters.letter(bottom=300, foot="Sheet #")
    source = read(press.data())
    assert unclaimed(source.text) == press.text
    assert len(press.pages) > 2
    assert not any(claims(source))


@pytest.mark.parametrize("bottom", [72, 200, 252, 310, 414])
@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", "EXHIBIT 00010#"),
        ("", "- # -"),
        ("", "[#]"),
        ("Nov-21-2016 09:0# From: A FAX MACHINE", ""),
        ("CM17-0000000 Page # of 9", "Sheet #"),
    ],
)
def test_running_heads_and_feet_are_no_words_of_the_letter(head: str, foot: str, bottom: int) -> None:
    press = pdf_letters.letter(bottom=bottom, head=head, foot=foot)
    data = press.data()
    source, letter = read(data), imrdoc.parse_bytes(data)
    assert letter == imrdoc.parse_bytes(pdf_letters.letter(bottom=bottom).data())
    running = " ".join([source.text[start:end] for start, end in source.running_lines]).split()
    for page in range(1, len(press.pages) + 1):
        expected = f"{head} {foot}".replace("#", str(page)).split()
        assert Counter(expected) <= Counter(running)
    for issue in letter.issues:
        span = issue.span_of("rationale")
        assert span
        words = source.text[span.start : span.end].split()
        assert [words[0], words[-1]] == [issue.rationale.split()[0], issue.rationale.split()[-1]]


@pytest.mark.parametrize("downs", [[], [100], [100, 14], [100, 14, 100], [100, 14, 14, 100], [100, 14] * 3])
def test_pages_of_the_same_few_lines_are_not_all_head_and_foot(downs: list[float]) -> None:
    heights = [700.0 - place for place in itertools.accumulate([0.0, *downs])]
    lines = [
        Line("same", 72.0, height, height, down, 0, 4)
        for height, down in zip(heights, [0.0, *downs], strict=True)
    ]
    pages = [attrs.evolve(page(), lines=lines), attrs.evolve(page(), lines=lines)]
    text, _, running, _ = assemble(pages)
    assert text.count("same") == 2 * len(downs) + 2
    assert sum(text[start:end].count("same") for start, end in running) < 2 * len(downs) + 2


def alternating(stretches: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[bool, tuple[int, int]]]:
    """A text in parts: what stands before the first stretch, the stretch, what stands behind it, and so on."""
    at = 0
    for start, end in stretches:
        yield False, (at, start)
        yield True, (start, end)
        at = end
    yield False, (at, length)


some_lines = st.lists(
    st.tuples(st.sampled_from(["one", "2", "Sheet 3", "- 4 -"]), st.sampled_from([14.0, 30.0, 100.0])),
    min_size=1,
)


@given(st.lists(st.none() | some_lines, max_size=5))
def test_assembled_pages_keep_every_line(many: list[list[tuple[str, float]] | None]) -> None:
    pages: list[Page | None] = []
    for each in many:
        if each is None:
            pages.append(None)
            continue
        heights = [700.0 - place for place in itertools.accumulate([0.0, *(down for _, down in each[1:])])]
        lines = [
            Line(words, 72.0, height, height, down if number else 0.0, 0, 4)
            for number, ((words, down), height) in enumerate(zip(each, heights, strict=True))
        ]
        pages.append(attrs.evolve(page(), lines=lines))
    text, starts, running, _ = assemble(pages)
    written = [line for line in re.split(r"[\n\f]+", text) if line]
    assert written == [words for each in many if each for words, _ in each]
    assert len(starts) == len(many)
    assert [*starts] == sorted(starts)
    assert [*itertools.chain(*running)] == sorted(itertools.chain(*running))
    assert all(text[start:end].strip() for start, end in running)
    left = "".join(
        [
            "\0" * (end - start) if odd else text[start:end]
            for odd, (start, end) in alternating(running, len(text))
        ]
    )
    bodies = [
        left[start:end].replace("\0", "").strip() for start, end in itertools.pairwise([*starts, len(text)])
    ]
    assert left.count("\f") == max(0, sum(map(bool, bodies)) - 1)


def test_the_same_words_at_the_edges_of_pages_are_the_letters_if_no_gap_sets_them_apart() -> None:
    pages = [page(), page(), page()]
    for each in pages:
        each.lines[-1].text = "medically necessary."
    text, _, running, _ = assemble(pages)
    assert running == ()
    assert text.count("medically necessary.") == 3


def test_pages_without_text_keep_their_number() -> None:
    blank = b"300 300 100 100 re f"
    source = read(raw_pdf(blank, draw("one"), blank, draw("two"), blank))
    assert source.text == "one\n\ftwo\n"
    assert source.page_starts == (0, 0, 5, 5, 9)
    assert [source.span(at, at + 3).page for at in (0, 5)] == [2, 4]


@pytest.mark.parametrize(
    ("data", "reason", "advice"),
    [
        (b"%PDF-1.7\n", "it is a damaged PDF", MEND),
        (b"%PDF-1.7\nnot a PDF but a text that says so", "it is a damaged PDF", MEND),
        (pdf_letters.letter().data()[:-3000], "it is a damaged PDF", MEND),
        (raw_pdf(), "it is a PDF without pages", MEND),
        (
            raw_pdf(draw("one"), b"").replace(b"/Type /Page /Parent", b"/Type /Pags /Parent"),
            "it is a damaged PDF: page 1 of 2 cannot be read",
            MEND,
        ),
        (raw_pdf(b"").replace(b"%%EOF", b""), "it is a PDF that was cut short", MEND),
        (
            pdf_letters.locked_pdf(user_password="secret"),
            "it is a PDF that needs a password",
            "Take the password off first (e.g. qpdf --password=... --decrypt in.pdf out.pdf).",
        ),
        (
            pdf_letters.scanned_pdf(),
            "it has 1 page but no text: it is a scan",
            "Run OCR on it first (e.g. ocrmypdf in.pdf out.pdf).",
        ),
        (
            pdf_letters.scanned_pdf(3),
            "it has 3 pages but no text: it is a scan",
            "Run OCR on it first (e.g. ocrmypdf in.pdf out.pdf).",
        ),
        (
            raw_pdf(draw(" ", "  ")),
            "it has 1 page but no text: it is a scan",
            "Run OCR on it first (e.g. ocrmypdf in.pdf out.pdf).",
        ),
        (
            pdf_letters.paged_pdf(501),
            "it has 501 pages, more than the limit of 500",
            "If it is a letter all the same, raise the limit: limits=imrdoc.Limits(max_pages=...), or --max-pages on the command line.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input(data: bytes, reason: str, advice: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert str(caught.value) == f"letter.pdf: {reason}. {advice}"
    assert (caught.value.reason, caught.value.advice) == (reason, advice)
    assert caught.value.path == "letter.pdf"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("limits", "reason", "limit"),
    [
        (Limits(max_pages=2), "it has 3 pages, more than the limit of 2", "max_pages"),
        (Limits(max_bytes=8), "it has 12 characters by page 2, more than the limit of 8", "max_bytes"),
    ],
)
def test_limits(limits: Limits, reason: str, limit: str) -> None:
    data = pdf_letters.paged_pdf(3)
    with pytest.raises(ReadError) as caught:
        read(data, limits)
    option = f"--{limit.replace('_', '-')}"
    advice = (
        "If it is a letter all the same, raise the limit:"
        f" limits=imrdoc.Limits({limit}=...), or {option} on the command line."
    )
    assert str(caught.value) == f"letter.pdf: {reason}. {advice}"
    assert unclaimed(read(data, Limits(max_pages=3)).text) == "Leaf 1\n\fLeaf 2\n\fLeaf 3\n"


def test_empty_user_password_is_none() -> None:
    assert read(pdf_letters.locked_pdf(user_password="")).text == read(pdf_letters.letter().data()).text


def test_missing_dependency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2.raw", None)
    load_pdfium.cache_clear()
    try:
        with pytest.raises(MissingDependencyError) as caught:
            read(raw_pdf(draw("one")))
    finally:
        load_pdfium.cache_clear()
    assert str(caught.value) == "reading a PDF needs the extra 'pdf': pip install 'imrdoc[pdf]'"


class Counting:
    """The library, with a count of what is open."""

    PAIRS: ClassVar[dict[str, int]] = {
        "FPDF_LoadMemDocument64": 1,
        "FPDF_CloseDocument": -1,
        "FPDF_LoadPage": 1,
        "FPDF_ClosePage": -1,
        "FPDFText_LoadPage": 1,
        "FPDFText_ClosePage": -1,
    }

    def __init__(self, library: Any, fails: str) -> None:
        self.library, self.fails, self.open, self.opened = library, fails, 0, 0

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.library, name)
        if name not in self.PAIRS and name != self.fails:
            return function

        def call(*args: Any) -> Any:
            if name == self.fails:
                if name not in self.PAIRS:
                    raise KeyboardInterrupt
                return None
            result = function(*args)
            if self.PAIRS[name] < 0 or result:
                self.open += self.PAIRS[name]
                self.opened += self.PAIRS[name] > 0
            return result

        return call


@pytest.mark.parametrize(
    ("fails", "error"),
    [
        ("", None),
        ("FPDF_LoadPage", ReadError),
        ("FPDFText_LoadPage", ReadError),
        ("FPDF_GetPageCount", KeyboardInterrupt),
        ("FPDFText_CountChars", KeyboardInterrupt),
        ("FPDFText_GetText", KeyboardInterrupt),
        ("FPDFText_GetCharOrigin", KeyboardInterrupt),
    ],
)
def test_everything_is_closed(
    fails: str, error: type[BaseException] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Counting(load_pdfium(), fails)
    monkeypatch.setattr(_pdf, "load_pdfium", lambda: library)
    if error:
        with pytest.raises(error):
            read(pdf_letters.letter().data())
    else:
        read(pdf_letters.letter().data())
    assert library.opened
    assert library.open == 0


def test_threads() -> None:
    letters = [pdf_letters.letter(bottom=bottom).data() for bottom in (72, 200, 300, 400)] * 8
    texts = [read(data).text for data in letters]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda data: read(data).text, letters)) == texts


def run(code: str, tmp_path: Path, *lines: str) -> str:
    """Run a program on a letter, in a process of its own."""
    tmp_path.joinpath("letter.pdf").write_bytes(pdf_letters.letter().data())
    program = tmp_path / "program.py"
    program.write_text(PROGRAM + code)
    done = subprocess.run(
        [sys.executable, str(program), *lines], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


PROGRAM = """
import os, sys, threading
from pathlib import Path
from imrdoc import Limits
from imrdoc._readers._pdf import read_pdf

def read(path):
    return read_pdf(Path(path).read_bytes(), path=path, limits=Limits()).text
"""


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_processes(method: str, tmp_path: Path) -> None:
    import multiprocessing

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this system")
    code = """
if __name__ == "__main__":
    import multiprocessing
    text = read("letter.pdf")
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(read, ["letter.pdf"] * 20) == [text] * 20)
"""
    assert run(code, tmp_path, method) == "True"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_fork_while_a_thread_reads(tmp_path: Path) -> None:
    code = """
import warnings
warnings.simplefilter("ignore")  # newer versions of Python warn of forks beside threads
text = read("letter.pdf")
stop = threading.Event()
def busy():
    while not stop.is_set():
        read("letter.pdf")
thread = threading.Thread(target=busy)
thread.start()
codes = []
for _ in range(40):
    child = os.fork()
    if not child:
        os._exit(read("letter.pdf") != text)
    codes.append(os.waitpid(child, 0)[1])
stop.set()
thread.join()
print(codes == [0] * 40)
"""
    assert run(code, tmp_path) == "True"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is not told here")
def test_memory_stays_flat(tmp_path: Path) -> None:
    code = """
def pages():
    return int(Path("/proc/self/statm").read_text().split()[1])
for _ in range(200):
    read("letter.pdf")
before = pages()
for _ in range(2000):
    read("letter.pdf")
print((pages() - before) * os.sysconf("SC_PAGE_SIZE") // 1024)
"""
    assert int(run(code, tmp_path)) < 2048


def test_nothing_is_imported_before_the_first_pdf(tmp_path: Path) -> None:
    code = """
import imrdoc._readers._pdf
print("pypdfium2" in sys.modules)
read("letter.pdf")
print("pypdfium2" in sys.modules)
"""
    assert run(code, tmp_path).split() == ["False", "True"]


@pytest.mark.parametrize("seed", range(4))
def test_some_mutations(seed: int) -> None:
    from fuzz.pdf_mutations import mutation

    made = [pdf_letters.readable_pdf(), pdf_letters.letter().data(), pdf_letters.locked_pdf(user_password="")]
    for index in range(100):
        with contextlib.suppress(ReadError):
            assert read(mutation(seed, index, made)).text.strip()
