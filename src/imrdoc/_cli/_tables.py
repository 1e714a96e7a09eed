"""Rows to a file: JSON lines, CSV or Parquet, a few rows at a time."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeAlias, cast

from imrdoc._writers import CitationRecord, IssueRecord

__all__ = ["RECORDS", "Row", "Write", "open_parquet", "open_table"]

Row: TypeAlias = Mapping[str, object]
Write: TypeAlias = Callable[[Row], None]

RECORDS: dict[str, type] = {"issues": IssueRecord, "citations": CitationRecord}
"""The tables and their columns."""
ROWS_AT_ONCE = 4_000
"""Rows of a row group of a Parquet file. So many wait in memory to be written."""


@contextmanager
def open_table(path: Path | None, kind: str, columns: list[str]) -> Generator[Write]:
    """Open a file for rows.

    Args:
        path: the file, which is made new; None for standard output.
        kind: "jsonl" or "csv"; "parquet" has a function of its own.
        columns: names of the columns.

    Yields:
        A function that writes a row.
    """
    with _text(path) as file:
        if kind == "jsonl":
            yield lambda row: _write_json(file, row)
            return
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        yield lambda row: writer.writerow({name: _cell(value) for name, value in row.items()})


@contextmanager
def open_parquet(path: Path, table: str) -> Generator[Write]:
    """Open a Parquet file for rows.

    Args:
        path: the file, which is made new.
        table: "issues" or "citations".

    Yields:
        A function that writes a row.

    Raises:
        MissingDependencyError: the extra `arrow` is not installed.
    """
    from imrdoc import arrow  # first, for its error names the extra

    import pyarrow  # isort: skip
    import pyarrow.parquet  # isort: skip

    schema = arrow.ISSUE_SCHEMA if table == "issues" else arrow.CITATION_SCHEMA
    waiting: list[Row] = []
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:

        def flush() -> None:
            writer.write_batch(pyarrow.RecordBatch.from_pylist(waiting, schema=schema))
            waiting.clear()

        def write(row: Row) -> None:
            waiting.append(row)
            if len(waiting) == ROWS_AT_ONCE:
                flush()

        yield write
        if waiting:
            flush()


@contextmanager
def _text(path: Path | None) -> Generator[TextIO]:
    if path is not None:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
        return
    file = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "backslashreplace", newline="")
    try:
        yield file
        file.flush()
    finally:
        file.detach()


def _write_json(file: TextIO, row: Row) -> None:
    file.write(json.dumps(row, ensure_ascii=False, default=_date) + "\n")


def _date(value: object) -> str:
    assert isinstance(value, datetime.date)  # the one kind of value in a row that JSON does not have
    return value.isoformat()


def _cell(value: object) -> object:
    """A value as CSV holds it: a list is joined, None is empty."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "; ".join(cast("tuple[str, ...]", value))  # tuples in rows hold texts
    return value
