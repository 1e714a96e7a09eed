"""The LALR loop over the tables that lark made, and the scanner that feeds it from a text.

Lark's own loop does the same; this one makes typed nodes without callbacks and without hashing rules,
which takes about half the time (docs/performance). A test runs both on the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from imrdoc._engine._tree import Leaf, Node, PlainToken, Token, make_token

if TYPE_CHECKING:
    from imrdoc._engine._compile import GrammarTable

__all__ = ["BESIDE", "END", "Parser", "Unexpected"]

END = "$END"
"""The kind of the token behind the last one."""

BESIDE = "_BESIDE"
"""What the name of a terminal gets behind it: see `Parser.branches`."""
LONGEST_KEPT = 200
"""Tokens of a tree that is kept."""
MOST_KEPT = 500
"""Trees that are kept."""

ONE_LETTER = re.compile(r"\(\?i:[A-Za-z](?![?*+{])")
"""What a pattern begins with whose first letter is sure, unless there is an alternative to it."""
INERT = re.compile(r"\\.|\[[^\]]*\]")
"""What holds no parenthesis and no `|` with a meaning: escaped characters and sets of characters."""

Splice: TypeAlias = "list[Node[Leaf] | Leaf]"
"""The parts of a rule that leaves no node of its own."""
Value: TypeAlias = "Node[Leaf] | Leaf | Splice[Leaf]"


class Unexpected(Exception):  # noqa: N818 - never leaves the package: callers turn it into a problem
    """A token that the grammar does not allow where it stands."""


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
        self._kept = lru_cache(maxsize=MOST_KEPT)(self._parse_kinds)

    def parse(self, tokens: Iterable[PlainToken]) -> Node[PlainToken]:
        """Parse tokens, the last one of kind `END`.

        Raises:
            Unexpected: at the first token that does not fit.
        """
        return self._run(((token[0], token) for token in tokens), [self.start])

    def parse_kinds(self, kinds: Sequence[str]) -> Node[int]:
        """The tree of tokens of these kinds, in which each token is its number.

        Thousands of letters have tokens of the same kinds, so the tree of a row of kinds is kept.

        Raises:
            Unexpected: at the first kind that does not fit.
        """
        return self._kept(tuple(kinds)) if len(kinds) <= LONGEST_KEPT else self._parse_kinds(kinds)

    def _parse_kinds(self, kinds: Sequence[str]) -> Node[int]:
        return self._run(zip(kinds, range(len(kinds)), strict=True), [self.start])

    def _run(self, tokens: Iterable[tuple[str, Leaf]], stack: list[int]) -> Node[Leaf]:
        """Parse tokens, each given as its kind and what stands for it.

        Args:
            tokens: what the lexer found.
            stack: the state stack to work on, for a lexer that looks at the state.
        """
        states, rules, end = self.states, self.rules, self.end
        values: list[Value[Leaf]] = []
        for kind, leaf in tokens:
            action = states[stack[-1]].get(kind)
            while action is not None and action < 0:
                rule = rules[~action]
                size = rule.size
                if size:
                    value = rule.build(values[-size:])
                    del stack[-size:]
                    del values[-size:]
                else:
                    value = rule.build(values[:0])
                state = states[stack[-1]][rule.origin]
                if state == end and isinstance(value, Node):
                    return value
                stack.append(state)
                values.append(value)
                action = states[state].get(kind)
            if action is None:
                raise Unexpected(kind)
            stack.append(action)
            values.append(leaf)
        raise AssertionError("the last token must be END")

    def scan(self, text: str, start: int = 0, stop: int | None = None) -> Node[Token]:
        """Parse a stretch of text. White space between tokens is skipped.

        At each place the first terminal counts that the grammar allows there, as in lark's contextual
        lexer.

        Raises:
            Unexpected: at the first place where none of them matches.
        """
        stack = [self.start]
        return self._run(self._tokens(text, start, len(text) if stop is None else stop, stack), stack)

    def _tokens(self, text: str, at: int, stop: int, stack: list[int]) -> Iterator[tuple[str, Token]]:
        while True:
            state = stack[-1]
            scanner = self._scanners.get(state) or self._scanner(state)
            match = scanner.match(text, at, stop)
            if match and match.lastgroup not in self.states[state]:
                scanner = self._scanners[state] = self._compile(self._allowed(state))
                match = scanner.match(text, at, stop)
            if match is None:
                yield END, Token(END, at, stop)  # at a place before the end, no state allows it
                return
            name = match.lastgroup or ""
            at = match.end()
            yield name, make_token((name, match.start(name), at))

    def _scanner(self, state: int) -> re.Pattern[str]:
        """A scanner for a state: one that is there, if it knows all that may come, or else a new one.

        All scanners try terminals in the same order. So what a larger one finds is right where it may come.
        """
        wanted = self._allowed(state)
        scanner = next((scanner for names, scanner in self._compiled if wanted <= names), None)
        if scanner is None:
            # the one of a state that comes next and allows all of it, and more, is needed anyway
            coming = [self._allowed(act) for act in self.states[state].values() if act >= 0]
            names = max([wanted, *(names for names in coming if wanted < names)], key=len)
            scanner = self._compile(names)
            self._compiled.append((names, scanner))
        self._scanners[state] = scanner
        return scanner

    def _allowed(self, state: int) -> Set[str]:
        """The terminals that may come in a state."""
        return self.states[state].keys() & self.patterns.keys()

    def _compile(self, names: Set[str]) -> re.Pattern[str]:
        """Terminals as one pattern with a group for each, in the order in which they are tried."""
        branches = [f"(?P<{name}>{pattern})" for name, pattern in self.patterns.items() if name in names]
        return re.compile(r"\s*(?:" + "|".join(branches or ["(?!)"]) + ")")

    def pattern(self, *names: str) -> str:
        """Terminals as one pattern, with a named group for each."""
        return "|".join(f"(?P<{name}>{self.patterns[name]})" for name in names)

    def branches(
        self, tails: Mapping[str, str], beside: Container[str] = (), *, capitals: bool = False
    ) -> str:
        """Terminals as one pattern, to search a text for all of them at once.

        A match's `lastgroup` is the name of the terminal: an empty group ends each branch. Terminals that
        begin with the same letter share a branch, which `re` skips as a whole where the text has another one.

        Args:
            tails: what must follow each of the terminals, as a pattern.
            beside: terminals whose name gets `BESIDE` behind it where more follows on the same line.
            capitals: let terminals that begin with a letter begin with a capital one only.
        """
        found: dict[tuple[int, str], list[str]] = {}
        # Terminals that begin with different letters may change places, but none may pass one that begins
        # otherwise: that one has a run of its own.
        run = 0
        for name, pattern in self.patterns.items():
            if name in tails:
                first, rest = _first_letter_apart(pattern)
                more = f"(?:(?=[ ]*\\S)(?P<{name}{BESIDE}>))?" if name in beside else ""
                run += not first
                found.setdefault((run, first), []).append(f"{rest}{tails[name]}(?P<{name}>){more}")
                run += not first
        return "|".join(
            f"{first if capitals else _both_cases(first)}(?:{'|'.join(each)})"
            for (_, first), each in found.items()
        )


def _first_letter_apart(pattern: str) -> tuple[str, str]:
    """The letter that a pattern begins with, as a capital, and the rest of the pattern.

    Of a pattern that begins otherwise, or may do so, all is the rest.
    """
    if ONE_LETTER.match(pattern) is None or _has_alternative(pattern):
        return "", pattern
    return pattern[4].upper(), f"(?i:{pattern[5:]}"


def _both_cases(capital: str) -> str:
    """A pattern for a letter, capital or small; none for none."""
    return capital and f"[{capital}{capital.lower()}]"


def _has_alternative(pattern: str) -> bool:
    """Whether there is another way for a pattern to begin than its first group, or for that group."""
    depth = 0
    in_first = True
    for char in INERT.sub("", pattern):
        if char == "|" and depth <= in_first:
            return True
        depth += (char == "(") - (char == ")")
        in_first = in_first and depth > 0
    return False


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

    def build(self, parts: list[Value[Leaf]]) -> Node[Leaf] | Splice[Leaf]:
        """What the rule makes of its parts: a node, or parts for the rule above it."""
        kept: Splice[Leaf] = []
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
        nodes: list[Node[Leaf]] = []
        tokens: list[Leaf] = []
        for part in kept:
            if isinstance(part, Node):
                nodes.append(part)
            else:
                tokens.append(part)
        return Node(self.kind, tuple(tokens), tuple(nodes))
