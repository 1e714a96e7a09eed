"""Letters as Arrow tables, and a function for engines that work on Arrow batches, such as Spark.

This module needs the extra `arrow`: `pip install 'imrdoc[arrow]'`. The columns are those of
`imrdoc.records` and `imrdoc.citation_records`, with types that never depend on the data.

Examples:
    >>> import imrdoc, imrdoc.arrow
    >>> table = imrdoc.arrow.issue_table([imrdoc.parse("examples/letter.txt")])
    >>> table.num_rows, table.column("decision").to_pylist()
    (2, ['Upheld', 'Overturned'])
"""

from __future__ import annotations

import datetime
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, Literal, TypeAlias, cast

from imrdoc._api import parse_bytes
from imrdoc._errors import ImrdocError, MissingDependencyError
from imrdoc._limits import Limits
from imrdoc._many import attempt
from imrdoc._model import Determination
from imrdoc._writers import CitationRecord, IssueRecord, citation_records, records

try:
    import pyarrow as pa
except ImportError as _error:
    raise MissingDependencyError("imrdoc.arrow", "arrow") from _error

__all__ = [
    "CITATION_SCHEMA",
    "ISSUE_SCHEMA",
    "citation_table",
    "issue_table",
    "parse_batches",
    "result_schema",
    "spark_schema",
]

Table: TypeAlias = Literal["issues", "citations"]

# pyarrow has no types, and those that others wrote for it are not complete. What is declared with them is
# unknown to pyright, and a strict project may not use it. Any is known, and fits where pyarrow's are wanted.
ArrowTable: TypeAlias = Any
"""A `pyarrow.Table`."""
ArrowSchema: TypeAlias = Any
"""A `pyarrow.Schema`."""
ArrowBatch: TypeAlias = Any
"""A `pyarrow.RecordBatch`."""

FILES_AT_ONCE = 100
"""Files of a batch that are copied out of Arrow at a time."""
_KINDS: dict[object, tuple[pa.DataType, str]] = {
    str: (pa.string(), "string"),
    int: (pa.int64(), "bigint"),
    bool: (pa.bool_(), "boolean"),
    datetime.date: (pa.date32(), "date"),
    tuple[str, ...]: (pa.list_(pa.string()), "array<string>"),
}
"""The type of a column, for Arrow and for Spark, by the type in its record."""


def _columns(record: type) -> dict[str, tuple[pa.DataType, str]]:
    return {name: _kind(hint) for name, hint in typing.get_type_hints(record).items()}


def _kind(hint: object) -> tuple[pa.DataType, str]:
    kinds = [kind for kind in typing.get_args(hint) if kind is not NoneType]
    return _KINDS[hint] if hint in _KINDS else _KINDS[kinds[0]]


def _schema(columns: dict[str, tuple[pa.DataType, str]]) -> pa.Schema:
    return pa.schema([(name, arrow) for name, (arrow, _) in columns.items()])


_ISSUE_COLUMNS = _columns(IssueRecord)
_CITATION_COLUMNS = _columns(CitationRecord)
_ERROR_COLUMN = {"error": _KINDS[str]}

ISSUE_SCHEMA: ArrowSchema = _schema(_ISSUE_COLUMNS)
"""A `pyarrow.Schema`: the columns of a table of issues, those of `IssueRecord`."""
CITATION_SCHEMA: ArrowSchema = _schema(_CITATION_COLUMNS)
"""A `pyarrow.Schema`: the columns of a table of citations, those of `CitationRecord`."""


def issue_table(letters: Iterable[Determination]) -> ArrowTable:
    """Make an Arrow table with a row for each disputed treatment.

    Args:
        letters: the letters.

    Returns:
        A `pyarrow.Table` with the columns of `ISSUE_SCHEMA`.

    Examples:
        >>> import imrdoc, imrdoc.arrow
        >>> table = imrdoc.arrow.issue_table([imrdoc.parse("examples/letter.txt")])
        >>> table.column("maximus_titles")[0].as_py()
        ['Chronic Pain Medical Treatment', 'Official Disability Guidelines']
    """
    return _table([*records(letters)], ISSUE_SCHEMA)


