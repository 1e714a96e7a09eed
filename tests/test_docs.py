"""Every example of the documentation runs, and the documentation is complete."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

import imrdoc
import markdown_examples
from markdown_examples import NeedsPackage, run_page

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
DOCS = ROOT / "docs"
PAGES = sorted(
    path for path in DOCS.rglob("*.md") if not {"_build", "_generated"} & set(path.relative_to(DOCS).parts)
)
ENGINES = ("pyspark", "ray", "dask")
"""Packages that start processes of their own; pages that use them are run in one, too."""
IMPORTS = re.compile(r"^\s*(?:import|from) (\w+)", re.M)
Test = TypeVar("Test", bound=Callable[..., None])
SPARK = (
    "--master local[2] --conf spark.ui.enabled=false --conf spark.driver.bindAddress=127.0.0.1 pyspark-shell"
)


def leave_files_open(test: Test) -> Test:
    """Short examples leave it to Python to close a file: no warning about that."""
    for kind in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
        test = pytest.mark.filterwarnings(f"ignore::{kind}")(test)
    return test


def page_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the examples find what they read: the sample letter and copies of it."""
    sample = ROOT / "examples" / "letter.txt"
    for name in (
        "examples/letter.txt",
        "letters/1.txt",
        "letters/2.pdf",
        "letters/2017/3.pdf",
        "letter.pdf",
        "bucket/letters/3.txt",
    ):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample, copy)  # told apart by content: a text may be called letter.pdf
    with zipfile.ZipFile(tmp_path / "letters.zip", "w") as archive:
        archive.write(sample, "letter.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@leave_files_open
@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=page_name)
def test_page(path: Path, workplace: Path) -> None:
    replacements = {"s3://bucket": f"{workplace}/bucket"}
    engines = set(IMPORTS.findall(path.read_text(encoding="utf-8"))) & set(ENGINES)
    try:
        if engines:
            run_apart(path, replacements)
        else:
            run_page(path, replacements)
    except NeedsPackage as needed:
        pytest.skip(str(needed))


def run_apart(path: Path, replacements: dict[str, str]) -> None:
    """Run a page in a process of its own."""
    if "pyspark" in path.read_text(encoding="utf-8") and not (
        shutil.which("java") or "JAVA_HOME" in os.environ
    ):
        raise NeedsPackage(f"{path.name} needs Java")
    python = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_SUBMIT_ARGS": SPARK}
    pairs = [f"{old}={new}" for old, new in replacements.items()]
    done = subprocess.run(
        [sys.executable, markdown_examples.__file__, str(path), *pairs],
        env={**os.environ, **python},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77:
        raise NeedsPackage(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stderr[-3000:]


MODULES = sorted(
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
    for path in SRC.rglob("*.py")
    if path.name != "__main__.py"
)


@leave_files_open
@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        pytest.skip(str(error))
    monkeypatch.chdir(ROOT)
    problems: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(test, out=problems.append)
    assert not problems, "\n" + "".join(problems)


@pytest.mark.parametrize("code", imrdoc.DiagnosticCode, ids=lambda code: code.value)
def test_code_has_a_page(code: imrdoc.DiagnosticCode) -> None:
    page = DOCS / "reference" / "diagnostics" / f"{code.value}.md"
    assert page.is_file(), f"write {page_name(page)}"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {code.value}\n")
    assert f"[{code.value}]" in text or "not-a-letter" in text, "its example does not give it"
    index = (page.parent / "index.md").read_text(encoding="utf-8")
    severity = re.search(r"^Severity: (\w+)$", text, re.M)
    assert severity, "it does not say its severity"
    assert f"| [`{code.value}`]({code.value}.md) | {severity[1]} |" in index
    assert f"\n{code.value}\n" in index, "it is not in the table of contents"


def test_no_page_for_a_code_that_is_gone() -> None:
    pages = {path.stem for path in (DOCS / "reference" / "diagnostics").glob("*.md")} - {"index"}
    assert pages == {code.value for code in imrdoc.DiagnosticCode}


def test_reference_has_every_public_name() -> None:
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\.\. (?:auto|py:)(?:function|class|exception|data):: (\w+)", text, re.M))
    names = set(imrdoc.__all__)
    try:
        names |= set(importlib.import_module("imrdoc.arrow").__all__)
    except ImportError:
        documented = {name for name in documented if hasattr(imrdoc, name)}
    assert documented == names


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=page_name)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"\w+:", target):
            assert (path.parent / target).exists(), f"{page_name(path)} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_page_is_in_the_table_of_contents(path: Path) -> None:
    if path == DOCS / "index.md":
        return
    index = (
        path.parent / "index.md"
        if path.parent.name == "diagnostics" and path.stem != "index"
        else DOCS / "index.md"
    )
    name = path.relative_to(index.parent).with_suffix("").as_posix()
    text = index.read_text(encoding="utf-8")
    globs = re.findall(r"^(\S+\*)$", text, re.M)
    assert f"\n{name}\n" in text or any(path.match(glob + ".md") for glob in globs), f"add {name} to {index}"


def test_rows_page_lists_every_column() -> None:
    records = pytest.importorskip("imrdoc._writers")
    text = (DOCS / "reference" / "rows.md").read_text(encoding="utf-8")
    issues, _, citations = text.partition("## Issues")[2].partition("## Citations")
    for record, part in ((records.IssueRecord, issues), (records.CitationRecord, citations)):
        columns = re.findall(r"^\| `(\w+)` \|", part, re.M)
        assert columns[: len(record.__annotations__)] == list(record.__annotations__)
