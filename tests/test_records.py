"""Letters as flat rows."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from hypothesis import given
from hypothesis import strategies as st

from imrdoc import Citation, Determination
from imrdoc._writers import CitationRecord, IssueRecord, citation_records, records
from model_strategies import LETTER, letters


@given(st.lists(letters, max_size=3))
def test_one_row_for_each_issue(many: list[Determination]) -> None:
    rows = list(records(many))
    assert [(row["issue_number"], row["decision"], row["rationale"]) for row in rows] == [
        (number, issue.decision.value, issue.rationale)
        for letter in many
        for number, issue in enumerate(letter.issues, 1)
    ]
    for row in rows:
        assert list(row) == list(IssueRecord.__annotations__)


@given(letters)
def test_one_row_for_each_citation(letter: Determination) -> None:
    rows = list(citation_records([letter]))
    cited = [
        citation
        for issue in letter.issues
        for statement in (issue.claims_administrator_guideline, issue.maximus_guideline)
        for citation in statement.citations
    ]
    names = [field.name for field in attrs.fields(Citation) if field.name in CitationRecord.__annotations__]
    for row, citation in zip(rows, cited, strict=True):
        assert list(row) == list(CitationRecord.__annotations__)
        want = {name: getattr(citation, name) for name in names} | {"source": citation.source.value}
        assert {name: value for name, value in row.items() if name in names} == want


def test_a_row() -> None:
    (row,) = records([LETTER])
    assert row["file"] == "letter.txt"
    assert row["case_number"] == "CM17-0000000"
    assert row["outcome"] == "Uphold"
    assert row["licensed_in"] == ("California", "New York")
    assert row["patient_sex"] == "female"
    assert row["issue_count"] == 1
    assert row["maximus_titles"] == ("Low Back Complaints",)
    assert row["claims_administrator_basis"] == "none_cited"


def test_a_letter_without_header_has_none_in_its_columns() -> None:
    (row,) = records([attrs.evolve(LETTER, case=None)])
    assert (row["case_number"], row["priority"], row["decision_date"]) == (None, None, None)
    (citation,) = citation_records([attrs.evolve(LETTER, case=None)])
    assert citation["case_number"] is None
    assert (citation["side"], citation["citation_number"]) == ("maximus", 1)


def test_letters_are_taken_one_at_a_time() -> None:
    def endless() -> Iterator[Determination]:
        while True:
            yield LETTER

    assert next(records(endless()))["issue_number"] == 1
    assert next(citation_records(endless()))["issue_number"] == 1
