"""Writes down the public surface: names, signatures, fields, values. `public_surface.txt` is its snapshot.

To take a new snapshot, say in the changelog what changed, and quote it (a few words are enough):

    python tests/public_surface.py --entry "words of the entry in CHANGELOG.md"
"""

from __future__ import annotations

import argparse
import contextlib
import enum
import hashlib
import importlib
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ForwardRef, is_typeddict

import attrs

SNAPSHOT = Path(__file__).with_name("public_surface.txt")
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"
ENTRY = "# changelog: "
DIGEST = "# digest: "
MODULES = ("imrdoc", "imrdoc.arrow")
COMMANDS = "the command line"
SCHEMA = "the JSON schema"


def sections() -> dict[str, list[str]]:
    """The surface by section; what needs an extra that is missing is left out."""
    found: dict[str, list[str]] = {}
    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        found[name] = [line for public in sorted(module.__all__) for line in describe(module, public)]
    with contextlib.suppress(ImportError):
        found[COMMANDS] = [*commands()]
    imrdoc = importlib.import_module("imrdoc")
    if "json_schema" in imrdoc.__all__:
        schema = json.dumps(without_descriptions(imrdoc.json_schema()), sort_keys=True)
        found[SCHEMA] = [f"sha256 {hashlib.sha256(schema.encode()).hexdigest()}"]
    return found


def without_descriptions(schema: object) -> object:
    """A JSON Schema without the words for people, which may change."""
    if isinstance(schema, list):
        return [without_descriptions(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_descriptions(value)
        for key, value in schema.items()
        if key != "description" or not isinstance(value, str)
    }


def describe(module: object, name: str) -> Iterator[str]:
    """One public name on one line, and what belongs to it on further ones."""
    thing = getattr(module, name)
    if inspect.isclass(thing):
        yield from describe_class(name, thing)
    elif inspect.isfunction(thing):
        yield f"{name}{signature(thing)}"
    elif type(thing).__module__.startswith("pyarrow"):
        yield f"{name}: {type(thing).__name__}"
        yield from (f"    {field.name}: {field.type}" for field in thing)
    else:
        yield f"{name}: {type(thing).__name__} = {thing!r}"


def describe_class(name: str, kind: type) -> Iterator[str]:
    """A class with its bases, fields, values and methods."""
    bases = ", ".join(base.__name__ for base in kind.__bases__ if base is not object)
    yield f"class {name}({bases})" if bases else f"class {name}"
    if issubclass(kind, enum.Enum):
        yield from (f"    {member.name} = {member.value!r}" for member in kind)
        return
    if is_typeddict(kind):
        yield from (f"    {key}: {type_name(hint)}" for key, hint in kind.__annotations__.items())
        return
    if attrs.has(kind):
        for field in attrs.fields(kind):
            if field.name.startswith("_"):
                continue
            default = "" if field.default is attrs.NOTHING else f" = {field.default!r}"
            yield f"    {field.name}: {type_name(field.type)}{default}"
    elif issubclass(kind, BaseException) and "__init__" in vars(kind):
        yield f"    {signature(kind.__init__).removesuffix(' -> None')}"
        for field in re.findall(r"self\.(\w+)(?:: .+)? = ", inspect.getsource(kind.__init__)):
            yield f"    {field}"
    yield from members(kind)


def members(kind: type) -> Iterator[str]:
    """Methods and properties of a class, its own and what it has from other classes of the package."""
    for owner in kind.__mro__:
        if not owner.__module__.startswith("imrdoc"):
            continue
        for name, value in sorted(vars(owner).items()):
            if name.startswith("_"):
                continue
            if isinstance(value, property):
                returns = value.fget.__annotations__.get("return", "?") if value.fget else "?"
                yield f"    {name} -> {type_name(returns)} (property)"
            elif isinstance(value, (classmethod, staticmethod)):
                yield f"    {name}{signature(value.__func__)} ({type(value).__name__})"
            elif inspect.isfunction(value):
                yield f"    {name}{signature(value)}"


def signature(function: object) -> str:
    """A signature with its types as they stand in the source."""
    found = inspect.signature(function)  # type: ignore[arg-type]
    parameters = [
        each.replace(annotation=_Raw(type_name(each.annotation)))
        if each.annotation is not each.empty
        else each
        for each in found.parameters.values()
    ]
    returns = found.return_annotation
    if returns is not found.empty:
        found = found.replace(return_annotation=_Raw(type_name(returns)))
    return str(found.replace(parameters=parameters))


class _Raw:
    """A type that is shown as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def type_name(hint: object) -> str:
    """A type as text, the same in every version of Python."""
    if isinstance(hint, ForwardRef):
        return hint.__forward_arg__
    if isinstance(hint, str):
        return hint
    return hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)


def commands() -> Iterator[str]:
    """The commands with their arguments and options."""
    import click

    app = importlib.import_module("imrdoc._cli._commands").app
    for name, command in sorted(app.commands.items()):
        yield name
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                yield f"    {parameter.human_readable_name}"
                continue
            names = ", ".join([*parameter.opts, *parameter.secondary_opts])
            choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
            yield f"    {names}" + (f" ({' | '.join(choices)})" if choices else "")


def render(found: dict[str, list[str]]) -> str:
    """The sections as text."""
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in found.items())


def split(text: str) -> dict[str, list[str]]:
    """The sections of a text."""
    parts = re.split(r"^\[(.+)\]\n", text, flags=re.M)
    return {name: body.strip("\n").split("\n") for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def digest(body: str) -> str:
    """A checksum of the snapshot's body."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def latest_changes() -> str:
    """The changelog's newest section that says anything, on one line."""
    for section in re.split(r"^## ", CHANGELOG.read_text(encoding="utf-8"), flags=re.M)[1:]:
        _, _, body = section.partition("\n")
        if body.strip():
            return " ".join(body.split())
    return ""


def main() -> int:
    """Take a new snapshot."""
    parser = argparse.ArgumentParser(description="Take a new snapshot of the public surface.")
    parser.add_argument("--entry", required=True, help="words of the changelog's entry on what changed")
    entry = " ".join(parser.parse_args().entry.split())
    if entry not in latest_changes():
        print(f"The newest section of {CHANGELOG.name} does not say: {entry}", file=sys.stderr)
        return 1
    found = sections()
    missing = [name for name in (*MODULES, COMMANDS) if name not in found]
    if missing:
        print(f"Install the extras first. Missing: {', '.join(missing)}", file=sys.stderr)
        return 1
    body = render(found)
    SNAPSHOT.write_text(f"{ENTRY}{entry}\n{DIGEST}{digest(body)}\n\n{body}", encoding="utf-8")
    print(f"Wrote {SNAPSHOT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
