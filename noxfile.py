"""Checks in environments of their own. `nox` runs all of them, `nox -s tests-3.12` one, `nox -l` lists them.

What stands behind `--` goes to the program that the session runs: `nox -s tests-3.12 -- -k dates`.
"""

from __future__ import annotations

import re
import shutil
import subprocess

import nox

OLDEST, NEWEST = 10, 19
"""Minor versions of Python 3 to look for."""
PROJECT = nox.project.load_toml("pyproject.toml")
FAST = ("-m", "not packaging")
"""Building and installing packages is the same on every Python; the session `build` does it."""

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True


def found_pythons() -> list[str]:
    """The Pythons on this machine that imrdoc supports."""
    versions: list[str] = []
    for minor in range(OLDEST, NEWEST + 1):
        program = shutil.which(f"python3.{minor}")
        # A version manager may have a program for a version that is not there.
        if (
            program
            and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
        ):
            versions.append(f"3.{minor}")
    return versions


PYTHONS = found_pythons()


def group(*names: str) -> list[str]:
    """The requirements of dependency groups."""
    return [*nox.project.dependency_groups(PROJECT, *names)]


def lowest() -> list[str]:
    """The lowest versions that the project says it works with, of its dependencies and of its extras'."""
    project = PROJECT["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    requirements = [each for each in (*project["dependencies"], *extras) if ">=" in each]
    return [re.sub(r">=\s*([\d.]+).*", r"==\1", each) for each in requirements]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on every Python found."""
    session.install("--editable", ".[all]", *group("test"))
    session.run("python", "-m", "pytest", *(session.posargs or FAST))


@nox.session(name="lowest", python=PYTHONS[:1])
def lowest_versions(session: nox.Session) -> None:
    """Run the tests on the oldest Python with the lowest versions of the dependencies."""
    # numpy 2 came after the lowest pyarrow, which was built for numpy 1.
    session.install("--editable", ".[all]", *lowest(), "numpy<2", *group("test"))
    session.run("python", "-m", "pip", "list")
    session.run("python", "-m", "pytest", *(session.posargs or FAST))


@nox.session(python=PYTHONS[-1:])
def style(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session(python=PYTHONS[-1:])
def types(session: nox.Session) -> None:
    """Check types: the package's own, and those that a project sees that has installed it."""
    session.install("--editable", ".[all]", *group("test", "types", "release"))
    session.run("mypy")
    session.run("pyright")
    session.run("python", "-m", "pytest", "-m", "packaging", "tests/test_typing.py", *session.posargs)


@nox.session(python=PYTHONS[-1:])
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install("--editable", ".[all]", *group("docs"))
    session.run("sphinx-build", "-W", "-n", "-b", "html", "docs", "docs/_build", *session.posargs)


@nox.session(python=PYTHONS[-1:])
def build(session: nox.Session) -> None:
    """Build the packages, check them, and install each in an empty environment."""
    session.install("--editable", ".[all]", *group("test", "release"))
    session.run("python", "-m", "pytest", "-m", "packaging", "tests/test_packaging.py", *session.posargs)
