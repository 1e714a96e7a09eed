"""Runs the examples of a page of documentation.

In the current folder, as a script, with pairs of text to put in place of another:

    python tests/markdown_examples.py docs/tutorial.md s3://bucket=bucket
"""

from __future__ import annotations

import ast
import doctest
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

FENCE = re.compile(r"(`{3,})\s*(\S*)")
OPERATORS = re.compile(r"\s[|>]\s?.*")
"""From where on a command line is no longer imrdoc's."""
COMMAND = re.compile(r"(?:\w+=\S+ )*(?:(?:\S*python3? -m )?imrdoc) (.*)")
DOCTEST_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class NeedsPackage(Exception):  # noqa: N818 - not a fault of the example
    """An example imports something that is not installed."""


@frozen
class Block:
    """A block of code on a page."""

    language: str
    text: str
    line: int
    """Line of the page on which its first line stands, counted from 1."""


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page in order."""
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        if opening:
            fence, language = opening.groups()
            end = next(number for number in range(at + 1, len(lines)) if lines[number].strip() == fence)
            yield Block(language, "\n".join(lines[at + 1 : end]) + "\n", at + 2)
            at = end
        at += 1


def run_page(path: Path, replacements: Mapping[str, str]) -> None:
    """Run all examples of a page, one after the other, as one program.

    Raises:
        NeedsPackage: an example imports something that is not installed. Those before it were run.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(path.read_text(encoding="utf-8")):
        text = block.text
        for old, new in replacements.items():
            text = text.replace(old, new)
        where = f"{path}, line {block.line}"
        if block.language == "python":
            run_python(text, names, path, block.line)
        elif block.language == "json":
            json.loads(text)
        elif block.language in ("console", "shell"):
            for line in text.splitlines():
                run_command(line, where)


def run_python(text: str, names: dict[str, object], path: Path, line: int) -> None:
    """Run a block of Python: with prompts as a doctest, without as a program."""
    if ">>> " not in text:
        check_imports(text, path, line)
        code = compile("\n" * (line - 1) + text, str(path), "exec")
        exec(code, names)
        return
    test = doctest.DocTestParser().get_doctest(text, names, path.name, str(path), line - 1)
    check_imports("".join(example.source for example in test.examples), path, line)
    problems: list[str] = []
    runner = doctest.DocTestRunner(optionflags=DOCTEST_OPTIONS)
    runner.run(test, out=problems.append, clear_globs=False)
    names.update(test.globs)
    assert not problems, "\n" + "".join(problems)


def check_imports(code: str, path: Path, line: int) -> None:
    """Stop before an example that needs a package which is not installed."""
    for node in ast.walk(ast.parse(code)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            package = module.split(".")[0]
            if find_spec(package) is None:
                raise NeedsPackage(f"{path.name} from line {line} on needs {package}")


def run_command(line: str, where: str) -> None:
    """Run a line of a terminal if it calls imrdoc; pipes and redirections are left out."""
    called = COMMAND.match(OPERATORS.sub("", line.removeprefix("$ ")))
    if not line.startswith("$ ") or not called:
        return
    arguments: list[str] = []
    for word in shlex.split(called[1], comments=True):
        quoted = f"'{word}'" in line
        arguments += sorted(map(str, Path().glob(word))) if "*" in word and not quoted else [word]
    if arguments[0] != "parse" and (find_spec("click") is None or find_spec("rich") is None):
        raise NeedsPackage(f"{where} needs the extra cli")
    done = subprocess.run(
        [sys.executable, "-m", "imrdoc", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    good = (0, 1) if arguments[0] in ("check", "export") else (0,)  # 1: a letter among them is bad
    assert done.returncode in good, f"{where}: {line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


if __name__ == "__main__":
    try:
        run_page(Path(sys.argv[1]), dict(pair.split("=", 1) for pair in sys.argv[2:]))
    except NeedsPackage as needed:
        print(needed, file=sys.stderr)
        sys.exit(77)
