"""The LALR loop over the tables that lark made, and the scanner that feeds it from a text.

Lark's own loop does the same; this one makes typed nodes without callbacks and without hashing rules,
which takes about half the time (docs/performance). A test runs both on the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from imrdoc._engine._tree import Node, PlainToken, Token, make_token

if TYPE_CHECKING:
    from imrdoc._engine._compile import GrammarTable

__all__ = ["BESIDE", "END", "Parser", "Unexpected"]

END = "$END"
"""The kind of the token behind the last one."""

BESIDE = "_BESIDE"
"""What the name of a terminal gets behind it: see `Parser.branches`."""
LONGEST_KEPT = 200
"""Tokens of a tree whose shape is kept."""
MOST_KEPT = 500
"""Shapes of trees that are kept."""

Splice = list["Node[PlainToken] | PlainToken"]
"""The parts of a rule that leaves no node of its own."""
Value: TypeAlias = Node[PlainToken] | PlainToken | Splice


class Unexpected(Exception):  # noqa: N818 - never leaves the package: callers turn it into a problem
    """A token that the grammar does not allow where it stands."""

    def __init__(self, token: PlainToken, states: list[int]) -> None:
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
        self.rules = [_Rule(*rule) for rule in table["rules"]]
        self._compiled: list[tuple[Set[str], re.Pattern[str]]] = []
        self._scanners: dict[int, re.Pattern[str]] = {}
        self._shape = lru_cache(maxsize=MOST_KEPT)(self._parse_kinds)

    def parse(self, tokens: Iterable[PlainToken], stack: list[int] | None = None) -> Node[PlainToken]:
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
                rule = rules[~action]
                size = rule.size
                if size:
                    value = rule.build(values[-size:])
                    del stack[-size:]
                    del values[-size:]
                else:
                    value = rule.build([])
                state = states[stack[-1]][rule.origin]
                if state == end and isinstance(value, Node):
                    return value
                stack.append(state)
                values.append(value)
                action = states[state].get(kind)
            if action is None:
                raise Unexpected(token, stack)
            stack.append(action)
            values.append(token)
        raise AssertionError("the last token must be END")

    def parse_recurring(self, tokens: list[PlainToken]) -> Node[PlainToken]:
        """The same as `parse`, for tokens whose kinds recur: thousands of letters have the same parts.

        The tree of a row of kinds is worked out once and filled with the tokens of each.
        """
        kinds = tuple([token[0] for token in tokens])
        if len(kinds) > LONGEST_KEPT:
            return self.parse(tokens)
        return _filled(self._shape(kinds), tokens)

    def _parse_kinds(self, kinds: tuple[str, ...]) -> Node[PlainToken]:
        """The tree of tokens of these kinds. Each token stands at its own number."""
        return self.parse([(kind, number, number) for number, kind in enumerate(kinds)])

    def scan(self, text: str, start: int = 0, stop: int | None = None) -> Node[Token]:
        """Parse a stretch of text. White space between tokens is skipped.

        At each place the first terminal counts that the grammar allows there, as in lark's contextual
        lexer.

        Raises:
            Unexpected: at the first place where none of them matches.
        """
        stack = [self.start]
        tree = self.parse(self._tokens(text, start, len(text) if stop is None else stop, stack), stack)
        return cast("Node[Token]", tree)  # the tokens in it are those that went in

    def _tokens(self, text: str, at: int, stop: int, stack: list[int]) -> Iterator[Token]:
        while True:
            state = stack[-1]
            scanner = self._scanners.get(state) or self._scanner(state)
            match = scanner.match(text, at, stop)
            if match and match.lastgroup not in self.states[state]:
                scanner = self._scanners[state] = self._compile(state)
                match = scanner.match(text, at, stop)
            if match is None:
                yield Token(END, at, stop)  # at a place before the end, no state allows it
                return
            name = match.lastgroup or ""
            at = match.end()
            yield make_token((name, match.start(name), at))

    def _scanner(self, state: int) -> re.Pattern[str]:
        """A scanner for a state: one that is there, if it knows all that may come, or else a new one.

        All scanners try terminals in the same order. So what a larger one finds is right where it may come.
        """
        wanted = self.states[state].keys() & self.patterns.keys()
        fitting = [scanner for names, scanner in self._compiled if wanted <= names]
        scanner = fitting[0] if fitting else self._compile(state)
        if not fitting:
            self._compiled.append((wanted, scanner))
        self._scanners[state] = scanner
        return scanner

    def _compile(self, state: int) -> re.Pattern[str]:
        """What may come in a state, as one pattern with a group for each terminal."""
        allowed = self.states[state]
        branches = [f"(?P<{name}>{pattern})" for name, pattern in self.patterns.items() if name in allowed]
        return re.compile(r"\s*(?:" + "|".join(branches or ["(?!)"]) + ")")

    def pattern(self, *names: str) -> str:
        """Terminals as one pattern, with a named group for each."""
        return "|".join(f"(?P<{name}>{self.patterns[name]})" for name in names)

    def branches(self, tails: Mapping[str, str], beside: Container[str] = ()) -> str:
        """Terminals as one pattern, to search a text for all of them at once.

        A match's `lastgroup` is the name of the terminal: an empty group ends each branch, for one that
        began it would keep `re` from skipping the branch by its first letter.

        Args:
            tails: what must follow each of the terminals, as a pattern.
            beside: terminals whose name gets `BESIDE` behind it where more follows on the same line.
        """
        return "|".join(
            f"{_first_letter_apart(pattern)}{tails[name]}(?P<{name}>)"
            + (f"(?:(?=[ ]*\\S)(?P<{name}{BESIDE}>))?" if name in beside else "")
            for name, pattern in self.patterns.items()
            if name in tails
        )


def _filled(shape: Node[PlainToken], tokens: list[PlainToken]) -> Node[PlainToken]:
    """A tree of the same shape, with tokens instead of their numbers."""
    return Node(
        shape.kind,
        [tokens[number] for _, number, _ in shape.tokens],
        [_filled(each, tokens) for each in shape.nodes],
    )


def _first_letter_apart(pattern: str) -> str:
    """The same pattern, beginning with a set of letters: `re` skips such a branch without trying it."""
    return re.sub(r"^\(\?i:([A-Za-z])", lambda found: f"[{found[1].upper()}{found[1].lower()}](?i:", pattern)


class _Rule:
    """One rule of a grammar, with what becomes of its parts."""

    __slots__ = ("_kept", "_spliced", "kind", "origin", "size")

    def __init__(self, origin: str, kind: str, symbols: list[str]) -> None:
        self.origin = origin
        self.kind = kind
        self.size = len(symbols)
        self._spliced = origin.startswith("_")
        self._kept = [
            index for index, symbol in enumerate(symbols) if not (symbol.startswith("_") and symbol.isupper())
        ]

    def build(self, parts: list[Value]) -> Value:
        """What the rule makes of its parts: a node, or parts for the rule above it."""
        kept: Splice = []
        for index in self._kept:
            part = parts[index]
            if isinstance(part, list) and not kept:
                kept = part  # a long list grows in place: to copy it each time takes quadratic time
            elif isinstance(part, list):
                kept += part
            else:
                kept.append(part)
        if self._spliced:
            return kept
        node: Node[PlainToken] = Node(self.kind, [], [])
        for part in kept:
            if isinstance(part, Node):
                node.nodes.append(part)
            else:
                node.tokens.append(part)
        return node
