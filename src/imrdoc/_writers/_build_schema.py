"""Makes the published JSON Schema from the model; needed only when the model changes."""

from __future__ import annotations

import ast
import datetime
import inspect
from enum import Enum
from typing import Any

from imrdoc._model import Determination, Diagnostic, Located, Span
from imrdoc._writers._dict import SCHEMA_VERSION
from imrdoc._writers._shapes import Shape, shapes

__all__ = ["build_schema"]

SCALARS: dict[type[object], dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime.date: {"type": "string", "format": "date"},
}
NONE = {"type": "null"}


def build_schema() -> dict[str, Any]:
    """Make the schema from the model: `python -m imrdoc._writers._build_schema` prints it.

    Descriptions are the docstrings of the classes and of their fields.

    Returns:
        The schema.
    """
    definitions: dict[str, Any] = {}
    span = _reference(Span, definitions)
    definitions["Place"] = {
        "description": "Where a value stands; for a list, where each entry stands.",
        "anyOf": [span, {"type": "array", "items": span}],
    }
    root = _object(Determination, definitions)
    version = {"const": SCHEMA_VERSION, "description": "Version of this form."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:imrdoc:determination:{SCHEMA_VERSION}",
        "title": "Determination",
        **root,
        "properties": {"schema_version": version, **root["properties"]},
        "required": ["schema_version", *root["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _object(model: type[object], definitions: dict[str, Any]) -> dict[str, Any]:
    notes = _notes(model)
    properties = {
        shape.name: {**_field(shape, definitions), "description": notes[shape.name]}
        for shape in shapes(model)
    }
    required = list(properties)
    if issubclass(model, Located):
        properties["spans"] = {
            "type": "object",
            "propertyNames": {"enum": required},
            "additionalProperties": {"$ref": "#/$defs/Place"},
            "description": "Where the values stand, by field name. Written only when asked for.",
        }
    if model is Diagnostic:
        properties["span"] = {
            "anyOf": [_reference(Span, definitions), NONE],
            "description": "Where in the source. Written only when asked for.",
        }
    return {"type": "object", "description": _summary(model), "properties": properties, "required": required}


def _field(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    scalar = SCALARS.get(shape.kind)
    if scalar and shape.is_optional:
        return {**scalar, "type": [scalar["type"], "null"]}
    kind = dict(scalar or _reference(shape.kind, definitions))
    if shape.is_tuple:
        return {"type": "array", "items": kind}
    return {"anyOf": [kind, NONE]} if shape.is_optional else kind


def _reference(kind: type[object], definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # holds the place while the parts are made
        definitions[kind.__name__] = _enum(kind) if issubclass(kind, Enum) else _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _enum(kind: type[Enum]) -> dict[str, Any]:
    notes = _notes(kind)
    lines = [f"{member.value}: {notes[member.name]}" for member in kind if member.name in notes]
    return {
        "type": "string",
        "description": "\n".join([_summary(kind), *lines]),
        "enum": [member.value for member in kind],
    }


def _summary(kind: type[object]) -> str:
    """The first paragraph of a class's docstring."""
    return _plain((kind.__doc__ or "").partition("\n\n")[0])


def _notes(kind: type[object]) -> dict[str, str]:
    """The docstring below each field of a class."""
    (definition,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    notes: dict[str, str] = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(field, (ast.Assign, ast.AnnAssign)) and isinstance(below, ast.Expr):
            target = field.targets[0] if isinstance(field, ast.Assign) else field.target
            notes[ast.unparse(target)] = _plain(str(ast.literal_eval(below.value)))
    return notes


def _plain(docstring: str) -> str:
    """A docstring on one line, in the words of JSON."""
    return " ".join({"None": "null", "True": "true"}.get(word, word) for word in docstring.split())


if __name__ == "__main__":
    import json

    print(json.dumps(build_schema(), indent=2, ensure_ascii=False))
