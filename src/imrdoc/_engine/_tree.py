"""What a parse gives: tokens and nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, NamedTuple, TypeAlias, TypeVar

__all__ = ["Node", "PlainToken", "Token", "make_token"]

PlainToken: TypeAlias = tuple[str, int, int]
"""A token without names for its parts. A letter has many, and each is looked at once and dropped."""
AnyToken = TypeVar("AnyToken", bound=PlainToken)
Leaf = TypeVar("Leaf", bound="PlainToken | int")
"""What stands for a token in a tree: the token itself, or its number among the tokens."""


class Token(NamedTuple):
    """A stretch of text that a terminal of the grammar matched."""

    kind: str
    """The terminal's name."""
    start: int
    end: int


make_token: Callable[[tuple[str, int, int]], Token] = partial(tuple[object, ...].__new__, Token)
"""Makes a token from its parts, twice as fast as calling the class."""


class Node(Generic[Leaf]):
    """A rule of the grammar with what it was made of.

    A rule whose name begins with an underscore leaves no node: its parts become its parent's. A
    terminal whose name begins with an underscore leaves no token.
    """

    __slots__ = ("kind", "nodes", "tokens")

    def __init__(self, kind: str, tokens: tuple[Leaf, ...], nodes: tuple[Node[Leaf], ...]) -> None:
        self.kind = kind
        self.tokens = tokens
        self.nodes = nodes

    def token(self: Node[AnyToken], kind: str) -> AnyToken | None:
        """The first token of a kind."""
        for token in self.tokens:
            if token[0] == kind:
                return token
        return None

    def pretty(self: Node[AnyToken], text: str, indent: str = "") -> str:
        """The tree as indented lines, for golden files and for people."""
        lines = [indent + self.kind]
        parts: list[tuple[int, str]] = [
            (start, f"{indent}  {kind} {text[start:end]!r}") for kind, start, end in self.tokens
        ]
        parts += [(_start(node), node.pretty(text, indent + "  ")) for node in self.nodes]
        return "\n".join(lines + [line for _, line in sorted(parts, key=lambda part: part[0])])


def _start(node: Node[AnyToken]) -> int:
    """Where a node's first token starts; -1 if it has none."""
    starts = [token[1] for token in node.tokens] + [_start(each) for each in node.nodes]
    return min((start for start in starts if start >= 0), default=-1)
