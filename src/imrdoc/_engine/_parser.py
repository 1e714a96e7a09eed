"""The LALR loop over the tables that lark made, and the scanner that feeds it from a text.

Lark's own loop does the same; this one makes typed nodes without callbacks and without hashing rules,
which takes a fifth of the time (docs/performance). A test runs both on the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imrdoc._engine._compile import GrammarTable
from imrdoc._engine._tree import Node, Token, make_token

__all__ = ["END", "Parser", "Unexpected"]

END = "$END"
"""The kind of the token behind the last one."""

Splice = list["Node | Token"]
"""The parts of a rule that leaves no node of its own."""
Value = Node | Token | Splice | None


class Unexpected(Exception):  # noqa: N818 - never leaves the package: callers turn it into a problem
    """A token that the grammar does not allow where it stands."""

    def __init__(self, token: Token, states: list[int]) -> None:
        super().__init__(token)
        self.token = token
        self.states = states


class Parser:
    """One grammar, ready to parse."""

    def __init__(self, table: GrammarTable) -> None:
        self.states = table["states"]
        self.start = table["start"]
        self.end = table["end"]
        self.notes = table["notes"]
        self.patterns = {terminal["name"]: terminal["pattern"] for terminal in table["terminals"]}
        self.rules = [(origin, kind, size, origin.startswith("_")) for origin, kind, size in table["rules"]]
        self._scanners: dict[int, re.Pattern[str]] = {}

    def parse(self, tokens: Iterable[Token], stack: list[int] | None = None) -> Node:
        """Parse tokens, the last one of kind `END`.

        Args:
            tokens: what the lexer found.
            stack: the state stack to work on, for a lexer that looks at the state.

        Raises:
            Unexpected: at the first token that does not fit.
        """
        states, rules, end = self.states, self.rules, self.end
        stack = [self.start] if stack is None else stack
        values: list[Value] = []
        for token in tokens:
            kind = token[0]
            action = states[stack[-1]].get(kind)
            while action is not None and action < 0:
                origin, made, size, spliced = rules[~action]
                value: Value
                if size:
                    value = _splice(values[-size:]) if spliced else _node(made, values[-size:])
                    del stack[-size:]
                    del values[-size:]
                else:
                    value = None if spliced else Node(made)
                state = states[stack[-1]][origin]
                if state == end and isinstance(value, Node):
                    return value
                stack.append(state)
                values.append(value)
                action = states[state].get(kind)
            if action is None:
                raise Unexpected(token, stack)
            stack.append(action)
            values.append(None if kind[0] == "_" else token)
        raise AssertionError("the last token must be END")

    def scan(self, text: str, start: int = 0, stop: int | None = None) -> Node:
        """Parse a stretch of text. White space between tokens is skipped.

        At each place only the terminals that the grammar allows there are tried, as in lark's
        contextual lexer.

        Raises:
            Unexpected: at the first place where none of them matches.
        """
        stack = [self.start]
        return self.parse(self._tokens(text, start, len(text) if stop is None else stop, stack), stack)

    def _tokens(self, text: str, at: int, stop: int, stack: list[int]) -> Iterator[Token]:
        while True:
            match = self.scanner(stack[-1]).match(text, at, stop)
            if match is None:
                yield Token(END, at, stop)  # at a place before the end, no state allows it
                return
            name = match.lastgroup or ""
            at = match.end()
            yield make_token((name, match.start(name), at))

    def scanner(self, state: int) -> re.Pattern[str]:
        """What may come in a state, as one pattern with a group for each terminal."""
        found = self._scanners.get(state)
        if found is None:
            allowed = self.states[state]
            branches = [
                f"(?P<{name}>{pattern})" for name, pattern in self.patterns.items() if name in allowed
            ]
            found = self._scanners[state] = re.compile(r"\s*(?:" + "|".join(branches or ["(?!)"]) + ")")
        return found

    def pattern(self, *names: str) -> str:
        """The terminals as one pattern with a named group for each."""
        return "|".join(f"(?P<{name}>{self.patterns[name]})" for name in names)


def _node(kind: str, parts: list[Value]) -> Node:
    node = Node(kind)
    for part in parts:
        if isinstance(part, Token):
            node.tokens.append(part)
        elif isinstance(part, Node):
            node.nodes.append(part)
        elif part is not None:
            for each in part:
                if isinstance(each, Token):
                    node.tokens.append(each)
                else:
                    node.nodes.append(each)
    return node


def _splice(parts: list[Value]) -> Splice:
    first = parts[0]
    splice: Splice = first if isinstance(first, list) else []  # a long list grows in place, not by copies
    for part in parts[1:] if splice is first else parts:
        if isinstance(part, list):
            splice += part
        elif part is not None:
            splice.append(part)
    return splice
