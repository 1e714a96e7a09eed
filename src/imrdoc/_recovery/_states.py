"""Walks the grammar's states without building anything."""

from __future__ import annotations

from functools import lru_cache

from imrdoc._engine._parser import END, Parser
from imrdoc._engine._tables import parser

__all__ = ["accept", "accept_with_bridge", "bridge"]

LONGEST_BRIDGE = 5
"""Tokens put in before another one at most; before the end of the letter, as many as it takes."""
LONGEST_TO_END = 16


def accept(grammar: Parser, stack: list[int], kind: str) -> list[int] | None:
    """The state stack behind a token of a kind; None if the grammar does not allow it there."""
    stack = list(stack)
    while True:
        action = grammar.states[stack[-1]].get(kind)
        if action is None:
            return None
        if action >= 0:
            return [*stack, action]
        rule = grammar.rules[~action]
        del stack[len(stack) - rule.size :]
        stack.append(grammar.states[stack[-1]][rule.origin])
        if stack[-1] == grammar.end:
            return stack


@lru_cache(maxsize=1024)
def _bridge(stack: tuple[int, ...], kind: str) -> tuple[str, ...] | None:
    grammar = parser("letter")
    paths: list[tuple[tuple[str, ...], list[int]]] = [((), list(stack))]
    seen = {stack}
    for _ in range(LONGEST_TO_END if kind == END else LONGEST_BRIDGE):
        longer: list[tuple[tuple[str, ...], list[int]]] = []
        for path, reached in paths:
            for name in grammar.notes:
                following = accept(grammar, reached, name)
                if following is None or tuple(following) in seen:
                    continue
                seen.add(tuple(following))
                if accept(grammar, following, kind) is not None:
                    return (*path, name)
                longer.append(((*path, name), following))
        paths = longer
    return None


def bridge(stack: list[int], kind: str) -> tuple[str, ...] | None:
    """The fewest kinds of tokens after which the letter grammar allows one of a kind.

    Args:
        stack: where the parse stands.
        kind: what is to follow.

    Returns:
        The kinds; None if it takes too many: then it is the token itself that is out of place.
    """
    return _bridge(tuple(stack), kind)


def accept_with_bridge(stack: list[int], kind: str) -> list[int] | None:
    """The state stack behind a token of a kind and whatever has to be put in before it."""
    grammar = parser("letter")
    following: list[int] | None = stack
    for name in (*(bridge(stack, kind) or ()), kind):
        following = accept(grammar, following, name) if following is not None else None
    return following
