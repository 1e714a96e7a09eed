"""Letters as plain dictionaries and back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar, cast

import attrs

from imrdoc._model import Determination, Diagnostic, Located, Span

__all__ = ["SCHEMA_VERSION", "from_dict", "to_dict"]

SCHEMA_VERSION = "1.0"
"""Version of the dictionaries' form; docs/reference/json.md says how it evolves."""

T = TypeVar("T")


def to_dict(letter: Determination, *, spans: bool = False) -> dict[str, Any]:
    """Turn a letter into a dictionary of plain values, ready for JSON.

    Keys are the names of the fields. Enumerations become their values, dates ISO texts, tuples lists.

    Args:
        letter: the letter.
        spans: whether to add the place of every value. Each object then gets a key "spans" with a span,
            or a list of spans, by field name; each diagnostic gets a key "span".

    Returns:
        A new dictionary. It holds "schema_version" and all that the letter says, not the source text.

    Examples:
        >>> import imrdoc
        >>> data = imrdoc.to_dict(imrdoc.parse("examples/letter.txt"), spans=True)
        >>> data["case"]["decision_date"], data["issues"][1]["decision"]
        ('2017-02-21', 'Overturned')
        >>> data["case"]["spans"]["decision_date"]
        {'start': 98, 'end': 108, 'line': 3, 'column': 16, 'page': None}
    """
    return {"schema_version": SCHEMA_VERSION, **_dump_object(letter, spans)}


def from_dict(data: Mapping[str, object]) -> Determination:
    """Turn a dictionary that `to_dict` made back into a letter.

    A key with a default may be missing. Spans, and keys that the model does not know, are ignored.

    Args:
        data: the dictionary, or one of the same form from elsewhere.

    Returns:
        A letter equal to the one that was written. It has no source text and no spans.

    Raises:
        ValueError: the dictionary is not of this form. The message starts with the path of the key.

    Examples:
        >>> import imrdoc
        >>> letter = imrdoc.parse("examples/letter.txt")
        >>> data = imrdoc.to_dict(letter)
        >>> imrdoc.from_dict(data) == letter
        True
        >>> data["issues"][1]["decision"] = "Denied"
        >>> imrdoc.from_dict(data)
        Traceback (most recent call last):
        ...
        ValueError: issues[1].decision: 'Denied' is not one of 'Upheld', 'Overturned', 'Unstated'
    """
    _check_version(_object(data, ""))
    return _load_object(Determination, data, "")


def _dump_object(value: object, spans: bool) -> dict[str, Any]:
    from imrdoc._writers._shapes import shapes

    written = shapes(type(value))
    data = {shape.name: _dump(getattr(value, shape.name), spans) for shape in written}
    if spans and isinstance(value, Located):
        places = {shape.name: _places(value, shape.name) for shape in written}
        data["spans"] = {name: place for name, place in places.items() if place}
    if spans and isinstance(value, Diagnostic):
        data["span"] = _span(value.span)
    return data


def _dump(value: object, spans: bool) -> object:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        entries = cast("tuple[object, ...]", value)  # a test on a tuple tells nothing of its entries
        return [_dump(entry, spans) for entry in entries]
    return _dump_object(value, spans)


def _places(owner: Located, name: str) -> object:
    """The span of a field, or the spans of its entries."""
    value = getattr(owner, name)
    if isinstance(value, Located):
        return _span(value.span)
    if isinstance(value, tuple):
        entries = cast("tuple[object, ...]", value)  # as above
        found = [
            entry.span if isinstance(entry, Located) else owner.span_of(name, index)
            for index, entry in enumerate(entries)
        ]
        return [_span(span) for span in found if span]
    return _span(owner.span_of(name))


def _span(span: Span | None) -> dict[str, Any] | None:
    return attrs.asdict(span) if span else None


def _check_version(data: Mapping[str, object]) -> None:
    if "schema_version" not in data:
        raise ValueError("schema_version: the key is missing")
    version = data["schema_version"]
    major = SCHEMA_VERSION.partition(".")[0]
    if not isinstance(version, str) or version.partition(".")[0] != major:
        raise ValueError(f"schema_version: {_shown(version)} is not supported; this imrdoc reads {major}.x")


def _object(data: object, path: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _wrong(path, "an object is needed", data)
    return cast("Mapping[str, object]", data)  # a test on a mapping tells nothing of what it holds


def _load_object(model: type[T], data: object, path: str) -> T:
    from imrdoc._writers._shapes import shapes

    given = _object(data, path)
    fields: dict[str, Any] = {}  # Any: a class made at run time takes what its fields ask for
    for shape in shapes(model):
        at = f"{path}.{shape.name}" if path else shape.name
        if shape.name not in given:
            if shape.is_required:
                raise ValueError(f"{at}: the key is missing")
            continue
        value = given[shape.name]
        if value is None and shape.is_optional:
            fields[shape.name] = None
        elif not shape.is_tuple:
            fields[shape.name] = _load(shape.kind, value, at)
        elif isinstance(value, (list, tuple)):
            entries = cast("list[object] | tuple[object, ...]", value)  # as above
            fields[shape.name] = tuple(
                _load(shape.kind, entry, f"{at}[{i}]") for i, entry in enumerate(entries)
            )
        else:
            raise _wrong(at, "a list is needed", value)
    return model(**fields)


def _load(kind: type[object], value: object, path: str) -> object:
    if issubclass(kind, Enum):
        values = [member.value for member in kind]
        if value not in values:
            raise ValueError(f"{path}: {_shown(value)} is not one of {', '.join(map(repr, values))}")
        return kind(value)
    if kind is datetime.date:
        return _load_date(value, path)
    name = SCALARS.get(kind)
    if name is None:
        return _load_object(kind, value, path)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _wrong(path, f"{name} is needed", value)
    return value


SCALARS: dict[type[object], str] = {str: "a text", int: "a whole number", bool: "true or false"}


def _load_date(value: object, path: str) -> datetime.date:
    try:
        date = datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        date = None
    if date is None or date.isoformat() != value:  # newer Pythons read other ISO forms too
        raise ValueError(f"{path}: {_shown(value)} is not a date of the form YYYY-MM-DD")
    return date


def _wrong(path: str, needed: str, value: object) -> ValueError:
    return ValueError(f"{path or 'document'}: {needed}, not {_shown(value)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
