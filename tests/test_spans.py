"""Every value leads back to the source, and no character of the source is lost."""

from __future__ import annotations

import copy
import pickle
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc import Determination, SourceText
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import find_marks
from imrdoc._lexer._reading import read
from imrdoc._lexer._tokens import tokenize
from imrdoc._model import Located, _counting
from imrdoc._writers import to_dict
from letter_strategies import letters
from rendering import Style, render, styles


def located(value: object) -> Iterator[Located]:
    """Every located object in a value."""
    if isinstance(value, tuple):
        for each in value:
            yield from located(each)
    elif isinstance(value, Located):
        yield value
        for field in attrs.fields(type(value)):
            if not field.name.startswith("_"):
                yield from located(getattr(value, field.name))


def squeeze(text: str) -> str:
    """The visible characters of a text."""
    return "".join(text.split()).replace("\x02", "-").replace("\ufffe", "-")


def check_spans(letter: Determination) -> None:
    """Each text value stands, white space aside, where its span says."""
    for owner in located(letter):
        span = owner.span
        assert span is not None, owner
        for field in attrs.fields(type(owner)):
            value: object = (
                ()
                if field.name in ("_places", "_part", "diagnostics", "source")
                else getattr(owner, field.name)
            )
            entries = list(enumerate(value)) if isinstance(value, tuple) else [(None, value)]
            for index, entry in entries:
                if not isinstance(entry, str) or not entry or (field.name, type(owner)) in NAMED_OTHERWISE:
                    continue
                place = owner.span_of(field.name, index)
                assert place is not None, (owner, field.name)
                written = letter.source.text[place.start : place.end]
                if not ("Final Determination Letter" in written or "\f" in written):
                    assert squeeze(written) == squeeze(entry)
                assert letter.source.position(place.start) == (place.line, place.column)


NAMED_OTHERWISE = {("title", imrdoc.Citation), ("regulation", imrdoc.Citation)}
"""Fields that may give another name than the letter does."""


@given(letters(most_issues=2), styles)
def test_every_text_value_stands_where_its_span_says(letter: Determination, style: Style) -> None:
    check_spans(imrdoc.parse_text(render(letter, style)))


def check_nothing_lost(text: str) -> None:
    """Marks, texts, furniture and white space are the whole source, each character once."""
    reading, marks = find_marks(read(SourceText(text=text)), any_case=True)
    tokens = tokenize(Layout(reading, marks), marks)
    taken = list(reading.furniture)
    for _, low, high in tokens:
        start, end = reading.locate(low, high)
        for low, high in reading.furniture:  # a text that runs over the end of a page has furniture inside
            if start < low < end:
                taken.append((start, low))
                start = high
        taken.append((start, end))
    at = 0
    for start, end in sorted(taken):
        assert start >= at
        assert not text[at:start].strip("\ufeff \t\r\n\f\x0b\x1c\x1d\x1e\x1f\x85\xa0").strip(), text[at:start]
        at = end
    assert not text[at:].strip()


@given(letters(), styles)
def test_nothing_is_lost(letter: Determination, style: Style) -> None:
    check_nothing_lost(render(letter, style))


def texts_of(folder: Path) -> list[Path]:
    return sorted([*folder.glob("seeds/*.txt"), *folder.glob("corpus/text/*/*.txt")])


def test_nothing_is_lost_in_real_letters(shared: Path) -> None:
    for path in texts_of(shared):
        check_nothing_lost(path.read_text(encoding="utf-8"))


def test_values_of_real_letters_stand_where_their_spans_say(shared: Path) -> None:
    for path in texts_of(shared)[::7]:
        check_spans(imrdoc.parse(path))


def test_span_of_a_part_is_the_span_of_the_part(sample: str) -> None:
    letter = imrdoc.parse_text(sample)
    assert letter.span_of("issues", 1) == letter.issues[1].span
    assert letter.span_of("case") == (letter.case and letter.case.span)


def test_span_of_an_entry(sample: str) -> None:
    reviewer = imrdoc.parse_text(sample).reviewer
    place = reviewer.span_of("licensed_in", 1)
    assert place and sample[place.start : place.end] == "New York"
    both = reviewer.span_of("licensed_in")
    assert both and sample[both.start : both.end] == "California, New York"


def test_span_of_all_parts_of_a_kind(sample: str) -> None:
    letter = imrdoc.parse_text(sample)
    first, last = letter.issues
    whole = letter.span_of("issues")
    assert whole and first.span and last.span
    assert (whole.start, whole.line, whole.end) == (first.span.start, first.span.line, last.span.end)
    cited = first.maximus_guideline.span_of("citations")
    assert cited and sample[cited.start : cited.end].startswith("Chronic Pain")
    assert first.claims_administrator_guideline.citations[0].span_of("sections") is None


