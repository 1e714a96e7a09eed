"""What layouts show of paragraphs, pages and requests. Each test needs a rule of docs/explanation/paragraphs.

The rules also stand in the tests of whole letters. Here each has a letter that is read wrongly without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import imrdoc
import pdf_letters
from imrdoc import SourceText
from imrdoc._lexer import _reading
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import find_marks
from imrdoc._lexer._reading import read
from imrdoc._model import Reading
from imrdoc._recovery import _recover
from pdf_letters import Paragraph, Press, issue, plain


def without_blank_lines(text: str) -> str:
    """The text as tools give it that keep no blank lines."""
    return re.sub(r"\n\n+", "\n", text)


def with_second_issue(sample: str, last: str, *request: str) -> str:
    """The sample letter with another last line of the first rationale and another request below it."""
    start = sample.index("The\nfile does not say")
    end = sample.index("\nis: Overturned")
    return sample[:start] + "The\nfile does not say why.\n" + "\n".join([last, *request]) + sample[end + 3 :]


def decided_second(text: str) -> tuple[str, str]:
    """What stands behind "does not say why." in the first rationale, and the second request."""
    first, second = imrdoc.parse_text(text).issues
    return first.rationale.partition("does not say why. ")[2], second.request.text


def check_request_below_rationale(sample: str, lines: list[str]) -> None:
    """Lines straight below the end of a rationale are one request, without any blank line."""
    text = with_second_issue(sample, "The request is not necessary.", *lines)
    assert decided_second(without_blank_lines(text)) == ("The request is not necessary.", " ".join(lines))


# Whether blank lines tell anything


def test_a_text_that_was_never_wrapped_is_not_double_spaced(sample: str) -> None:
    text = re.sub(r"\n(State|Certification)|(?=She has had)", r"\n\n\1", sample)
    unwrapped = "\n\n".join(" ".join(block.split()) for block in text.split("\n\n"))
    letter = imrdoc.parse_text(unwrapped)
    assert max(map(len, unwrapped.split("\n"))) > 200
    assert letter.clinical_summary.text.count("\n\n") == 1


def test_a_wrapped_text_with_as_many_blank_lines_is_double_spaced(sample: str) -> None:
    text = sample.replace("She has had", "\n\nShe has had").replace("\n", "\n\n")
    assert imrdoc.parse_text(text).clinical_summary.text.count("\n\n") == 1


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("spelled", [str, str.upper, str.lower])
def test_blank_lines_above_marks_tell_that_gaps_are_kept_however_marks_are_spelled(
    gap: str, spelled: Callable[[str], str]
) -> None:
    marks = ["Claims Administrator guideline: none.", "MAXIMUS guideline: none.", "Decision rationale: none."]
    text = gap.join(["words", *map(spelled, marks)])
    found = find_marks(Reading(SourceText(text=text), text), any_case=True)
    assert Layout(*found).keeps_gaps is (gap == "\n\n")


# Where a page ends


@pytest.mark.parametrize(
    ("last", "gap"),
    [
        ("She can lift ten pounds.", True),
        ("She can lift ten pounds and no more, as her own doctor found and wrote in March.", False),
        ("She can lift ten pounds and", False),
    ],
)
def test_the_last_line_of_a_page_tells_whether_its_paragraph_is_over(
    sample: str, last: str, gap: bool
) -> None:
    turned = f"of therapy and can now stand for an hour at the oven.\n{last}\n\n\fTherapy went on in May.\n"
    text = sample.replace("of therapy and can now stand for an hour at the oven.\n", turned)
    summary = imrdoc.parse_text(text).clinical_summary.text
    assert summary.endswith(last + ("\n\n" if gap else " ") + "Therapy went on in May.")


def test_a_reader_that_sees_gaps_says_where_paragraphs_end() -> None:
    full = "He wore a splint for six weeks and then went through a first course of therapy in May and June."
    body = plain(" ".join([full] * 12))
    pieces = [*pdf_letters.LETTER]
    at = next(at for at, piece in enumerate(pieces) if "52 year old" in words_of(piece))
    pieces[at : at + 1] = [body, plain("The next page begins with a paragraph.", new_page=True)]
    source_of_summary = imrdoc.parse_bytes(Press().set(*pieces).data()).clinical_summary.text
    assert source_of_summary.endswith("May and June.\n\nThe next page begins with a paragraph.")


def test_a_short_line_says_nothing_to_a_reader_that_sees_gaps() -> None:
    text = "A line of words that runs to the margin of the page.\nIt was mailed.\n\fTo the worker.\n"
    assert read(SourceText(text=text, gaps_at_page_ends=True)).text.endswith("mailed.\nTo the worker.")
    assert read(SourceText(text=text)).text.endswith("mailed.\n\nTo the worker.")


@pytest.mark.parametrize(
    ("page", "gap"),
    [
        ("A line of words that runs to the margin of the page.\nIt was{0}mailed.", True),
        ("A line of words{0}of the page.\nIt was mailed to him in May.", False),
    ],
)
def test_wide_blanks_make_no_line_long(page: str, gap: bool) -> None:
    for blanks in (" ", " " * 60):
        text = f"{page.format(blanks)}\n\fTo the worker.\n"
        assert ("\n\nTo the worker." in read(SourceText(text=text)).text) is gap


def words_of(piece: object) -> str:
    """The words of a paragraph; none of a table."""
    return "".join(words for words, _ in piece.runs) if isinstance(piece, Paragraph) else ""


# Page numbers


def in_rationale(sample: str, *lines: str) -> str:
    """The first rationale of the sample letter, when these lines stand in front of its last one."""
    lead, text = "file does not say why", "\n".join(lines)
    return imrdoc.parse_text(sample.replace(lead, f"{text}\n{lead}")).issues[0].rationale


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["", "3", ""], id="between blank lines"),
        pytest.param(["3", "\f"], id="at the end of a page"),
        pytest.param(["\f3"], id="at the beginning of a page"),
        pytest.param(
            ["Final Determination Letter for IMR Case Number CM17-0000000", "3"], id="below the foot"
        ),
        pytest.param(
            ["3", "Final Determination Letter for IMR Case Number CM17-0000000"], id="above the foot"
        ),
        pytest.param(["3", "worker asks for more, and the", "4"], id="followed by its neighbor"),
    ],
)
def test_a_page_number_is_none_of_the_words(sample: str, lines: list[str]) -> None:
    assert not re.search(r"\d", in_rationale(sample, *lines))


@pytest.mark.parametrize("lines", [["12"], ["12", "visits and then another", "8"], ["2 of 3"]])
def test_a_number_that_a_line_breaks_around_is_a_word(sample: str, lines: list[str]) -> None:
    assert f"The {' '.join(lines)} file does not say" in in_rationale(sample, *lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["", "12", ""], id="no page can have it so early"),
        pytest.param(["", "3", "", "Page turned.\f"], id="in the midst of a page, where pages are marked"),
        pytest.param(["7", "visits and then", "8", "\f"], id="the same, with its neighbor"),
    ],
)
def test_a_number_that_is_set_apart_may_be_a_word(sample: str, lines: list[str]) -> None:
    number = next(line for line in lines if line.isdigit())
    assert number in in_rationale(sample, *lines).split()


@pytest.mark.parametrize("lines", [["12"], ["", "3", ""]])
def test_a_number_on_a_line_of_its_own_breaks_no_letter(
    sample: str, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_recover, "recover", None)
    assert in_rationale(sample, *lines)


@pytest.mark.parametrize("text", ["1\n{}", "{}\n1\n"])
def test_a_number_at_either_end_of_the_text_is_a_page_number(sample: str, text: str) -> None:
    letter = imrdoc.parse_text(text.format(sample.strip()))
    assert letter == imrdoc.parse_text(sample)


# Where a request begins

LONG = [
    "Home health aide for four hours a day on five days a week to help with cooking, bathing,",
    "dressing and the stairs",
]
"""A request of two lines; the first is full."""
FULL = "Therapy at home is of use to those who cannot leave the house, but this worker went to work"
"""A full line of a rationale that ends without a full stop."""


def test_the_first_request_is_all_that_stands_below_the_lead_in(sample: str) -> None:
    lines = [
        "Physical therapy for the low back as asked for in the report by the treating doctor, Dr.",
        "Baker, two times a week for six weeks",
    ]
    text = sample.replace(
        "Physical therapy for the low back, two times a week for six weeks", "\n".join(lines)
    )
    letter = imrdoc.parse_text(without_blank_lines(text))
    assert letter.issues[0].request.text == " ".join(lines)


def test_nothing_between_the_set_phrases_begins_a_request(sample: str) -> None:
    lines = [
        "Warm compresses for the neck, both shoulders and the lower back, ten weeks of them was the",
        "original request. Warm compresses, a pair of them, was authorized by the Claims Administrator.",
        "The remaining IMR eligible portion of the original request, warm compresses, six weeks is",
    ]
    check_request_below_rationale(sample, lines)


def test_a_request_begins_below_a_line_with_room(sample: str) -> None:
    text = with_second_issue(sample, "The request is not necessary", *LONG)
    assert decided_second(without_blank_lines(text)) == ("The request is not necessary", " ".join(LONG))


def test_a_request_begins_below_its_blank_line_though_it_is_long(sample: str) -> None:
    lines = [FULL] * 5 + LONG
    text = with_second_issue(sample, "The request is not necessary.", "", *lines)
    assert decided_second(text) == ("The request is not necessary.", " ".join(lines))


def test_a_request_is_one_line_where_nothing_tells(sample: str) -> None:
    start, end = sample.index("Twelve more visits"), sample.index("\nis: Overturned")
    rationale = [FULL.removeprefix("Therapy at home "), FULL, FULL]
    text = sample[:start] + "\n".join([*rationale, LONG[1]]) + sample[end + 3 :]
    first, second = imrdoc.parse_text(without_blank_lines(text)).issues
    assert (first.rationale, second.request.text) == (" ".join(rationale), LONG[1])


def test_a_stray_long_line_does_not_tell_the_width(sample: str) -> None:
    stray = "She has had four visits of therapy and can stand for an hour at the oven. " * 2
    text = re.sub(r"She has had four visits\nof .*", f"\n{stray}", sample)
    text = with_second_issue(text, "The request is not necessary", *LONG)
    assert decided_second(without_blank_lines(text)) == ("The request is not necessary", " ".join(LONG))


def test_the_colon_behind_a_request_takes_room(sample: str) -> None:
    lines = [
        "Home health aide for four hours a day on five days a week to help with cooking and",
        "housekeeping",
    ]
    assert len(" ".join(lines)) == max(map(len, sample.split("\n")))
    check_request_below_rationale(sample, lines)


def test_a_line_may_break_behind_a_hyphen(sample: str) -> None:
    last = "The request is for care at home, of which the file says too little and is not needed"
    lines = [
        "Post-operative home health aide for four hours a day on five days a week to help with the",
        LONG[1],
    ]
    text = with_second_issue(sample, last, *lines)
    assert decided_second(without_blank_lines(text)) == (last, " ".join(lines))


@pytest.mark.parametrize(
    "last",
    [
        "Care at home is of use to those who cannot leave the house, so it is not medically necessary",
        "A nurse in the house is of use to those who cannot rise; it is a medical necessity for this one",
        "Care at home is what the treating doctor asked for, and is not medically necessary at this time",
    ],
)
def test_a_conclusion_is_none_of_the_request_below_though_its_full_stop_is_missing(
    sample: str, last: str
) -> None:
    text = with_second_issue(sample, last, *LONG)
    assert decided_second(without_blank_lines(text)) == (last, " ".join(LONG))


@pytest.mark.parametrize(
    "first",
    [
        "Post-operative home health aide, four hours a day on two days a week, as medically indicated",
        "Home health aide, four hours a day, if found that it is of use, as medically necessary by then",
        "Home health aide, four hours a day on two days a week with a letter of medical necessity for",
        "Home health aide, four hours a day and any care that is deemed medically necessary by the nurse",
    ],
)
def test_a_request_may_speak_of_medical_necessity(sample: str, first: str) -> None:
    close = "The request is not medically necessary."
    text = with_second_issue(sample, close, "", first, "and a sling")
    for form in (text, without_blank_lines(text)):
        assert decided_second(form) == (close, f"{first} and a sling")


def test_a_request_below_its_blank_line_may_hold_a_conclusion(sample: str) -> None:
    first = "Home health aide for four hours a day as long as it is medically necessary for the worker"
    text = with_second_issue(sample, "The request is not needed.", "", first, "and a sling")
    assert decided_second(text) == ("The request is not needed.", f"{first} and a sling")


def test_the_verb_of_a_conclusion_may_stand_on_the_line_above(sample: str) -> None:
    above = "Care at home is of use to those who cannot leave the house, and the request for it is not"
    text = with_second_issue(
        sample, above, "medically necessary for this worker who leaves the house each day", *LONG
    )
    _, request = decided_second(without_blank_lines(text))
    assert request == " ".join(LONG)


def test_a_conclusion_at_the_top_of_a_page_is_none_of_the_request_below(sample: str) -> None:
    lines = ["It came too soon.\fThe request for", "care at home is not medically necessary.", LONG[1]]
    text = with_second_issue(sample, FULL, *lines)
    rationale, request = decided_second(without_blank_lines(text))
    assert rationale.endswith("care at home is not medically necessary.")
    assert request == LONG[1]


@pytest.mark.parametrize("last", ["What he can do alone is not told.", f"{FULL}."])
def test_a_page_that_ends_below_a_short_line_of_a_rationale_is_no_gap_where_none_are_kept(
    sample: str, last: str
) -> None:
    text = with_second_issue(sample, FULL, f"It came too soon.\f{last}", LONG[1])
    rationale, request = decided_second(without_blank_lines(text))
    assert rationale.endswith(last)
    assert request == LONG[1]


@pytest.mark.parametrize("page_end", ["\f", ""])
@pytest.mark.parametrize(
    "paragraph",
    [
        ["He asks for it anew."],
        [FULL, "and asks for it anew."],
        [FULL, FULL, FULL, "and asks for it anew."],
        [FULL, "which he does without any help since the end of the year, and he asks for it once more."],
    ],
)
def test_the_last_paragraph_of_a_rationale_is_none_of_the_request_on_the_next_page(
    sample: str, paragraph: list[str], page_end: str
) -> None:
    # the page took the blank line below it
    *lines, last = paragraph
    text = with_second_issue(
        sample, "The request is not needed.", "", *lines, f"{last}\n{page_end}{LONG[0]}", *LONG[1:]
    )
    rationale, request = decided_second(text)
    assert rationale == "The request is not needed.\n\n" + " ".join(paragraph)
    assert request == " ".join(LONG)


def test_a_full_line_that_ends_a_sentence_at_the_end_of_a_page_is_none_of_the_request_on_the_next(
    sample: str,
) -> None:
    last = f"{FULL}, in the snow."
    text = with_second_issue(sample, "The request is not needed.", "", FULL, f"{last}\f{LONG[0]}", *LONG[1:])
    rationale, request = decided_second(text)
    assert rationale == f"The request is not needed.\n\n{FULL} {last}"
    assert request == " ".join(LONG)


CONCLUSION = "Care at home is what the treating doctor asked for, and is not medically necessary at this time"
assert len(CONCLUSION) > len(FULL)


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param([FULL] * 4, id="it is long"),
        pytest.param([CONCLUSION], id="it ends in a conclusion"),
        pytest.param([FULL + "."], id="it ends a sentence"),
    ],
)
def test_a_paragraph_whose_last_line_is_full_is_none_of_the_request_below_its_blank_line(
    sample: str, paragraph: list[str]
) -> None:
    request = [
        "Physical therapy for eight visits was the original request. Physical therapy for six visits was",
        "authorized by the Claims Administrator. The remaining IMR eligible portion of the original",
        "request, Physical therapy for two visits is",
    ]
    text = with_second_issue(sample, "The request is not needed.", "", *paragraph, "", *request)
    rationale, found = decided_second(text)
    assert rationale == "The request is not needed.\n\n" + " ".join(paragraph)
    assert found == " ".join(request)


def test_a_blank_line_that_a_pdf_shows_at_the_end_of_a_page_ends_a_rationale() -> None:
    # its last line is full, and the full stop is missing
    last = "The therapist who saw him in March told him to bend the finger as far as it will and to rest"
    request = "Static progressive splint, ring finger"
    below = issue(request, "Upheld", "Decision based on MTUS 2016.", "It is not needed.")
    bold = Paragraph(below[0].runs, new_page=True)
    press = Press().set(*pdf_letters.LETTER, plain("He can grip a hammer."), plain(last), bold, *below[1:])
    letter = imrdoc.parse_bytes(press.data())
    assert letter.issues[-2].rationale.endswith("\n\n" + last)
    assert letter.issues[-1].request.text == request


@pytest.mark.parametrize("high", [2, 3, 5])
def test_a_blank_line_may_be_put_in_where_a_page_ends(sample: str, high: int) -> None:
    text = with_second_issue(sample, "The request is not needed.", "", ("\n" * high).join(LONG))
    assert decided_second(text) == ("The request is not needed.", " ".join(LONG))


def test_a_short_form_at_a_line_end_ends_no_sentence(sample: str) -> None:
    lines = [
        "Follow-up visit with a hand surgeon to tell whether therapy will be enough, and therapy vs.",
        "surgery of the ring finger",
    ]
    check_request_below_rationale(sample, lines)


def test_a_line_does_not_break_behind_a_slash(sample: str) -> None:
    lines = [
        "Left knee arthroscopy with medial meniscectomy and chondroplasty, and with possible",
        "trimming/removal of the lining",
    ]
    width = max(map(len, sample.split("\n")))
    assert len(lines[0] + " trimming/") <= width < len(lines[0] + " trimming/removal")
    check_request_below_rationale(sample, lines)


def test_a_line_with_room_does_not_end_a_paragraph_where_blank_lines_do(sample: str) -> None:
    lines = [FULL, "Cold therapy unit for seven days", *[FULL] * 3, *LONG]
    text = with_second_issue(sample, "The request is not necessary.", "", *lines)
    assert decided_second(text) == ("The request is not necessary.", " ".join(lines))


def test_a_blank_line_may_be_lost_at_the_end_of_a_page(sample: str) -> None:
    last = "The file does not say why care at home would not do, and the request is not needed."
    text = with_second_issue(sample, "", *[FULL] * 3, last + "\f" + LONG[0], *LONG[1:])
    first, second = imrdoc.parse_text(text).issues
    assert first.rationale.endswith(last)
    assert second.request.text == " ".join(LONG)


def test_set_phrases_that_a_rationale_quotes_are_none_of_the_request_below(sample: str) -> None:
    quoted = [
        "Eight visits was the original request. Four visits was authorized by the Claims Administrator.",
        "The remaining IMR eligible portion of the original request, four visits is not",
        "needed.",
    ]
    text = with_second_issue(sample, "As the file says:", *quoted, LONG[0], *LONG[1:])
    rationale, request = decided_second(without_blank_lines(text))
    assert rationale.endswith("four visits is not needed.")
    assert request == " ".join(LONG)


PARAGRAPH = (
    "The therapist who saw him in November offered to adjust the splint, which he wears at night. The file "
    "does not say that he went back for it, or that a second splint was tried. It does not say how long he "
    "would need one. What he can do at home was shown to him, and he does it daily. The surgeon who repaired "
    "the tendons saw him in December and found that he can bend its tip"
)
"""Its last line is so full that it would run over the margin in bold."""
REQUEST = (
    "Static progressive splint for the ring finger of the left hand, to be made to measure by a certified "
    "hand therapist, with two visits to fit it"
)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["original request, four visits", "is"], id="a short line behind them"),
        pytest.param(["original", "request, four visits is"], id="a short line between them"),
    ],
)
def test_no_line_below_the_set_phrases_begins_a_request(sample: str, lines: list[str]) -> None:
    request = [
        "Eight visits",
        "was the original request. Four visits was authorized by the Claims Administrator. The remaining IMR",
        "eligible portion of the",
        *lines,
    ]
    text = with_second_issue(sample, "The request is not medically necessary.", *request)
    assert decided_second(without_blank_lines(text))[1] == " ".join(request)


@pytest.mark.parametrize(
    "before",
    ["Naproxen 550mg #30 was", "authorized by the Claims", "portion of", "original request, Naproxen"],
)
def test_a_page_may_end_between_the_set_phrases(sample: str, before: str) -> None:
    # the blank line is that of a tool that does not mark the ends of pages
    first, second = sample.split(before)
    letter = imrdoc.parse_text(f"{first}\n\n{before}{second}")
    assert letter.issues[0] == imrdoc.parse_text(sample).issues[0]
    request = letter.issues[1].request
    assert request.original == "Naproxen 550mg #60"
    assert (request.authorized, request.disputed) == ("Naproxen 550mg #30",) * 2


def test_lines_that_set_phrases_keep_together_do_not_count_against_a_blank_line(sample: str) -> None:
    request = [
        "Physical therapy of the neck and of both shoulders",  # the next word had room here
        "for eight visits was the original request. Physical therapy of the neck and of",
        "both shoulders for six visits was authorized by the Claims Administrator. The",
        "remaining IMR eligible portion of the original request, Physical therapy of the",
        "neck and of both shoulders for two visits",
        "is",
    ]
    first, second = sample.index("Naproxen 550mg #60"), sample.index("is: Overturned")
    letter = imrdoc.parse_text(sample[:first] + "\n".join(request) + sample[second + 2 :])
    assert letter.issues[1].request.text == " ".join(request)
    assert (
        letter.issues[1].request.authorized
        == "Physical therapy of the neck and of both shoulders for six visits"
    )


@pytest.mark.parametrize(
    ("close", "page_break"),
    [
        pytest.param(".", True, id="a page ends between them"),
        pytest.param("", False, id="the full stop is missing"),
    ],
)
def test_a_line_too_wide_for_bold_is_none_of_a_request(close: str, page_break: bool) -> None:
    first, second = "The request is not medically necessary.", PARAGRAPH + close
    bold = Paragraph([(f"{REQUEST}:", True), (" Upheld", False)], new_page=page_break)
    guideline = "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Summary."
    above, below = (issue(REQUEST, "Upheld", guideline, first) for _ in range(2))
    press = Press().set(*pdf_letters.LETTER, *above, plain(second), bold, *below[1:])
    text = press.text if page_break else without_blank_lines(press.text.replace("\f", ""))
    letter = imrdoc.parse_text(text)
    assert letter.issues[-2].rationale.endswith(second)
    assert letter.issues[-1].request.text == REQUEST


def test_a_line_of_narrow_letters_has_room_in_print_though_it_has_many_characters() -> None:
    last = "It is still little; it will fit if it is still till July, till it fills it, till it is his; it is ill"
    above, below = (issue(REQUEST, "Upheld", "Decision based on MTUS 2016.", last) for _ in range(2))
    text = without_blank_lines(Press().set(*pdf_letters.LETTER, *above, *below).text.replace("\f", ""))
    letter = imrdoc.parse_text(text)
    assert letter.issues[-2].rationale == last
    assert letter.issues[-1].request.text == REQUEST


def test_a_line_of_a_request_may_be_as_wide_as_the_column(sample: str) -> None:
    # and wider than all the others
    lines = [
        "Home health nurse for four hours a day on five days a week to help with shopping, cooking,",
        LONG[1],
    ]
    request = " ".join(lines)
    press = Press().set(*pdf_letters.LETTER, *issue(request, "Upheld", "Decision based on MTUS 2016.", FULL))
    assert f"{lines[0]}\n{lines[1]}: Upheld\n" in press.text
    letter = imrdoc.parse_text(without_blank_lines(press.text.replace("\f", "")))
    assert letter.issues[-1].request.text == request


# Where the first paragraph of a text ends, when the label below it is missing


def statements(text: str) -> tuple[str, str]:
    """The guideline statements of the first issue."""
    issue = imrdoc.parse_text(text, strict=False).issues[0]
    return issue.claims_administrator_guideline.text, issue.maximus_guideline.text


def test_the_first_paragraph_runs_to_the_blank_line(sample: str) -> None:
    lines = (
        "Decision based on MTUS Low Back Complaints 2004.\nDecision based on MTUS Initial Approaches 2004."
    )
    text = sample.replace("Decision based on MTUS Low Back Complaints 2004.", lines)
    text = text.replace("MAXIMUS guideline: ", "", 1)
    assert statements(text)[0] == lines.replace("\n", " ")
    assert statements(text)[1].startswith("Decision based on MTUS Chronic")


def test_without_blank_lines_the_first_paragraph_ends_at_a_short_line(sample: str) -> None:
    text = sample.replace("Low Back, Physical therapy.", "Low Back, Physical therapy")
    text = without_blank_lines(text.replace("Decision rationale: ", "", 1))
    assert statements(text)[1].endswith("Guidelines (ODG) Low Back, Physical therapy")


@pytest.mark.parametrize("portion", [1, 10, 200])
@pytest.mark.parametrize("line_end", ["\n", " \n ", "\r\n", "\r", "\v"])
def test_a_long_page_is_read_as_a_short_one(
    sample: str, line_end: str, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = sample.replace("\n", line_end) + "a line that does not end"
    expected = read(SourceText(text=text)).text
    assert expected == read(SourceText(text=sample + "a line that does not end")).text
    monkeypatch.setattr(_reading, "PORTION", portion)
    assert read(SourceText(text=text)).text == expected


LINE = "He was told to rest the hand for a week and then to move"
"""A line that goes on, long enough to have been wrapped."""


@pytest.mark.parametrize(
    ("above", "below", "gap"),
    [
        (LINE, "it as much as he can.", " "),
        (f"{LINE},", "Monday to Friday.", " "),
        (f"{LINE} non-", "stop.", ""),
        (f"{LINE}.", "it was said.", "\n\n"),
        (f"{LINE}:", "as much as he can.", "\n\n"),
        (f"{LINE};", "as much as he can.", "\n\n"),
        (f'"{LINE}."', "as he said.", "\n\n"),
        (LINE, "Motion was not told.", "\n\n"),
        (LINE, "b) as much as he can.", "\n\n"),
        (LINE, "2. Rest.", "\n\n"),
        ("a sprain of the wrist", "a cut of the thumb", "\n\n"),
        ("a sprain of the wrist,", "a cut of the thumb", "\n\n"),
    ],
)
@pytest.mark.parametrize("high", [2, 3])
def test_a_blank_line_inside_of_a_sentence_is_none(
    sample: str, above: str, below: str, gap: str, high: int
) -> None:
    ends = "\n" * high
    letter = imrdoc.parse_text(sample.replace("\n\nIMR ISSUES", f"\n\n{above}{ends}{below}\n\nIMR ISSUES"))
    assert letter.clinical_summary.text.endswith(f"\n\n{above}{gap}{below}")


def test_a_diagnosis_goes_on_where_a_page_ends(sample: str) -> None:
    text = sample.replace(
        "lumbar strain and left sciatica",
        "strain of the muscles of the lower back and pain down the leg to\n\nthe foot",
    )
    (diagnosis,) = imrdoc.parse_text(text).clinical_summary.patient.diagnoses
    assert diagnosis.endswith("down the leg to the foot.")


def test_runs_of_blanks_are_one_blank_in_a_value_and_count_once_for_the_width(sample: str) -> None:
    wide = re.sub(r"(?<=\w) (?=\w)", "   ", sample)
    assert imrdoc.parse_text(wide) == imrdoc.parse_text(sample)
    dense = without_blank_lines(wide)
    assert imrdoc.parse_text(dense) == imrdoc.parse_text(without_blank_lines(sample))


@pytest.mark.parametrize("page_ends", [" ", "\f"])
@pytest.mark.parametrize("wide", [2, 9, 39, 40])
@pytest.mark.parametrize("high", [2, 9, 39, 40])
def test_how_wide_and_how_high_white_space_is_does_not_matter(
    sample: str, page_ends: str, wide: int, high: int
) -> None:
    text = sample.replace("and no stomach", f"and{page_ends}\nno stomach")
    foot = "\n\n12\n\nFinal Determination Letter for IMR Case Number CM17-0000000"
    for each in (text, text.replace("Twelve more visits are", f"Twelve more visits{foot}\nare")):
        letter = imrdoc.parse_text(each)
        high_gaps = each.replace("\n\n", "\n" * high)
        assert imrdoc.parse_text(high_gaps) == letter
        assert imrdoc.parse_text(re.sub(r"(?<=\w) (?=\w)", " " * wide, high_gaps)) == letter
        assert "12 file" not in letter.issues[0].rationale


@pytest.mark.parametrize("run", [" " * 2_000, "\n" * 2_000])
@pytest.mark.parametrize("portion", [100, 100_000])
def test_white_space_inside_of_a_mark_may_be_long(
    sample: str, run: str, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_reading, "PORTION", portion)
    text = sample.replace("Certification(s)/Specialty", f"Certification{run}(s){run}/Specialty")
    assert imrdoc.parse_text(text.replace("State(s) of", f"State{run}(s){run}of")) == imrdoc.parse_text(
        sample
    )


@pytest.mark.parametrize(
    "almost",
    [
        "Certification{}for a state",
        "State{}of the art",
        "Final Determination Letter for IMR Case Number{}or something",
    ],
)
def test_white_space_behind_what_is_almost_a_mark_may_be_long(sample: str, almost: str) -> None:
    # with a pattern that takes quadratic time, this would not end
    text = sample.replace(
        "The\nfile does not say", f"\n{almost.format(' ' * 200_000)}\nThe\nfile does not say"
    )
    assert almost.format(" ") in imrdoc.parse_text(text).issues[0].rationale


def test_the_first_part_of_a_long_text_tells_whether_it_is_double_spaced(
    sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_reading, "PORTION", 100)
    monkeypatch.setattr(_reading, "SAMPLE", 500)
    assert imrdoc.parse_text(sample.replace("\n", "\n\n")) == imrdoc.parse_text(sample)


@pytest.mark.parametrize("line", [": Upheld", ":Upheld"])
def test_a_decision_above_the_summary_is_in_the_wrong_place(sample: str, line: str) -> None:
    with pytest.raises(imrdoc.ParseError):
        imrdoc.parse_text(sample.replace("CLINICAL CASE SUMMARY", f"{line}\n\nCLINICAL CASE SUMMARY"))


def test_the_end_of_a_rationale_above_the_set_phrases_is_none_of_the_request(sample: str) -> None:
    first = sample.index("Naproxen 550mg #60")
    end = "Two more lines of the first rationale stand here, above the request and below a blank\nline.\n"
    letter = imrdoc.parse_text(sample[:first] + end + sample[first:])
    assert letter.issues[0].rationale.endswith("below a blank line.")
    assert letter.issues[1].request.text.startswith("Naproxen 550mg #60 was")


def test_the_words_of_a_decision_in_the_summary_are_words_like_others(sample: str) -> None:
    words = "An earlier review of four visits came to this: Upheld"
    text = sample.replace("\n\nIMR ISSUES", f"\n\n{words}\n\nIMR ISSUES")
    letter = imrdoc.parse_text(text)
    assert letter.clinical_summary.text.endswith("\n\n" + words)
    assert (len(letter.issues), letter.diagnostics) == (2, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("set forth below:", "set forth below.", id="a full stop for the colon of a lead-in"),
        pytest.param("medical records:", "medical records.", id="the same above the summary"),
        pytest.param("items/services set", "item(s)/service(s) as set", id="other words in a lead-in"),
        pytest.param("CLINICAL CASE SUMMARY", "CLINICAL CASE SUMMARY:", id="a colon behind a heading"),
        pytest.param("AND RATIONALES", "AND RATIONALES .", id="a full stop behind a heading"),
        pytest.param("guideline:", "guideline;", id="a semicolon behind a label"),
        pytest.param("guideline:", "guideline\uff1a", id="a wide colon behind a label"),
        pytest.param("Certification", "Certi\ufb01cation", id="a ligature in a label"),
        pytest.param("e", "e\u200b", id="blanks without width"),
        pytest.param("\n", "\u200e\n\ufeff", id="marks at the ends of lines"),
    ],
)
def test_what_tools_do_to_headings_labels_and_lead_ins(sample: str, old: str, new: str) -> None:
    letter = imrdoc.parse_text(sample.replace(old, new))
    assert letter == imrdoc.parse_text(sample)
    for each in letter.issues:
        span = each.span_of("rationale")
        assert span
        assert letter.source.text[span.start : span.end].startswith(each.rationale[:1])
        assert letter.source.text[span.end - 1] == "."


@pytest.mark.parametrize("end", ["\0", "\0" * 9, "\x1a", "\r\n\x1a", "\x1a\n", "\0\n\0 \n"])
def test_what_fills_a_text_up_is_none_of_it(sample: str, end: str) -> None:
    assert imrdoc.parse_text(sample + end) == imrdoc.parse_text(sample)


def test_signs_that_fill_a_text_up_move_no_place_elsewhere(sample: str) -> None:
    letter = imrdoc.parse_text(sample.replace("tray of", "tray\x1a of\0"))
    span = letter.issues[1].span_of("decision")
    assert span
    assert letter.source.text[span.start : span.end] == "Overturned"


@pytest.mark.parametrize("height", [2, 3, 4])
@pytest.mark.parametrize("portion", [100, 100_000])
def test_blank_lines_between_all_lines_are_no_gaps(
    sample: str, height: int, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_reading, "PORTION", portion)
    assert imrdoc.parse_text(sample.replace("\n", "\n" * height)) == imrdoc.parse_text(sample)
