"""The command line: export."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import imrdoc
from imrdoc import __main__ as command
from imrdoc._cli import _export, _tables
from imrdoc._cli._export import extract
from imrdoc._many import ParseResult
from imrdoc._writers import CitationRecord, IssueRecord, citation_records, records
from model_strategies import LETTER

EXAMPLE = Path(__file__).parents[1] / "examples" / "letter.txt"
NO_LETTER = "not a determination letter: it has none of the letter's headings"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide pipe, whatever the tests themselves run in."""
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty letters, four of them bad."""
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in range(40):
        (letters / f"{number:02}.txt").write_bytes(EXAMPLE.read_bytes())
    for number in (3, 14, 15, 39):
        (letters / f"{number:02}.txt").write_text("Dear Sir or Madam,\n")
    return letters


def rows_of(folder: Path, table: str = "issues") -> list[dict[str, object]]:
    """What the table should hold, as JSON holds it."""
    make = records if table == "issues" else citation_records
    good = [path for path in sorted(folder.iterdir()) if path.read_bytes() == EXAMPLE.read_bytes()]
    rows = make(imrdoc.parse(path) for path in good)
    return [json.loads(json.dumps(row, default=datetime.date.isoformat)) for row in rows]


def from_json_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def from_parquet(path: Path) -> list[dict[str, object]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(path).to_pylist()
    return [json.loads(json.dumps(row, default=datetime.date.isoformat)) for row in rows]


@pytest.mark.parametrize("workers", [[], ["--workers", "1"]])
@pytest.mark.parametrize("table", ["issues", "citations"])
@pytest.mark.parametrize(("ending", "read"), [("jsonl", from_json_lines), ("parquet", from_parquet)])
def test_every_good_letter_is_in_the_table(
    folder: Path,
    table: str,
    ending: str,
    read: Callable[[Path], list[dict[str, object]]],
    workers: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    output = folder.parent / f"out.{ending}"
    assert command.main(["export", str(folder), "-o", str(output), "--table", table, *workers]) == 1
    assert read(output) == rows_of(folder, table)
    rows = len(rows_of(folder, table))
    errors = folder.parent / f"out.{ending}.errors.jsonl"
    said = " ".join(capsys.readouterr().err.split())
    assert f"{rows} rows of 36 letters in " in said
    assert "4 of 40 letters failed: see " in said
    assert from_json_lines(errors)[0] == {
        "file": str(folder / "03.txt"),
        "error": "ParseError",
        "code": "not-a-letter",
        "page": None,
        "line": 1,
        "column": 1,
        "message": f"{folder / '03.txt'}:1:1: {NO_LETTER}\n    1 | Dear Sir or Madam,\n      | ^",
    }
    assert [Path(str(row["file"])).name for row in from_json_lines(errors)] == [
        "03.txt",
        "14.txt",
        "15.txt",
        "39.txt",
    ]
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        "letters",
        output.name,
        errors.name,
    ]


def test_csv(folder: Path) -> None:
    output = folder.parent / "out.csv"
    assert command.main(["export", str(folder / "00.txt"), "-o", str(output)]) == 0
    with output.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert list(first) == list(IssueRecord.__annotations__)
    assert first["licensed_in"] == "California; New York"
    assert first["decision_date"] == "2017-02-21"
    assert first["is_retrospective"] == "false"
    assert first["authorized"] == ""
    assert second["authorized"] == "Naproxen 550mg #30"
    assert (second["patient_age"], second["issue_number"]) == ("44", "2")


def test_citations_as_csv(folder: Path) -> None:
    output = folder.parent / "out.csv"
    assert command.main(["export", str(folder / "00.txt"), "-o", str(output), "--table", "citations"]) == 0
    assert output.read_text().splitlines()[0] == ",".join(CitationRecord.__annotations__)
    assert len(output.read_text().splitlines()) == 5


def test_errors_of_an_earlier_run_go(folder: Path) -> None:
    output = folder.parent / "out.csv"
    errors = folder.parent / "out.csv.errors.jsonl"
    assert command.main(["export", str(folder), "-o", str(output)]) == 1
    assert errors.exists()
    assert command.main(["export", str(folder / "00.txt"), "-o", str(output)]) == 0
    assert not errors.exists()


def test_errors_may_go_elsewhere(folder: Path) -> None:
    errors = folder.parent / "bad.jsonl"
    output = folder.parent / "out.jsonl"
    assert command.main(["export", str(folder), "-o", str(output), "--errors", str(errors), "-q"]) == 1
    assert len(from_json_lines(errors)) == 4
    assert not (folder.parent / "out.jsonl.errors.jsonl").exists()


def test_errors_may_be_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = folder.parent / "out.jsonl"
    assert command.main(["export", str(folder), "-o", str(output), "--errors", "-"]) == 1
    assert capsys.readouterr().err.count(NO_LETTER) == 4
    assert sorted(path.name for path in folder.parent.iterdir()) == ["letters", "out.jsonl"]


def test_an_errors_file_that_is_named_is_there_even_without_errors(folder: Path) -> None:
    errors = folder.parent / "bad.jsonl"
    errors.write_text("of an earlier run")
    output = folder.parent / "out.jsonl"
    assert command.main(["export", str(folder / "00.txt"), "-o", str(output), "--errors", str(errors)]) == 0
    assert errors.read_text() == ""


def test_a_pipe_is_written_and_stays_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = folder.parent / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_text, encoding="utf-8")
        assert command.main(["export", str(folder), "-o", str(pipe), "--format", "jsonl"]) == 1
        assert [json.loads(line) for line in read.result().splitlines()] == rows_of(folder)
    assert pipe.is_fifo()
    assert capsys.readouterr().err.count(NO_LETTER) == 4  # what is no file has no errors file beside it
    assert sorted(path.name for path in folder.parent.iterdir()) == ["letters", "pipe"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.csv", "--errors", "out.csv"], "out.csv cannot hold both the table and the errors"),
        (["-o", "letters/00.txt", "--format", "csv"], "letters/00.txt is a letter to read"),
        (["-o", "out.csv", "--errors", "letters/01.txt"], "letters/01.txt is a letter to read"),
        (["-o", "link.csv"], "letters/00.txt is a letter to read"),
    ],
)
def test_no_file_is_written_over_that_is_needed(
    folder: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("link.csv").symlink_to("letters/00.txt")
    before = rows_of(folder)
    assert command.main(["export", "letters", *arguments]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert rows_of(folder) == before


def test_a_letter_counts_once(folder: Path) -> None:
    output = folder.parent / "out.jsonl"
    paths = [str(folder), str(folder / "00.txt"), str(folder / "0*.txt")]
    assert command.main(["export", *paths, "-o", str(output)]) == 1
    assert from_json_lines(output) == rows_of(folder)


def test_the_summary_tells_what_was_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.docx").touch()
    assert command.main(["export", str(folder), "-o", str(folder.parent / "out.jsonl")]) == 1
    assert "\n1 other file passed over\n" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["export", str(folder), "-o", "/proc/out.jsonl"]) == 2
    assert re.fullmatch(r"imrdoc: cannot write /proc/out\.jsonl: [a-z ]+\n", capsys.readouterr().err)


@pytest.mark.parametrize("command", ["parse", "check", "show", "export"])
def test_a_full_disk(command: str, folder: Path) -> None:
    options = ["-o", "-"] if command == "export" else []
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "imrdoc", command, str(folder / "03.txt"), str(EXAMPLE), *options],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr.splitlines()[-1] == b"imrdoc: cannot write: no space left on device"
    assert b"Traceback" not in run.stderr


def test_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["export", str(folder), "-o", "-"]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line) for line in captured.out.splitlines()] == rows_of(folder)
    assert captured.err.count(NO_LETTER) == 4
    assert captured.err.endswith("72 rows of 36 letters\n4 of 40 letters failed\n")


def test_csv_on_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["export", str(folder / "00.txt"), "-o", "-", "--format", "csv", "--quiet"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("file,case_number,")
    assert captured.err == ""


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.jsonl"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.read_bytes())))
    assert command.main(["export", "-", str(EXAMPLE), "-o", str(output)]) == 0
    assert [row["file"] for row in from_json_lines(output)] == [None, None, str(EXAMPLE), str(EXAMPLE)]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"?")))
    assert command.main(["export", "-", "-o", str(output)]) == 1
    assert from_json_lines(tmp_path / "out.jsonl.errors.jsonl")[0]["file"] == "<stdin>"


def test_lenient(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, output = folder / "broken.txt", folder.parent / "out.jsonl"
    broken.write_text(EXAMPLE.read_text().replace("is: Overturned", "is:"))
    assert command.main(["export", str(broken), "-o", str(output)]) == 1
    assert command.main(["export", str(broken), "-o", str(output), "--lenient"]) == 0
    rows = from_json_lines(output)
    assert [row["decision"] for row in rows] == ["Upheld", "Unstated"]
    assert [row["diagnostics"] for row in rows] == [["missing-decision"]] * 2
    assert "1 broken letter among them" in capsys.readouterr().err


def test_large_tables_are_written_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(_tables, "ROWS_AT_ONCE", 10)
    output = folder.parent / "out.parquet"
    assert command.main(["export", str(folder), "-o", str(output)]) == 1
    assert parquet.ParquetFile(output).num_row_groups == 8
    assert from_parquet(output) == rows_of(folder)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.xlsx"], "out.xlsx ends in none of .jsonl, .csv, .parquet; name a --format"),
        (["-o", "no/such/out.csv"], "there is no folder "),
        (["-o", "out.csv", "--errors", "no/such/errors.jsonl"], "there is no folder "),
        (["-o", "-", "--format", "parquet"], "Parquet cannot go to standard output"),
        (["-o", "."], "'.' is a directory"),
        (["-o", "out.csv", "--workers", "0"], "0 is not in the range x>=1"),
        (["-o", "out.csv", "--table", "letters"], "'letters' is not one of 'issues', 'citations'"),
        ([], "Missing option '-o'"),
    ],
)
def test_wrong_usage(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(["export", str(EXAMPLE), *arguments]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "imrdoc.arrow", raising=False)
    monkeypatch.delattr(imrdoc, "arrow", raising=False)
    assert command.main(["export", str(EXAMPLE), "-o", str(tmp_path / "out.parquet")]) == 2
    assert "imrdoc.arrow needs the extra 'arrow': pip install 'imrdoc[arrow]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_the_old_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(table: str, result: ParseResult) -> _export.Extract:
        if result.path.name == "20.txt":
            raise KeyboardInterrupt
        return extract(table, result)

    output = folder.parent / "out.csv"
    output.write_text("old")
    monkeypatch.setattr(_export, "extract", interrupted)
    assert command.main(["export", str(folder), "-o", str(output), "--workers", "1"]) == 130
    assert output.read_text() == "old"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["letters", "out.csv"]
    assert "is as it was" in capsys.readouterr().err


def test_an_interrupt_on_standard_output_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(table: str, result: ParseResult) -> _export.Extract:
        raise KeyboardInterrupt

    monkeypatch.setattr(_export, "extract", interrupted)
    assert command.main(["export", str(EXAMPLE), "-o", "-"]) == 130
    assert capsys.readouterr() == ("", "\n")


def test_a_request_to_terminate_clears_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def terminated(table: str, result: ParseResult) -> _export.Extract:
        signal.raise_signal(signal.SIGTERM)
        return extract(table, result)

    monkeypatch.setattr(_export, "extract", terminated)
    with pytest.raises(SystemExit) as stopped:
        command.main(["export", str(folder), "-o", str(folder.parent / "out.csv"), "--workers", "1"])
    assert stopped.value.code == 128 + signal.SIGTERM
    assert list(folder.parent.iterdir()) == [folder]


def test_a_table_may_be_empty(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    output = folder.parent / "out.parquet"
    assert command.main(["export", str(folder / "03.txt"), "-o", str(output)]) == 1
    assert from_parquet(output) == []


def _start_slow_export(folder: Path, output: Path) -> subprocess.Popen[bytes]:
    """Start to export letters so long that there is time to stop it, and wait until it is at work."""
    long = folder / "00.txt"
    long.write_text(EXAMPLE.read_text() + "word " * 200_000)
    for number in range(400):
        folder.joinpath(f"long{number}.txt").hardlink_to(long)
    # A shell starts what runs in the background with Ctrl-C ignored, and a child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "imrdoc",
                "export",
                str(folder),
                "-o",
                str(output),
                "--workers",
                "2",
            ],
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 60
    while not list(folder.parent.glob(".out.csv.*.tmp")) and time.monotonic() < deadline:
        time.sleep(0.01)
    # It is at work once it has a worker. While it imports what it needs, Python ends by the signal itself.
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while children.exists() and not children.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_old_file_and_no_litter(folder: Path, number: signal.Signals) -> None:
    output = folder.parent / "out.csv"
    output.write_text("old")
    process = _start_slow_export(folder, output)
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert b"is as it was" in errors
    assert b"Traceback" not in errors
    assert output.read_text() == "old"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["letters", "out.csv"]


def test_a_run_that_is_killed_leaves_the_old_file(folder: Path) -> None:
    output = folder.parent / "out.csv"
    output.write_text("old")
    process = _start_slow_export(folder, output)
    process.kill()
    process.communicate(timeout=60)
    assert output.read_text() == "old"


def test_the_bar_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(_export, "BETWEEN_UPDATES", -1)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    assert command.main(["export", str(folder), "-o", str(folder.parent / "out.csv")]) == 1
    assert "40 of 40 letters" in stream.getvalue()
    assert "72 rows" in stream.getvalue()
    assert "4 failed" in stream.getvalue()


def test_a_signal_is_handled_as_before_after_a_run(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert command.main(["export", str(EXAMPLE), "-o", str(tmp_path / "out.csv")]) == 0
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_letter_without_a_file_has_none() -> None:
    extracted = extract("issues", ParseResult(path=Path("-"), determination=LETTER))
    assert [row["file"] for row in extracted.rows] == ["-"]
    assert extracted.failure is None