@pytest.mark.parametrize("name", ["verdict", "outcome", "span_of"])
def test_span_of_an_unknown_field(sample: str, name: str) -> None:
    with pytest.raises(AttributeError, match=f"Determination has no field '{name}'"):
        imrdoc.parse_text(sample).span_of(name)


@pytest.mark.parametrize(("name", "index"), [("issues", 2), ("how_made", 0), ("diagnostics", 0)])
def test_span_of_an_unknown_entry(sample: str, name: str, index: int) -> None:
    with pytest.raises(IndexError):
        imrdoc.parse_text(sample).span_of(name, index)


def test_what_is_lost_has_no_span(sample: str) -> None:
    broken = sample.replace("is: Overturned", "is:")
    issue = imrdoc.parse_text(broken, strict=False).issues[1]
    assert issue.decision is imrdoc.Decision.UNSTATED
    assert issue.span_of("decision") is None
    assert issue.span_of("rationale") is not None


def test_objects_made_by_hand_have_no_span() -> None:
    patient = imrdoc.Patient(age=40)
    assert patient.span is None
    assert patient.span_of("age") is None


def test_pages_are_counted_by_form_feeds(sample: str) -> None:
    text = sample.replace("IMR ISSUES", "\fIMR ISSUES")
    span = imrdoc.parse_text(text).issues[0].span
    assert span is not None
    assert span.page == 2


def test_equality_and_hash_ignore_places(sample: str) -> None:
    here, there = imrdoc.parse_text(sample), imrdoc.parse_text("\n\n" + sample)
    assert here == there
    assert hash(here) == hash(there)
    assert here.issues[0].span != there.issues[0].span


def test_letters_pickle_and_copy_with_their_places(sample: str) -> None:
    letter = imrdoc.parse_text(sample)
    for twin in (pickle.loads(pickle.dumps(letter)), copy.copy(letter), copy.deepcopy(letter)):
        assert twin == letter
        assert twin.issues[1].span_of("rationale") == letter.issues[1].span_of("rationale")


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("ab\ncd", 3, (2, 1)),
        ("ab\r\ncd", 4, (2, 1)),
        ("ab\rcd", 3, (2, 1)),
        ("ab\r\ncd", 3, (1, 4)),
        ("", 0, (1, 1)),
        ("ab\n", 3, (2, 1)),
    ],
)
def test_line_and_column(text: str, offset: int, place: tuple[int, int]) -> None:
    assert SourceText(text=text).position(offset) == place


@pytest.mark.parametrize(("offset", "line"), [(0, "ab"), (1, "ab"), (3, "cd"), (5, "cd")])
def test_line_at(offset: int, line: str) -> None:
    assert SourceText(text="ab\ncd").line_at(offset) == line


@given(st.text("ab \n\x85\u2003", max_size=60), st.data())
def test_visible_characters_are_counted_step_by_step(text: str, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_counting, "STEP", 4)
        counted = _counting.VisibleCharacters(text)
        visible = [at for at, char in enumerate(text) if not char.isspace()]
        for offset in data.draw(st.permutations(range(len(text) + 1))):
            assert counted.before(offset) == len([at for at in visible if at < offset])
        counted = _counting.VisibleCharacters(text)
        for number in data.draw(st.permutations(range(len(visible)))):
            assert counted.find(number) == visible[number]


@given(st.text("ab\r\n", max_size=60), st.data())
def test_lines_are_counted_step_by_step(text: str, data: st.DataObject) -> None:
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_counting, "STEP", 4)
        source = SourceText(text=text)
        for offset in data.draw(st.permutations(range(len(text) + 1))):
            above = [start for start in starts if start <= offset]
            assert source.position(offset) == (len(above), offset - above[-1] + 1)


def test_spaces_are_all_that_python_takes_for_one() -> None:
    assert sorted(_counting.SPACES) == [
        char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace()
    ]


def test_many_threads_may_ask_for_places_at_once(sample: str) -> None:
    text = sample.replace("\n\n", "\n\n" + 40 * "\n")
    expected = to_dict(imrdoc.parse_text(text), spans=True)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                letter = imrdoc.parse_text(text)
                asked = [pool.submit(to_dict, letter, spans=True) for _ in range(8)]
                assert all(each.result() == expected for each in asked)
    finally:
        sys.setswitchinterval(interval)
