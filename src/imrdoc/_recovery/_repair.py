"""Mends the tokens of a broken letter: puts in what is missing, and notes each thing it did."""

from __future__ import annotations

from imrdoc._engine._parser import END, Parser
from imrdoc._engine._tables import parser
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import ABOVE_GAPS, Layout
from imrdoc._lexer._pages import SENTENCE_ENDS
from imrdoc._lexer._requests import find_request
from imrdoc._lexer._table import table_end
from imrdoc._model import Diagnostic, DiagnosticCode, Severity
from imrdoc._recovery._paragraph import first_paragraph_end, statement_end
from imrdoc._recovery._quote import quote
from imrdoc._recovery._states import accept, bridge

__all__ = ["repair"]

TEXTS = ("TEXT", "REQUEST", "PREFACE")
LABEL = "_LABEL"
"""What the names of labels end in."""
STATEMENT = "_GUIDELINE_LABEL"
"""What the names of the labels of guideline statements end in."""
MAXIMUS, RATIONALE = "_MAXIMUS_GUIDELINE_LABEL", "_RATIONALE_LABEL"
AHEAD = 2
"""Tokens ahead in which a label is looked for before it is taken to be missing: a text and itself."""
MOST_PROBLEMS = 1_000
"""Problems noted at most: no letter has so many, and a text that is no letter should cost little."""


def repair(layout: Layout, tokens: list[Token]) -> tuple[list[Token], list[Diagnostic]]:
    """Tokens that the grammar accepts, and what was wrong with the given ones."""
    mending = _Mending(layout, parser("letter"))
    for number, token in enumerate(tokens, 1):
        mending.feed(token, [each.kind for each in tokens[number : number + AHEAD]])
    return mending.tokens, mending.problems


