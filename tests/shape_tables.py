"""Reads the tables of shapes in the documentation, each row of which is an executable example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def rows(page: str, *heads: str) -> Iterator[tuple[str, ...]]:
    """The cells of every row of the tables on a page that have these column heads."""
    wanted = False
    for line in (REFERENCE / page).read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        if not cells:
            wanted = False
        elif cells == heads:
            wanted = True
        elif wanted and set(line) - set("|-"):
            yield tuple([cell.strip("`") if number == 0 else cell for number, cell in enumerate(cells)])


def quoted(cell: str) -> tuple[str, ...]:
    """The entries of a cell, each in backquotes."""
    return tuple(re.findall(r"`([^`]+)`", cell))
