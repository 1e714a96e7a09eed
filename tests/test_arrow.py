"""Letters as Arrow tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdoc import Determination, SourceText
from imrdoc._writers import CitationRecord, IssueRecord, citation_records, records
from model_strategies import LETTER, letters

pa = pytest.importorskip("pyarrow")

from imrdoc import arrow  # noqa: E402  # needs pyarrow

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"


def lists(row: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


@given(st.lists(letters, max_size=3))
def test_tables_hold_the_rows(many: list[Determination]) -> None:
    issues, citations = arrow.issue_table(many), arrow.citation_table(many)
    assert issues.to_pylist() == [lists(dict(row)) for row in records(many)]
    assert citations.to_pylist() == [lists(dict(row)) for row in citation_records(many)]
    assert issues.schema == arrow.ISSUE_SCHEMA
    assert citations.schema == arrow.CITATION_SCHEMA


def test_a_path_that_is_no_text_spoils_no_table() -> None:
    odd = attrs.evolve(LETTER, source=SourceText(text="", path=os.fsdecode(b"caf\xe9.txt")))
    assert arrow.issue_table([LETTER, odd]).column("file").to_pylist() == ["letter.txt", "caf?.txt"]
    assert arrow.citation_table([odd]).column("file").to_pylist() == ["caf?.txt"]


def test_half_a_character_in_a_list_spoils_no_table() -> None:
    patient = attrs.evolve(LETTER.clinical_summary.patient, diagnoses=("Strain\ud800.",))
    odd = attrs.evolve(LETTER, clinical_summary=attrs.evolve(LETTER.clinical_summary, patient=patient))
    assert arrow.issue_table([odd]).column("diagnoses").to_pylist() == [["Strain?."]]


def test_the_columns_are_those_of_the_rows() -> None:
    assert arrow.ISSUE_SCHEMA.names == list(IssueRecord.__annotations__)
    assert arrow.CITATION_SCHEMA.names == list(CitationRecord.__annotations__)
    assert str(arrow.CITATION_SCHEMA) == "\n".join(
        [
            "file: string",
            "case_number: string",
            "issue_number: int64",
            "disputed: string",
            "decision: string",
            "side: string",
            "citation_number: int64",
            "source: string",
            "title: string",
            "year: int64",
            "sections: list<item: string>",
            "  child 0, item: string",
            "pages: string",
            "text: string",
            "regulation: string",
        ]
    )
    assert arrow.ISSUE_SCHEMA.field("decision_date").type == pa.date32()
    assert arrow.ISSUE_SCHEMA.field("is_retrospective").type == pa.bool_()


def test_the_schema_in_the_words_of_spark() -> None:
    assert arrow.spark_schema("citations") == (
        "file string, case_number string, issue_number bigint, disputed string, decision string, "
        "side string, citation_number bigint, source string, title string, year bigint, "
        "sections array<string>, "
        "pages string, text string, regulation string, error string"
    )
    assert ", decision_date date, " in arrow.spark_schema()
    assert ", is_retrospective boolean, " in arrow.spark_schema()


def files(**contents: bytes | None) -> pa.RecordBatch:
    rows = [{"path": name, "content": content, "length": 5} for name, content in contents.items()]
    return pa.RecordBatch.from_pylist(rows)


@pytest.mark.parametrize(("table", "count"), [("issues", 2), ("citations", 4)])
def test_a_bad_file_is_a_row_with_its_error(table: arrow.Table, count: int) -> None:
    letter = EXAMPLE.read_bytes()
    batch = files(good=letter, bad=b"Dear Sir", nothing=None, good_too=letter)
    (rows,) = arrow.parse_batches([batch], table=table)
    assert rows.schema == arrow.result_schema(table)
    assert rows.column("file").to_pylist() == ["good"] * count + ["bad", "nothing"] + ["good_too"] * count
    errors = rows.column("error").to_pylist()
    assert [error is None for error in errors] == [True] * count + [False] * 2 + [True] * count
    assert errors[count].splitlines()[0].startswith("bad:1:1: ")
    assert errors[count + 1].startswith("nothing:")
    bad = rows.slice(count, 1).to_pylist()[0]
    assert {name for name, value in bad.items() if value is not None} == {"file", "error"}


def test_columns_may_have_other_names() -> None:
    batch = files(good=EXAMPLE.read_bytes()).rename_columns(["uri", "bytes", "length"])
    (rows,) = arrow.parse_batches([batch], path="uri", content="bytes")
    assert rows.column("file").to_pylist() == ["good", "good"]


def test_strict_and_limits_are_passed_on() -> None:
    from imrdoc import Limits

    broken = files(a=EXAMPLE.read_text().replace("is: Overturned", "is:").encode())
    (strict,) = arrow.parse_batches([broken])
    (lenient,) = arrow.parse_batches([broken], strict=False)
    (limited,) = arrow.parse_batches([broken], limits=Limits(max_bytes=10))
    assert strict.num_rows == 1
    assert lenient.column("error").null_count == lenient.num_rows == 2
    assert "more than the limit of 10" in limited.column("error")[0].as_py()


def test_large_batches_are_taken_in_parts() -> None:
    batch = files(**{f"{number}.txt": b"?" for number in range(2 * arrow.FILES_AT_ONCE + 1)})
    parts = list(arrow.parse_batches([batch, batch.slice(0, 0)]))
    assert [part.num_rows for part in parts] == [arrow.FILES_AT_ONCE, arrow.FILES_AT_ONCE, 1]


def test_without_pyarrow_the_error_names_the_extra() -> None:
    code = "import sys; sys.modules['pyarrow'] = None; import imrdoc.arrow"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == (
        "imrdoc._errors.MissingDependencyError: imrdoc.arrow needs the extra 'arrow': "
        "pip install 'imrdoc[arrow]'"
    )