class _Mending:
    def __init__(self, layout: Layout, grammar: Parser) -> None:
        self.layout = layout
        self.grammar = grammar
        self.stack = [grammar.start]
        self.tokens: list[Token] = []
        self.problems: list[Diagnostic] = []

    def feed(self, token: Token, ahead: list[str]) -> None:
        """Take one token, after mending what keeps the grammar from taking it.

        Args:
            token: the token.
            ahead: the kinds of the next ones.
        """
        if token.kind == "TEXT" and not self._fits("TEXT") and self._fits("REQUEST"):
            token = token._replace(kind="REQUEST")
        if not self._fits(token.kind):
            missing = bridge(self.stack, token.kind)
            if missing and missing[0] in ahead and missing[0].endswith(LABEL):
                self._run_on(token)  # nothing is missing: it comes
                return
            if token.kind != "REQUEST" and token.kind in TEXTS and (missing is None or len(missing) > 1):
                self._run_on(token)
                return
            if missing is None:
                self._misplaced(token)
                return
            self._put_in(missing, token)
        self._push(token)

    def _fits(self, kind: str) -> bool:
        return accept(self.grammar, self.stack, kind) is not None

    def _push(self, token: Token) -> None:
        following = accept(self.grammar, self.stack, token.kind)
        if following is not None:
            self.stack = following
            self.tokens.append(token)

    def _run_on(self, token: Token) -> None:
        """Join a text that nothing leads in to the text before it; note anything else as misplaced."""
        if token.kind in TEXTS and self.tokens and self.tokens[-1].kind in TEXTS:
            self.tokens[-1] = self.tokens[-1]._replace(end=token.end)
        else:
            self._misplaced(token)

    def _misplaced(self, token: Token) -> None:
        name = self.grammar.notes.get(token.kind, "a text")
        self._note(DiagnosticCode.MISPLACED_PART, f"{name} does not belong here", token, self._expected())

    def _put_in(self, kinds: tuple[str, ...], before: Token) -> None:
        """Put in what is missing, with its text if that stands at the end of the text before it."""
        above = self.tokens[-1] if self.tokens and self.tokens[-1].kind in TEXTS else None
        at = self.tokens[-1].end if self.tokens else 0
        self._note_missing(kinds, before)
        for kind in kinds:
            carved: Token | None = None
            if above is not None and kind in ("TEXT", "REQUEST"):
                carved = self._carve(above, kind) if self._may_hold(above, kind, kinds, before) else None
                above = None
            self._push(carved or Token(kind, at, at))

    def _may_hold(self, above: Token, kind: str, kinds: tuple[str, ...], before: Token) -> bool:
        """Whether the text above can hold what is missing."""
        if kind == "REQUEST":  # a request without its decision ends in no full stop
            ends = self.layout.reading.text[: above.end].endswith(SENTENCE_ENDS)
            return before.kind not in (END, "_DECISION_MARK") and not ends
        return before.kind != END or not kinds[0].endswith("_HEADING")

    def _carve(self, above: Token, kind: str) -> Token | None:
        """Split a text: what stands below its first paragraph, or the request at its end, is another."""
        if above.kind == "PREFACE":
            start = table_end(self.layout.reading.text, above.start, above.end)
        elif kind == "REQUEST":
            found = find_request(self.layout, above.start, above.end)
            start = above.end if found is None else found
        else:
            label = self.tokens[self.tokens.index(above) - 1].kind
            by_line = label.endswith("_LABEL") and not label.endswith(ABOVE_GAPS)
            of_sentences = label.endswith(STATEMENT)
            start = first_paragraph_end(
                self.layout, above.start, above.end, by_line=by_line, of_sentences=of_sentences
            )
            missing = self.tokens[-1].kind
            if start == above.end and missing in (MAXIMUS, RATIONALE):
                start = statement_end(
                    self.layout, above.start, above.end, before_statement=missing == MAXIMUS
                )
        text = self.layout.reading.text
        start = above.end - len(text[start : above.end].lstrip("\n"))
        if not above.start <= start < above.end or (start == above.start and above.kind != "PREFACE"):
            return None
        kept = above.start + len(text[above.start : start].rstrip("\n"))
        self.tokens[self.tokens.index(above)] = above._replace(end=kept)
        return Token(kind, start, above.end)

    def _note_missing(self, kinds: tuple[str, ...], before: Token) -> None:
        """One problem for each heading, label or decision put in, or for a text without one."""
        if before.kind == END:
            expected = self._name(next(kind for kind in kinds if kind != "_DECISION_MARK"))
            message = f"the letter is cut off: it ends where {expected} should follow"
            self._note(DiagnosticCode.CUT_OFF, message, before, expected)
            return
        named = [kind for kind in kinds if kind not in TEXTS and kind != "_DECISION_MARK"] or [kinds[0]]
        for kind in named:
            expected = self._name(kind)
            if kind == "DECISION":
                code, message = (
                    DiagnosticCode.MISSING_DECISION,
                    f"an issue has no decision: expected {expected}",
                )
            else:
                code, message = DiagnosticCode.MISSING_PART, f"expected {expected}"
            self._note(code, f"{message}, found {self._found(before)!r}", before, expected)

    def _name(self, kind: str) -> str:
        """What a missing token is, in the user's words."""
        if kind == "TEXT" and self.tokens and self.tokens[-1].kind in self.grammar.notes:
            return f"the text behind {self.grammar.notes[self.tokens[-1].kind]}"
        return self.grammar.notes[kind]

    def _expected(self) -> str | None:
        """The first thing that the grammar names at this place."""
        state = self.grammar.states[self.stack[-1]]
        return next((self.grammar.notes[kind] for kind in state if kind in self.grammar.notes), None)

    def _found(self, token: Token) -> str:
        if token.kind == END:
            return "the end of the text"
        return quote(self.layout.reading.text[token.start : token.end])

    def _note(self, code: DiagnosticCode, message: str, token: Token, expected: str | None) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            return
        self.problems.append(
            Diagnostic(
                code=code,
                severity=Severity.ERROR,
                message=message,
                span=self.layout.reading.span(token.start, token.end),
                expected=expected,
                found=self._found(token),
            )
        )
