"""What makes the model's objects fast makes the same objects as their classes do."""

from __future__ import annotations

import copy
import pickle
import weakref

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError

import imrdoc
from imrdoc._model import Located, _quick
from imrdoc._model._parts import REQUEST

REQUIRED = {"text": "Naproxen", "disputed": "Naproxen"}
MAKERS = [name for name in _quick.__all__ if name.startswith("make_")]


def test_it_gives_an_equal_object_of_the_same_class() -> None:
    quick = _quick.make_request(text="Naproxen", disputed="Naproxen", quantity=30)
    plain = imrdoc.Request(text="Naproxen", disputed="Naproxen", quantity=30)
    assert type(quick) is imrdoc.Request
    assert (quick, hash(quick), repr(quick)) == (plain, hash(plain), repr(plain))
    assert attrs.asdict(quick) == attrs.asdict(plain)
    assert attrs.evolve(quick, quantity=60) == attrs.evolve(plain, quantity=60)


def test_it_is_frozen_all_the_same() -> None:
    request = _quick.make_request(text="Naproxen", disputed="Naproxen")
    with pytest.raises(FrozenInstanceError):
        request.text = "Ibuprofen"  # type: ignore[misc]  # what is tested
    with pytest.raises(FrozenInstanceError):
        del request.text
    with pytest.raises(AttributeError):
        request.price = 3  # type: ignore[attr-defined]  # what is tested


def test_it_can_be_copied_pickled_and_referred_to() -> None:
    request = _quick.make_request(text="Naproxen", disputed="Naproxen")
    assert pickle.loads(pickle.dumps(request)) == copy.deepcopy(request) == request
    assert weakref.ref(request)() is request


def test_it_asks_for_the_same_arguments() -> None:
    with pytest.raises(TypeError, match="disputed"):
        _quick.make_request(text="Naproxen")  # type: ignore[call-arg]  # what is tested
    with pytest.raises(TypeError, match="price"):
        _quick.make_request(text="Naproxen", disputed="Naproxen", price=3)  # type: ignore[call-arg]  # the same


def test_it_keeps_who_knows_the_places() -> None:
    class Nowhere:
        def find(self, part: int, name: str, index: int | None) -> imrdoc.Span | None:
            return imrdoc.SourceText(text="x" * 99).span(part, 50) if name == "text" else None

    request = _quick.make_request(text="Naproxen", disputed="Naproxen", places=Nowhere(), part=REQUEST)
    span = request.span_of("text")
    assert span is not None
    assert (span.start, request.span_of("disputed")) == (REQUEST, None)


@pytest.mark.parametrize("name", MAKERS)
def test_the_class_could_not_do_more(name: str) -> None:
    made = getattr(_quick, name)
    cls = getattr(imrdoc, "".join(word.capitalize() for word in name.split("_")[1:]))
    arguments = {each.alias: each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING}
    assert made(**arguments) == cls(**arguments)
    for each in attrs.fields(cls):
        assert (each.validator, each.converter, each.on_setattr) == (None, None, None)
        assert not isinstance(each.default, attrs.Factory)  # type: ignore[arg-type]  # typed as a function
    assert not hasattr(cls, "__attrs_post_init__")


def test_there_is_one_for_each_class_that_letters_are_made_of() -> None:
    classes = {each.__name__.lower() for each in Located.__subclasses__()}
    assert {name.removeprefix("make_").replace("_", "") for name in MAKERS} == classes
