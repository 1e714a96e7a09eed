"""The JSON Schema of a written letter."""

from __future__ import annotations

from typing import Any

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that the output of `to_json` follows.

    It is the file `imrdoc/schema/determination.schema.json` of the installed package.

    Returns:
        The schema as a new dictionary.

    Examples:
        >>> import imrdoc
        >>> imrdoc.json_schema()["$defs"]["Decision"]["enum"]
        ['Upheld', 'Overturned', 'Unstated']
    """
    import json
    from importlib.resources import files

    text = (files("imrdoc") / "schema" / "determination.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
