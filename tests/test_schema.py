"""The published JSON Schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from imrdoc import Determination
from imrdoc._writers import json_schema, to_json
from imrdoc._writers._build_schema import build_schema
from model_strategies import letters


def closed(schema: Any) -> Any:
    """The same schema, allowing no keys but those it names."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


VALIDATOR = Draft202012Validator(closed(json_schema()))


def test_the_published_file_is_up_to_date() -> None:
    published = (files("imrdoc") / "schema" / "determination.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n", (
        "run: python -m imrdoc._writers._build_schema > src/imrdoc/schema/determination.schema.json"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("spans", [False, True])
@given(letter=letters)
def test_what_is_written_follows_the_schema(letter: Determination, spans: bool) -> None:
    VALIDATOR.validate(json.loads(to_json(letter, spans=spans)))


def test_every_property_is_described() -> None:
    schema = json_schema()
    for definition in [schema, *schema["$defs"].values()]:
        for name, value in definition.get("properties", {}).items():
            assert value.get("description") or definition is schema["$defs"]["Span"], name
