"""Texts that recur in many letters are read once, and no more of them are kept than is said."""

from __future__ import annotations

import pytest

from imrdoc._builder._recurring import recurring


@pytest.mark.parametrize(
    ("stretches", "reads"),
    [
        (["a b", "a b"], 1),
        (["a b", "a\nb"], 2),  # wrapped otherwise, it is another stretch
        (["a" * 6, "a" * 6], 2),  # longer than what is kept
        (["a", "b", "c", "a"], 4),  # the third one took the place of the first
        (["a", "b", "a", "c", "a"], 3),
    ],
)
def test_a_stretch_is_read_once(stretches: list[str], reads: int) -> None:
    seen: list[str] = []

    def read(text: str) -> int:
        seen.append(text)
        return len(text)

    find = recurring(read, longest=5, most=2)
    for stretch in stretches:
        assert find(stretch) == (stretch.replace("\n", " "), len(stretch))
    assert len(seen) == reads


def test_an_error_is_raised_again() -> None:
    find = recurring(int, longest=5, most=2)
    for _ in range(2):
        with pytest.raises(ValueError, match="invalid literal"):
            find("x")
