"""What the fields of the model look like, so that JSON and its schema follow the model by themselves."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import NamedTuple

import attrs

from imrdoc._model import SourceText, Span

__all__ = ["Shape", "shapes"]

NOT_WRITTEN = (SourceText, Span)
"""Kinds that say where a value stands. They are no part of what a letter says."""


class Shape(NamedTuple):
    """One field: every field of the model is a value, a value or None, or a tuple of values."""

    name: str
    kind: type[object]
    """Class of the value, or of each entry: str, int, bool, date, an Enum or a model class."""
    is_optional: bool
    is_tuple: bool
    is_required: bool
    """The field has no default."""


def shapes(model: type[object]) -> tuple[Shape, ...]:
    """The written fields of a model class, in order.

    Args:
        model: an attrs class of the model.

    Returns:
        One shape for each field.

    Raises:
        TypeError: the class, or the type of a field, is not of the kind that the model is made of.
    """
    if model not in _KNOWN:
        _KNOWN[model] = tuple(shape for shape in _read(model) if shape.kind not in NOT_WRITTEN)
    return _KNOWN[model]


_KNOWN: dict[type[object], tuple[Shape, ...]] = {}  # working out a class takes long, and classes recur


def _read(model: type[object]) -> Iterator[Shape]:
    if not attrs.has(model):
        raise TypeError(f"{model.__name__} is no class of the model")
    hints = typing.get_type_hints(model)
    for name, attribute in attrs.fields_dict(model).items():
        if name.startswith("_"):
            continue  # what knows the places
        yield _shape(name, hints[name], attribute.default is attrs.NOTHING)


def _shape(name: str, hint: object, is_required: bool) -> Shape:
    is_optional = typing.get_origin(hint) in (UnionType, typing.Union)
    if is_optional:
        kinds = [kind for kind in typing.get_args(hint) if kind is not NoneType]
        hint = kinds[0] if len(kinds) == 1 else hint
    is_tuple = typing.get_origin(hint) is tuple
    if is_tuple:
        hint = typing.get_args(hint)[0]
    if not isinstance(hint, type):
        raise TypeError(f"{name}: a field of this type cannot be written: {hint!r}")
    return Shape(name, hint, is_optional, is_tuple, is_required)
