"""Types as a project sees them that has installed the wheel: see the folder `downstream`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from packages import built, make_environment, pip, python_in, require, run

pytestmark = pytest.mark.packaging

DOWNSTREAM = Path(__file__).with_name("downstream")
GOOD = ("uphold_rates.py", "inferred.py")
BAD = "misuse.py"
MARK = "  # refused"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and nothing else but its dependencies."""
    wheel, _ = built(tmp_path_factory)
    folder = make_environment(tmp_path_factory.mktemp("downstream") / "venv")
    pip(folder, wheel)
    return folder


def mypy(environment: Path, *files: str) -> dict[str, set[int]]:
    """The lines of each file that mypy refuses."""
    require("mypy")
    cache = environment.parent / "mypy"
    options = [
        "--python-executable",
        str(python_in(environment)),
        "--cache-dir",
        str(cache),
        "--no-error-summary",
    ]
    done = run(sys.executable, "-m", "mypy", *options, *files, cwd=DOWNSTREAM)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, set[int]] = {}
    for name, line in re.findall(r"^(\S+?):(\d+): error:", done.stdout, flags=re.M):
        found.setdefault(name, set()).add(int(line))
    return found


def pyright(environment: Path, *files: str) -> dict[str, set[int]]:
    """The lines of each file that pyright refuses."""
    report = run_pyright(environment, "--outputjson", *files)
    found: dict[str, set[int]] = {}
    for each in json.loads(report)["generalDiagnostics"]:
        if each["severity"] == "error":
            found.setdefault(Path(each["file"]).name, set()).add(each["range"]["start"]["line"] + 1)
    return found


def run_pyright(environment: Path, *arguments: str) -> str:
    """What pyright says in an environment; the test is skipped if it cannot run here."""
    require("pyright")
    binaries = python_in(environment).parent
    variables = {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(environment),
    }
    options = ["--pythonpath", str(python_in(environment))] if "--outputjson" in arguments else []
    done = subprocess.run(
        [sys.executable, "-m", "pyright", *options, *arguments],
        cwd=DOWNSTREAM,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        pytest.skip(f"pyright cannot run here: {(done.stderr or done.stdout).strip()[-200:]}")
    return done.stdout


CHECKERS = pytest.mark.parametrize("check", [mypy, pyright])


@CHECKERS
def test_sample_project_is_clean(environment: Path, check) -> None:
    assert check(environment, *GOOD) == {}


@CHECKERS
def test_misuse_is_refused(environment: Path, check) -> None:
    lines = (DOWNSTREAM / BAD).read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, 1) if line.endswith(MARK)}
    found = check(environment, BAD).get(BAD, set())
    assert found == marked, f"not refused: {sorted(marked - found)}; refused: {sorted(found - marked)}"


@pytest.mark.parametrize("options", [[], ["--ignoreexternal"]])
def test_every_public_type_is_known(environment: Path, options: list[str]) -> None:
    report = run_pyright(environment, "--verifytypes", "imrdoc", *options)
    assert "Type completeness score: 100%" in report, report


def test_sample_project_runs(environment: Path, tmp_path: Path) -> None:
    sample = DOWNSTREAM.parents[1] / "examples" / "letter.txt"
    (tmp_path / "letter.txt").write_bytes(sample.read_bytes())
    done = run(python_in(environment), "-I", DOWNSTREAM / "uphold_rates.py", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "  50%  Chronic Pain Medical Treatment",
        " 100%  Official Disability Guidelines",
    ]
