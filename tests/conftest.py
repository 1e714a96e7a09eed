"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("IMRDOC_SHARED", ROOT.parent / "shared"))
"""Real letters with known answers, where they are at hand. IMRDOC_SHARED names another place."""

settings.register_profile(
    "imrdoc",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize=bool(
        os.environ.get("CI")
    ),  # CI tries the same examples each time; a run by hand tries new ones
)
settings.load_profile("imrdoc")


@pytest.fixture(autouse=True)
def _in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples name files from the root of the project."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def sample() -> str:
    """The text of the sample letter."""
    return (ROOT / "examples" / "letter.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real letters."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(
            f"no real letters at {SHARED}: set IMRDOC_SHARED to the folder that holds corpus/ and seeds/"
        )
    return SHARED


@pytest.fixture(
    params=["doublespaced", "mupdf", "pdfbox", "pdfium", "pdfminer", "poppler", "poppler_layout", "pypdf"]
)
def form(request: pytest.FixtureRequest) -> str:
    """Each of the forms in which the real letters are at hand as text."""
    name: str = request.param
    return name
