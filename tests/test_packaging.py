"""The wheel, the sdist and an editable install: built, checked, installed elsewhere, and run."""

from __future__ import annotations

import email.parser
import json
import re
import shutil
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from packages import ROOT, built, make_environment, pip, python_in, require, run

pytestmark = pytest.mark.packaging

SAMPLE = ROOT / "examples" / "letter.txt"
GRAMMARS = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "grammar").rglob("*") if path.is_file()
)
JUNK = re.compile(r"(^|/)(__pycache__|_build|_generated|\.\w[^/]*|[^/]*\.(pyc|egg-info|whl))(/|$)")
WANTED = (".gitignore",)
"""Hidden files that may be in the sdist."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory)


def wheel_names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def sdist_names(sdist: Path) -> list[str]:
    """The files of an sdist, without the folder that holds them."""
    with tarfile.open(sdist) as archive:
        return [member.name.partition("/")[2] for member in archive if member.isfile()]


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.parser.Parser().parsestr(archive.read(name).decode("utf-8"))


def parses_the_sample(python: Path, folder: Path) -> None:
    """Run the command line from a folder that has nothing of the project."""
    shutil.copy(SAMPLE, folder / "letter.txt")
    done = run(python, "-I", "-m", "imrdoc", "parse", "letter.txt", cwd=folder)
    assert done.returncode == 0, done.stderr
    letter = json.loads(done.stdout)
    assert [issue["decision"] for issue in letter["issues"]] == ["Upheld", "Overturned"]


@pytest.mark.parametrize("kind", ["wheel", "sdist", "editable"])
def test_installed_package_runs(kind: str, packages: tuple[Path, Path], tmp_path: Path) -> None:
    wheel, sdist = packages
    environment = make_environment(tmp_path / "venv")
    what = {"wheel": [wheel], "sdist": [sdist], "editable": ["--editable", ROOT]}[kind]
    pip(environment, *what)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    parses_the_sample(python_in(environment), elsewhere)


def test_installed_package_uses_its_prepared_tables(packages: tuple[Path, Path], tmp_path: Path) -> None:
    environment = make_environment(tmp_path / "venv")
    pip(environment, packages[0])
    code = "import imrdoc, sys; imrdoc.parse(sys.argv[1]); print('lark' in sys.modules)"
    done = run(python_in(environment), "-I", "-c", code, SAMPLE)
    assert done.stdout.strip() == "False", done.stderr


def test_wheel_holds_what_it_needs(packages: tuple[Path, Path]) -> None:
    names = wheel_names(packages[0])
    assert {f"imrdoc/{name}" for name in GRAMMARS} <= set(names)
    assert {"imrdoc/py.typed", "imrdoc/schema/determination.schema.json"} <= set(names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {
        "imrdoc",
        f"{packages[0].name.split('-py3')[0]}.dist-info",
    }
    assert not [name for name in names if JUNK.search(name)]


def test_sdist_holds_the_project(packages: tuple[Path, Path]) -> None:
    names = set(sdist_names(packages[1]))
    assert set(GRAMMARS) <= names
    assert {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "docs/conf.py",
        "docs/draw_letter.py",
        "docs/index.md",
        "examples/letter.txt",
        "noxfile.py",
        "pyproject.toml",
        "src/imrdoc/__init__.py",
        "tests/downstream/inferred.py",
        "tests/public_surface.txt",
        "tests/test_docs.py",
    } <= names
    assert not [name for name in names if JUNK.search(name) and name not in WANTED]


def test_wheel_from_the_sdist_is_the_same(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """Build has made the wheel out of the sdist; made straight from the tree it holds the same."""
    done = run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT)
    assert done.returncode == 0, done.stderr
    (direct,) = tmp_path.glob("*.whl")
    assert sorted(wheel_names(direct)) == sorted(wheel_names(packages[0]))


def test_metadata_is_complete(packages: tuple[Path, Path]) -> None:
    found = metadata(packages[0])
    assert found["Name"] == "imrdoc"
    assert found["Requires-Python"] == ">=3.10"
    assert found["License-Expression"] == "MIT"
    assert found["Description-Content-Type"] == "text/markdown"
    assert len(found["Summary"]) > 20
    assert len(found.get_payload()) > 500, "the README is missing"
    needed = {re.split(r"[^\w-]", name)[0] for name in found.get_all("Requires-Dist") if "extra" not in name}
    assert needed == {"attrs", "lark", "typing-extensions"}
    assert set(found.get_all("Provides-Extra")) == {"all", "arrow", "cli", "pdf"}
    classifiers = found.get_all("Classifier")
    assert "Typing :: Typed" in classifiers
    for minor in range(10, 14):
        assert f"Programming Language :: Python :: 3.{minor}" in classifiers


def test_versions_agree(packages: tuple[Path, Path]) -> None:
    import imrdoc

    assert metadata(packages[0])["Version"] == imrdoc.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{imrdoc.__version__}]" in changelog


def test_twine_finds_nothing(packages: tuple[Path, Path]) -> None:
    require("twine")
    done = run(sys.executable, "-m", "twine", "check", "--strict", *packages)
    assert done.returncode == 0, done.stdout + done.stderr


def test_check_wheel_contents_finds_nothing(packages: tuple[Path, Path]) -> None:
    require("check_wheel_contents")
    done = run(sys.executable, "-m", "check_wheel_contents", packages[0])
    assert done.returncode == 0, done.stdout + done.stderr
