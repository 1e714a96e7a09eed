"""Guideline statements, in every shape on the page `shapes-guidelines`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc._builder._guidelines import CitationReading, StatementReading, read_statement
from imrdoc._engine._tables import vocabulary
from imrdoc._model import CitationSource, EvidenceBasis
from shape_tables import rows

PAGE = "shapes-guidelines.md"
TITLES = [row[0] for row in vocabulary("mtus_titles")]
SECTIONS = [row[0] for row in vocabulary("section_names")]
PUBLICATIONS = vocabulary("publications")
PHRASES = (
    "Decision based on MTUS ",
    "Decision based on Non-MTUS Citation ",
    "and Non- MTUS Citation ",
    "The Expert Reviewer did not cite any medical evidence for its decision",
    "The Claims Administrator based their decision on ",
    "recommendation(s) outside of the MTUS Guidelines",
    "Low Back Complaints 2004",
    "ACOEM",
    " Guidelines",
    ", Section(s): ",
    " Page(s): ",
    "4.1 Tapering",
    "Opioids, dosing",
    "Chapter 8",
    " and ",
    ", and ",
    ", ",
    ". ",
    "(",
    ")",
    ":",
    "2004",
    "ODG",
    " ",
    "\n",
)
pieces = st.lists(st.sampled_from(PHRASES) | st.text(max_size=5), max_size=25).map("".join)
plain_names = st.from_regex(r"[A-Z][a-z]+( [a-z]+)?( \([a-z]+, [a-z]+\))?", fullmatch=True)
plain_sections = st.lists(plain_names, min_size=1)
cited = st.tuples(
    st.sampled_from(TITLES),
    st.integers(1990, 2029),
    st.lists(plain_names | st.sampled_from(SECTIONS), max_size=4),
)
"""A title of the MTUS, its year and sections."""


def shown(citation: CitationReading) -> str:
    """A citation as the tables show it."""
    if citation.source is CitationSource.NON_MTUS:
        return f"`{citation.title}` in `{citation.text}`"
    text = f"`{citation.title}`"
    if citation.year:
        text += f" {citation.year}"
    if citation.sections:
        text += ": " + " ".join(f"`{section}`" for section in citation.sections)
    if citation.pages:
        text += f", pages `{citation.pages}`"
    return text


def check_places(text: str, reading: StatementReading) -> None:
    """Every value stands where its offsets say, and citations stand in order."""
    at = 0
    for citation in reading.citations:
        places = {name: [text[start:end] for start, end in pairs] for name, pairs in citation.offsets.items()}
        assert places.pop("") == places.pop("text") == [citation.text]
        (title,) = places.pop("title")
        if citation.source is CitationSource.MTUS:
            assert title == citation.title
        assert places.pop("year", []) == ([str(citation.year)] if citation.year else [])
        assert tuple(places.pop("sections", [])) == citation.sections
        assert ", ".join(places.pop("pages", [])) == (citation.pages or "")
        assert not places
        start, end = citation.offsets[""][0]
        assert at <= start < end
        assert all(start <= low <= high <= end for pairs in citation.offsets.values() for low, high in pairs)
        at = end


@pytest.mark.parametrize(("text", "basis", "citations"), [*rows(PAGE, "statement", "basis", "citations")])
def test_statement(text: str, basis: str, citations: str) -> None:
    reading = read_statement(text)
    assert reading.basis.value == basis.strip("`")
    assert "<br>".join(map(shown, reading.citations)) == citations
    check_places(text, reading)


@pytest.mark.parametrize(("text", "regulation"), [*rows(PAGE, "statement", "regulation")])
def test_regulation(text: str, regulation: str) -> None:
    (citation,) = read_statement(text).citations
    assert citation.regulation == (regulation.strip("`") or None)


def test_the_page_has_every_table() -> None:
    assert len([*rows(PAGE, "statement", "basis", "citations")]) > 50
    assert len([*rows(PAGE, "statement", "regulation")]) > 5


@pytest.mark.parametrize("title", TITLES)
def test_a_known_title_is_found_whole(title: str) -> None:
    for statement in (
        f"Decision based on MTUS {title}.",
        f"Decision based on MTUS {title} 2016, Section(s): Rest.",
    ):
        reading = read_statement(statement)
        assert [citation.title for citation in reading.citations] == [title]
        assert not reading.unknown_titles
    reading = read_statement(f"Decision based on MTUS Eye 2004, Section(s): Rest, and {title.upper()} 2016.")
    assert [citation.title for citation in reading.citations] == ["Eye", title.upper()]
    assert not reading.unknown_titles


@pytest.mark.parametrize(
    "text",
    ["Eye (2004)", "ACOEM 2nd Edition", "ACOEM (Second Edition), page 7", "ACOEM Rest (pages 7-8)"],
)
def test_the_text_of_an_mtus_citation_is_kept_whole(text: str) -> None:
    (citation,) = read_statement(f"Decision based on MTUS {text}.").citations
    assert citation.text == text


def test_an_unknown_title_is_told() -> None:
    reading = read_statement("Decision based on MTUS Eye 2004, and Rakes and Hoes 2019, and Gardening.")
    assert reading.unknown_titles == ("Rakes and Hoes", "Gardening")
    assert reading.basis is EvidenceBasis.MTUS


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_name_with_commas_stays_whole(name: str) -> None:
    assert "," in name
    reading = read_statement(
        f"Decision based on MTUS Eye 2004, Section(s): Rest, {name}, {name.lower()} (a, b), Walks."
    )
    (citation,) = reading.citations
    assert citation.sections == ("Rest", name, f"{name.lower()} (a, b)", "Walks")
    for text in (name, f"Chapter 3 {name}"):
        (citation,) = read_statement(f"Decision based on MTUS ACOEM {text} Page(s): 7.").citations
        assert (citation.sections, citation.pages) == ((text,), "7")


def test_parts_of_a_section_name_that_do_not_follow_each_other_stay_apart() -> None:
    (citation,) = read_statement(
        "Decision based on MTUS Eye 2004, Section(s): Opioids, Rest, dosing."
    ).citations
    assert citation.sections == ("Opioids", "Rest", "dosing")
    (citation,) = read_statement("Decision based on MTUS Eye 2004, Section(s): Opioids, dosingly.").citations
    assert citation.sections == ("Opioids", "dosingly")
    (citation,) = read_statement("Decision based on MTUS ACOEM Opioids Page(s): 7, dosing.").citations
    assert citation.sections == ("Opioids", "dosing")


@pytest.mark.parametrize(("form", "title"), PUBLICATIONS)
def test_a_publication_is_known_in_every_form(form: str, title: str) -> None:
    for text in (form, f"{form}, Garden", f"{form.upper()} Garden", f"Garden ({form})"):
        (citation,) = read_statement(f"Decision based on Non-MTUS Citation {text}.").citations
        assert (citation.title, citation.text) == (title, text)
    if form.isalnum():
        (citation,) = read_statement(f"Decision based on Non-MTUS Citation x{form}x.").citations
        assert citation.title == f"x{form}x"


def test_vocabularies_are_in_order() -> None:
    assert all(len(row) == 3 for row in vocabulary("mtus_titles"))
    assert len({title.casefold() for title in TITLES}) == len(TITLES)
    assert len({name.casefold() for name in SECTIONS}) == len(SECTIONS)
    assert len({form.casefold() for form, _ in PUBLICATIONS}) == len(PUBLICATIONS)
    assert {title for _, title in PUBLICATIONS} <= {form for form, _ in PUBLICATIONS}


@given(plain_sections, st.sampled_from(TITLES))
def test_sections_join_back(sections: list[str], title: str) -> None:
    written = ", ".join(sections)
    (citation,) = read_statement(f"Decision based on MTUS {title} 2016, Section(s): {written}.").citations
    assert ", ".join(citation.sections) == written
    assert citation.title == title


@given(st.lists(cited, min_size=2, max_size=5))
def test_citations_joined_as_published_are_told_apart(written: list[tuple[str, int, list[str]]]) -> None:
    *first, last = [
        f"{title} {year}" + (f", Section(s): {', '.join(sections)}" if sections else "")
        for title, year, sections in written
    ]
    reading = read_statement(f"Decision based on MTUS {', '.join(first)}, and {last}.")
    assert [(each.title, each.year, ", ".join(each.sections)) for each in reading.citations] == [
        (title, year, ", ".join(sections)) for title, year, sections in written
    ]


@given(pieces)
def test_any_text_is_read(text: str) -> None:
    reading = read_statement(text)
    check_places(text, reading)
    if reading.basis in (EvidenceBasis.NONE_CITED, EvidenceBasis.UNRECOGNIZED):
        assert not reading.citations
    if any(citation.source is CitationSource.MTUS for citation in reading.citations):
        assert reading.basis is EvidenceBasis.MTUS


@given(st.text(alphabet="abcXYZ019 .,;:()&-#/", max_size=60))
def test_a_citation_is_kept_whole(text: str) -> None:
    statement = f"Decision based on Non-MTUS Citation {text}"
    visible = "".join(text.split()).strip(".,:;")
    kept = "".join("".join(citation.text.split()) for citation in read_statement(statement).citations)
    assert kept.strip(".,:;") == visible


def expected(citation: dict[str, Any]) -> tuple[object, ...]:
    if citation["source"] == "non_mtus":
        return "non_mtus", "".join(citation["text"].split()).rstrip(".")
    sections, pages = citation["sections_text"] or "", citation["pages"] or ""
    return "mtus", citation["title"], citation["year"], sections, pages


def found(citation: CitationReading) -> tuple[object, ...]:
    if citation.source is CitationSource.NON_MTUS:
        return "non_mtus", "".join(citation.text.split())
    return "mtus", citation.title, citation.year, ", ".join(citation.sections), citation.pages or ""


def test_every_statement_of_the_real_letters(shared: Path) -> None:
    for path in [*shared.glob("corpus/gold/*.json"), *shared.glob("seeds/gold/*.json")]:
        for issue in json.loads(path.read_text(encoding="utf-8"))["issues"]:
            for side in ("claims_administrator", "maximus"):
                text, answer = issue[f"{side}_guideline"], issue[f"{side}_citations"]
                reading = read_statement(text)
                assert reading.basis.value == answer["status"]
                assert [*map(found, reading.citations)] == [*map(expected, answer["citations"])]
                assert not reading.unknown_titles
                check_places(text, reading)
