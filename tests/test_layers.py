"""The layers of the package: what each module may import, what an import costs, how long a module is."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import imrdoc

SRC = Path(__file__).parents[1] / "src"
PACKAGE = SRC / "imrdoc"
LONGEST = 350

# Each layer with the layers that it may import from, besides itself. A folder is one layer.
MODEL = frozenset({"_model"})
ERRORS = frozenset({"_report", "_errors", "_limits"})
ALLOWED: dict[str, frozenset[str]] = {
    "_model": frozenset(),
    "_report": MODEL,
    "_limits": MODEL,
    "_errors": MODEL | {"_report"},
    "_engine": frozenset(),
    "_readers": MODEL | {"_errors", "_limits"},
    "_lexer": MODEL | {"_engine"},
    "_recovery": MODEL | {"_engine", "_lexer", "_errors"},
    "_builder": MODEL | {"_engine", "_lexer"},
    "_pipeline": MODEL | {"_engine", "_lexer", "_recovery", "_builder"},
    "_api": MODEL | {"_errors", "_limits", "_readers", "_pipeline"},
    "_writers": MODEL,
    "_transfer": MODEL | {"_pipeline"},
    "_copies": frozenset(),
    "_crew": frozenset({"_copies"}),
    "_workers": frozenset({"_crew"}),
    "_many": MODEL | ERRORS | {"_api", "_transfer", "_workers"},
    "arrow": MODEL | ERRORS | {"_api", "_many", "_writers"},
    "_cli": MODEL | ERRORS | {"__init__", "_api", "_many", "_writers", "arrow"},
    "__main__": frozenset({"_cli"}),
    "__init__": MODEL | ERRORS | {"_api", "_many", "_writers"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
OPTIONAL = ("click", "rich", "pyarrow", "pypdfium2", "pandas", "polars", "pyspark", "lark")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts)


def layer_of(module: str) -> str:
    """The layer of a dotted name; the package itself is `__init__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything of the package that a module imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            if node.module == "imrdoc":  # `from imrdoc import arrow` names a module, or something of __init__
                for alias in node.names:
                    is_module = (PACKAGE / f"{alias.name}.py").is_file() or (PACKAGE / alias.name).is_dir()
                    yield node.lineno, f"imrdoc.{alias.name}" if is_module else "imrdoc"
            elif node.module and node.module.startswith("imrdoc."):
                yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "imrdoc":
                    yield node.lineno, alias.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_from_layers_below(path: Path) -> None:
    layer = layer_of(name_of(path))
    wrong = [
        f"{name_of(path)}, line {line}: {name}"
        for line, name in imports_of(path)
        if layer_of(name) != layer and layer_of(name) not in ALLOWED[layer]
    ]
    assert not wrong, f"{layer} may import {sorted(ALLOWED[layer])} only"


def test_layers_have_no_cycle() -> None:
    done: set[str] = set()
    waiting = set(ALLOWED)
    while waiting:
        free = {layer for layer in waiting if ALLOWED[layer] <= done}
        assert free, f"a cycle among {sorted(waiting)}"
        done |= free
        waiting -= free


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name_of(path)} has {lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_engine_imports_lark(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    if any(name.split(".")[0] == "lark" for name in names):
        assert name_of(path) == "imrdoc._engine._compile"


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh Python holds after a statement."""
    code = f"import sys; {statement}; import json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_loads_nothing_optional() -> None:
    loaded = loaded_by("import imrdoc")
    assert not loaded & set(OPTIONAL)


def test_import_builds_no_parser() -> None:
    loaded = loaded_by("import imrdoc")
    late = {"_engine", "_lexer", "_recovery", "_builder", "_pipeline", "_many", "_writers", "_cli", "arrow"}
    assert not {layer_of(name) for name in loaded if name.startswith("imrdoc.")} & late
    assert "pathlib" not in loaded  # it takes longer than most of the package


def test_a_sound_letter_loads_no_repair() -> None:
    loaded = loaded_by("import imrdoc; imrdoc.parse('examples/letter.txt')")
    assert not {"imrdoc._recovery._recover", "lark", "pathlib"} & set(loaded)


def test_names_are_imported_when_they_are_used() -> None:
    code = "import imrdoc; assert set(imrdoc.__all__) <= set(dir(imrdoc)); imrdoc.records; imrdoc.parse_many"
    assert {"imrdoc._many", "imrdoc._writers"} <= set(loaded_by(code))
    with pytest.raises(AttributeError, match="module 'imrdoc' has no attribute 'nothing'"):
        imrdoc.__getattr__("nothing")


def test_parsing_text_loads_nothing_optional() -> None:
    sample = PACKAGE.parents[1] / "examples" / "letter.txt"
    loaded = loaded_by(f"import imrdoc; imrdoc.parse({str(sample)!r})")
    assert not loaded & set(OPTIONAL), "prepared tables out of date, or a layer reaches too far"


def test_every_module_states_what_it_gives() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = [ast.unparse(node.targets[0]) for node in tree.body if isinstance(node, ast.Assign)]
        only_docstring = len(tree.body) <= 1
        assert "__all__" in assigned or only_docstring, f"{name_of(path)} has no __all__"
        assert ast.get_docstring(tree), f"{name_of(path)} has no docstring"
