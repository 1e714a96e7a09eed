"""PDFs as offices hand them on: stamped, turned, in another order, scanned in part, with pages twice."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from PIL import Image

import imrdoc
import pdf_letters
from imrdoc import Determination, DiagnosticCode, Outcome
from imrdoc._readers._pdf_layout import Line, from_top
from pdf_letters import HEIGHT, MARGIN, WIDTH, Press

LETTER = imrdoc.parse_bytes(pdf_letters.letter().data())
Change = Callable[[pypdfium2.PdfDocument], None]


def changed(data: bytes, change: Change) -> bytes:
    """A PDF after somebody has changed something in it."""
    with pypdfium2.PdfDocument(data) as document, io.BytesIO() as file:
        change(document)
        document.save(file)
        return file.getvalue()


def pressed(bottom: float = MARGIN, **stamps: str) -> bytes:
    press = Press(bottom, **stamps)
    return press.logo().set(*pdf_letters.LETTER).data()


def picture_page(document: pypdfium2.PdfDocument, index: int) -> None:
    """Put a page before another one that shows a picture."""
    page = document.new_page(WIDTH, HEIGHT, index)
    bitmap = pypdfium2.PdfBitmap.from_pil(Image.linear_gradient("L"))
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(WIDTH, HEIGHT))
    page.insert_obj(image)
    page.gen_content()


def codes(letter: Determination) -> list[str]:
    return [diagnostic.code.value for diagnostic in letter.diagnostics]


@pytest.mark.parametrize("bottom", [72, 252, 414])
@pytest.mark.parametrize(
    "stamps",
    [
        {"stamp": "12/28/2016 09:1# FAX 555 0100"},
        {"stamp": "ROE0001#", "foot": "Sheet #"},
        {"watermark": "CONFIDENTIAL"},
    ],
)
def test_what_was_stamped_on_a_letter_is_none_of_its_words(stamps: dict[str, str], bottom: float) -> None:
    assert imrdoc.parse_bytes(pressed(bottom, **stamps)) == imrdoc.parse_bytes(pressed(bottom))


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize("which", [slice(None), slice(-1, None), slice(1)])
def test_a_page_that_somebody_turned_is_read_as_its_lines_run(turned: int, which: slice) -> None:
    def turn(document: pypdfium2.PdfDocument) -> None:
        for number in range(len(document))[which]:
            document[number].set_rotation(turned)

    assert imrdoc.parse_bytes(changed(pdf_letters.letter().data(), turn)) == LETTER


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize("shown", [0, 90, 180, 270])
def test_lines_in_any_direction_are_read_however_the_page_is_shown(turned: int, shown: int) -> None:
    def turn(document: pypdfium2.PdfDocument) -> None:
        matrix = pypdfium2.PdfMatrix().rotate(turned)
        for page in document:
            for item in page.get_objects():
                item.transform(matrix)
            page.set_rotation(shown)
            page.gen_content()

    letter = imrdoc.parse_bytes(changed(pdf_letters.letter().data(), turn))
    assert [issue.request for issue in letter.issues] == [issue.request for issue in LETTER.issues]
    assert [issue.rationale for issue in letter.issues] == [issue.rationale for issue in LETTER.issues]


def test_a_page_that_holds_nothing_but_its_foot_says_nothing() -> None:
    press = Press(300, foot="Sheet #").logo().set(*pdf_letters.LETTER)
    pages = len(press.pages)
    press.turn_page()
    letter = imrdoc.parse_bytes(press.data())
    assert letter == imrdoc.parse_bytes(pressed(300))
    source = letter.source
    assert len(source.page_starts) == pages + 1
    assert source.text[source.page_starts[-1] :] == f"Sheet {pages + 1}\n"
    assert source.running_lines[-1] == (source.page_starts[-1] - 1, len(source.text))


def test_a_first_page_that_holds_nothing_but_its_foot_says_nothing() -> None:
    press = Press(300, foot="Sheet #")
    press.turn_page()
    letter = imrdoc.parse_bytes(press.logo().set(*pdf_letters.LETTER).data())
    assert letter == imrdoc.parse_bytes(pressed(300))
    assert letter.source.text[: letter.source.page_starts[1]] == "Sheet 1\n\f"


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_page_that_is_a_picture_is_told(index: int) -> None:
    data = changed(pdf_letters.letter().data(), lambda document: picture_page(document, index))
    letter = imrdoc.parse_bytes(data)
    assert letter.issues == LETTER.issues
    assert letter.source.pages_without_text == (index + 1,)
    assert [diagnostic.message for diagnostic in letter.diagnostics] == [
        f"page {index + 1} of 3 is a picture without text: what it says is not read"
    ]


def test_a_picture_that_was_stamped_is_told_too() -> None:
    press = Press(300, foot="Sheet #")
    press.logo().set(*pdf_letters.LETTER).turn_page()
    press.pdf.image(Image.linear_gradient("L"), 0, 0, WIDTH, HEIGHT)
    letter = imrdoc.parse_bytes(press.data())
    assert letter.source.pages_without_text == (len(press.pages),)
    assert codes(letter) == ["page-without-text"]


def test_a_blank_page_is_no_picture() -> None:
    data = changed(pdf_letters.letter().data(), lambda document: document.new_page(WIDTH, HEIGHT))
    letter = imrdoc.parse_bytes(data)
    assert (letter, letter.source.pages_without_text) == (LETTER, ())


def test_a_picture_in_place_of_a_page_leads_the_errors_that_it_makes() -> None:
    def replace(document: pypdfium2.PdfDocument) -> None:
        picture_page(document, 0)
        document.del_page(1)

    data = changed(pdf_letters.letter().data(), replace)
    with pytest.raises(imrdoc.ParseError) as caught:
        imrdoc.parse_bytes(data)
    assert [problem.code for problem in caught.value.problems][:2] == [
        DiagnosticCode.PAGE_WITHOUT_TEXT,
        DiagnosticCode.MISSING_PART,
    ]
    assert codes(imrdoc.parse_bytes(data, strict=False)).count("page-without-text") == 1


def test_a_page_that_is_there_twice_is_told() -> None:
    press = pdf_letters.letter(bottom=300)
    data = press.data()

    def repeat(document: pypdfium2.PdfDocument) -> None:
        document.import_pages(pypdfium2.PdfDocument(data), pages=[len(document) - 1])

    pages = len(press.pages)
    twice = changed(data, repeat)
    letter = imrdoc.parse_bytes(twice, strict=False)
    message = f"page {pages + 1} says the same as page {pages}"
    assert message in [diagnostic.message for diagnostic in letter.diagnostics]


def test_a_page_of_a_text_that_is_there_twice_is_told(sample: str) -> None:
    cut = sample.index("Naproxen 550mg #60")
    text = f"{sample[:cut]}\f{sample[cut:]}\f{sample[cut:]}"
    letter = imrdoc.parse_text(text)
    assert (len(letter.issues), letter.outcome) == (3, Outcome.PARTIALLY_OVERTURNED)
    assert [(each.code.value, each.span and each.span.page) for each in letter.diagnostics] == [
        ("repeated-page", 3)
    ]
    assert letter.diagnostics[0].message == "page 3 says the same as page 2"


def lines_at(*places: tuple[str, float, float]) -> list[Line]:
    lines: list[Line] = []
    for text, left, base in places:
        down = lines[-1].bottom - base if lines else 0.0
        lines.append(Line(text, left, base, base, down, 0, 1))
    return lines


@pytest.mark.parametrize("seed", range(5))
def test_lines_that_were_drawn_in_any_order_are_read_from_the_top(seed: int) -> None:
    places = [(str(number), 72.0, 700.0 - 14 * number) for number in range(20)]
    drawn = random.Random(seed).sample(places, len(places))
    ordered = from_top(lines_at(*drawn))
    assert [line.text for line in ordered] == [text for text, _, _ in places]
    assert [line.down for line in ordered] == [0.0] + [14.0] * 19


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (["a", "b1", "b2", "c"], ["a", "b1", "b2", "c"]),
        (["b1", "c", "b2", "a"], ["a", "b1", "c", "b2"]),
        (["d", "b2", "b1", "c", "a"], ["a", "b2", "b1", "c", "d"]),
    ],
)
def test_what_stands_side_by_side_stays_in_the_order_drawn(drawn: Sequence[str], expected: list[str]) -> None:
    places = {
        "a": (72.0, 700.0),
        "b1": (72.0, 650.0),
        "b2": (300.0, 651.0),
        "c": (72.0, 652.0),
        "d": (72.0, 600.0),
    }
    ordered = from_top(lines_at(*[(name, *places[name]) for name in drawn]))
    assert [line.text for line in ordered] == expected