def citation_table(letters: Iterable[Determination]) -> ArrowTable:
    """Make an Arrow table with a row for each citation of a guideline.

    Args:
        letters: the letters.

    Returns:
        A `pyarrow.Table` with the columns of `CITATION_SCHEMA`.

    Examples:
        >>> import imrdoc, imrdoc.arrow
        >>> imrdoc.arrow.citation_table([imrdoc.parse("examples/letter.txt")]).num_rows
        4
    """
    return _table([*citation_records(letters)], CITATION_SCHEMA)


def _table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:  # half a character, as in a path whose bytes are no UTF-8
        return pa.Table.from_pylist([_mend(row) for row in rows], schema=schema)


def _mend(row: Mapping[str, object]) -> dict[str, object]:
    """The row with question marks for what Arrow's texts cannot hold."""
    return {name: _mend_value(value) for name, value in row.items()}


def _mend_value(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_mend_value(each) for each in cast("tuple[object, ...]", value))  # it may hold anything
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def result_schema(table: Table = "issues") -> ArrowSchema:
    """The columns that `parse_batches` gives.

    Args:
        table: which rows, as for `parse_batches`.

    Returns:
        A `pyarrow.Schema`: the columns of the table and, as the last one, `error`.

    Examples:
        >>> import imrdoc.arrow
        >>> imrdoc.arrow.result_schema("citations").names[-2:]
        ['regulation', 'error']
    """
    return _schema(_result_columns(table))


def spark_schema(table: Table = "issues") -> str:
    """The columns that `parse_batches` gives, in the words of Spark.

    Args:
        table: which rows, as for `parse_batches`.

    Returns:
        The schema that `mapInArrow` asks for.

    Examples:
        >>> import imrdoc.arrow
        >>> imrdoc.arrow.spark_schema()[:43]
        'file string, case_number string, priority s'
    """
    return ", ".join(f"{name} {spark}" for name, (_, spark) in _result_columns(table).items())


def _result_columns(table: Table) -> dict[str, tuple[pa.DataType, str]]:
    return (_ISSUE_COLUMNS if table == "issues" else _CITATION_COLUMNS) | _ERROR_COLUMN


def parse_batches(
    batches: Iterable[ArrowBatch],
    *,
    table: Table = "issues",
    path: str = "path",
    content: str = "content",
    strict: bool = True,
    limits: Limits = Limits(),
) -> Iterator[ArrowBatch]:
    """Turn batches of files into batches of rows. Spark's `mapInArrow` runs it as it is.

    A bad file is one row that holds its path and, in the column `error`, what is wrong with it. In all
    other rows `error` is null.

    Args:
        batches: each a `pyarrow.RecordBatch` of files with their path and content, as Spark's "binaryFile"
            gives them.
        table: which rows to make: of issues or of citations.
        path: name of the column that holds the path.
        content: name of the column that holds the bytes.
        strict: as for `imrdoc.parse`.
        limits: as for `imrdoc.parse`.

    Yields:
        Batches of rows in the order of the files, with the columns of `result_schema`.

    Examples:
        >>> import imrdoc.arrow, pyarrow
        >>> with open("examples/letter.txt", "rb") as file:
        ...     files = [{"path": "a.txt", "content": file.read()}, {"path": "b.txt", "content": b"?"}]
        >>> (rows,) = imrdoc.arrow.parse_batches([pyarrow.RecordBatch.from_pylist(files)])
        >>> rows.column("decision").to_pylist()
        ['Upheld', 'Overturned', None]
        >>> print(rows.column("error")[2].as_py().splitlines()[0])
        b.txt:1:1: not a determination letter: it has none of the letter's headings
    """
    schema = result_schema(table)
    for batch in batches:
        for start in range(0, batch.num_rows, FILES_AT_ONCE):
            files = batch.slice(start, FILES_AT_ONCE).select([path, content]).to_pylist()
            rows = [
                row
                for file in files
                for row in _rows(file[path], file[content], table, strict=strict, limits=limits)
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _rows(
    name: str | None, data: bytes | None, table: Table, *, strict: bool, limits: Limits
) -> Sequence[Mapping[str, object]]:
    """The rows of one file."""
    outcome = attempt(lambda: parse_bytes(data or b"", strict=strict, limits=limits), name or "<bytes>")
    if isinstance(outcome, ImrdocError):
        return [{"file": name, "error": str(outcome)}]
    make = records if table == "issues" else citation_records
    return [{**row, "file": name} for row in make([outcome])]
