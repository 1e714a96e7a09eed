"""Rows made by Spark, as the how-to shows it."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from imrdoc._many import parse_many
from imrdoc._writers import records

for package in ("pyarrow", "pandas", "pyspark"):
    pytest.importorskip(package, reason=f"Spark's mapInArrow needs {package}")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession  # noqa: E402

from imrdoc import arrow  # noqa: E402

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def files(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> DataFrame:
    """Five letters and one bad file."""
    folder = tmp_path_factory.mktemp("letters")
    for number in range(5):
        (folder / f"good{number}.txt").write_bytes(EXAMPLE.read_bytes())
    (folder / "bad.txt").write_text("Dear Sir or Madam,\n")
    return spark.read.format("binaryFile").load(f"{folder}/*.txt").select("path", "content")


def test_issues(files: DataFrame) -> None:
    rows = (
        files.mapInArrow(arrow.parse_batches, arrow.spark_schema()).orderBy("file", "issue_number").collect()
    )
    bad, *good = [row.asDict() for row in rows]
    assert Path(bad["file"]).name == "bad.txt"
    assert (
        bad["error"]
        .splitlines()[0]
        .endswith("not a determination letter: it has none of the letter's headings")
    )
    assert bad["decision"] is None
    (result,) = parse_many([EXAMPLE], workers=1)
    wanted = [
        {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}
        for record in records([result.unwrap()])
    ]
    assert len(good) == 10
    for number, row in enumerate(good):
        assert row | {"file": str(EXAMPLE)} == wanted[number % 2] | {"error": None}


def test_citations(files: DataFrame) -> None:
    make = functools.partial(arrow.parse_batches, table="citations")
    rows = files.mapInArrow(make, arrow.spark_schema("citations"))
    assert rows.where("error is null").count() == 20
    assert rows.where("error is not null").count() == 1
