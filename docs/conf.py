"""How the documentation is built: `sphinx-build -W -n docs docs/_build`."""

from __future__ import annotations

import enum
import re
import sys
from pathlib import Path

import attrs
from sphinx.application import Sphinx

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

import draw_grammar  # noqa: E402 - found through the line above
import draw_letter  # noqa: E402

import imrdoc  # noqa: E402

project = "imrdoc"
author = "The imrdoc authors"
copyright = author
version = release = imrdoc.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "_generated"]
nitpicky = True
nitpick_ignore_regex = [
    # What belongs to Python or to another library has its own documentation.
    (
        r"py:.*",
        r"(bool|bytes|dict|float|int|list|object|optional|str|tuple|type|None|True|False|self)"
        r"|(collections|datetime|enum|os|pathlib|typing|typing_extensions|attrs|pyarrow|pa)\.?.*"
        r"|.*(Error|Exception)",
    ),
    (r"py:.*", r"Path|PathLike|Iterable|Iterator|Generator|Mapping|Sequence|Literal|Any|date|Table"),
]

html_theme = "furo"
html_title = f"imrdoc {version}"
html_static_path = ["_static"]
html_css_files = ["drawings.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
html_theme_options = {
    "navigation_with_keys": True,
    # The theme's own font lists are those of the reader's system: nothing is fetched from a network.
    "light_css_variables": {
        "drawing-line": "#5a6472",
        "drawing-case": "#dbe9fb",
        "drawing-reviewer": "#d9f2e3",
        "drawing-summary": "#fdf0cf",
        "drawing-request": "#eadcf8",
        "drawing-decision": "#fbd9d9",
        "drawing-guideline": "#d5f0f2",
        "drawing-text": "#ececef",
    },
    "dark_css_variables": {
        "drawing-line": "#a5afbd",
        "drawing-case": "#1f3b5f",
        "drawing-reviewer": "#1c4a33",
        "drawing-summary": "#574415",
        "drawing-request": "#44305f",
        "drawing-decision": "#642b2b",
        "drawing-guideline": "#164a4f",
        "drawing-text": "#33363c",
    },
}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
napoleon_numpy_docstring = False
napoleon_use_rtype = False

PUBLIC = {name for name in imrdoc.__all__ if not name.startswith("_")}
COLON = "\ue000"
"""Stands for a colon in the docstrings of fields."""
SINGLE_BACKTICKS = re.compile(r"(?<![`:\w])`([^`]+)`(?![`_])")


def _link(match: re.Match[str]) -> str:
    """A public name becomes a link to it, anything else is set as code."""
    name = match[1]
    first, _, rest = name.removeprefix("imrdoc.").partition(".")
    if first in PUBLIC and not rest:
        return f":py:obj:`~imrdoc.{first}`"
    return f"``{name}``"


def mark_up_docstring(
    app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    """Docstrings write names in single backticks, as Markdown does."""
    lines[:] = [
        line if line.lstrip().startswith(">>>") else SINGLE_BACKTICKS.sub(_link, line) for line in lines
    ]
    if what in ("attribute", "property", "data"):
        lines[:] = [line.replace(":", COLON) for line in lines]


def put_back_colons(
    app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    """Undo what was done to keep napoleon from taking the words before a colon for a type."""
    lines[:] = [line.replace(COLON, ":") for line in lines]


def leave_out_signature(
    app: Sphinx,
    what: str,
    name: str,
    thing: type,
    options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str, None] | None:
    """The fields of a class are listed one by one below it: its signature would say them again."""
    if what == "class" and (attrs.has(thing) or issubclass(thing, (enum.Enum, dict))):
        return "", None
    return None


def leave_out_private(
    app: Sphinx, what: str, name: str, thing: object, skip: bool, options: object
) -> bool | None:
    """Names with an underscore are no part of the reference."""
    return True if name.startswith("_") else None


def draw(app: Sphinx) -> None:
    """Make the drawings anew; leave them alone where nothing changed."""
    folder = DOCS / "_generated"
    folder.mkdir(exist_ok=True)
    for name, text in {"grammar.md": draw_grammar.draw(), "letter.html": draw_letter.draw()}.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Tell Sphinx about the steps above."""
    app.connect("builder-inited", draw)
    app.connect("autodoc-process-docstring", mark_up_docstring, priority=400)  # napoleon has 500
    app.connect("autodoc-process-docstring", put_back_colons, priority=600)
    app.connect("autodoc-process-signature", leave_out_signature)
    app.connect("autodoc-skip-member", leave_out_private)
