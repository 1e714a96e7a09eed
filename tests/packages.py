"""Builds the wheel and the sdist once for a test run, and makes environments to install them in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE = 600
"""Seconds to wait for another process that builds."""
NETWORK_TROUBLE = ("No matching distribution found", "Connection", "Could not find a version", "timed out")


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says."""
    return subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


def require(*modules: str) -> None:
    """Skip the test if a tool is not installed."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def pip(environment: Path, *arguments: str | Path) -> None:
    """Install something; skip the test if no index can be reached for what it depends on."""
    done = run(
        sys.executable, "-m", "pip", "--python", python_in(environment), "install", "--quiet", *arguments
    )
    if done.returncode and any(word in done.stderr for word in NETWORK_TROUBLE):
        pytest.skip(f"pip finds no packages here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr


def python_in(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(folder: Path) -> Path:
    """An empty virtual environment."""
    done = run(sys.executable, "-m", "venv", "--without-pip", folder)
    assert done.returncode == 0, done.stderr
    return folder


def built(factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist, built from the working tree once for all processes of this test run."""
    require("build")
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dist"
    try:
        folder.mkdir()
    except FileExistsError:  # another process builds or has built
        for _ in range(PATIENCE):
            if (folder / "done").exists():
                break
            time.sleep(1)
    else:
        done = run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
        (folder / "done").write_text(done.stderr if done.returncode else "", encoding="utf-8")
    trouble = (folder / "done").read_text(encoding="utf-8")
    if any(word in trouble for word in NETWORK_TROUBLE):
        pytest.skip("the build backend cannot be installed here")
    assert not trouble, trouble
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist
