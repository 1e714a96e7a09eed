"""Draws the grammars of `grammar/` as railroad diagrams, on one page of Markdown.

    python docs/draw_grammar.py docs/_generated/grammar.md

The build of the documentation runs it. A grammar that is added to the folder is drawn with the others.
"""

from __future__ import annotations

import html
import io
import re
import sys
import textwrap
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import lark
import railroad
from lark import Lark, Token, Tree

GRAMMARS = Path(__file__).parents[1] / "grammar"
WIDEST = 680
"""Width in pixels from which on a sequence is broken into rows."""
LONGEST_LINE = 60
"""Characters of a phrase or a pattern on one line."""
LINE = 15
"""Height of such a line."""

VOCABULARY = re.compile(r"//: vocabulary (\S+)\s+as\s+(\w+)")
NOTE = "//:"
COMMENT = "//"

railroad.CHAR_WIDTH = 7.3  # for letters of 12 pixels, set in docs/_static/drawings.css
railroad.COMMENT_CHAR_WIDTH = 6.7
railroad.INTERNAL_ALIGNMENT = "left"


class Box(railroad.DiagramItem):
    """A box with a text on one line or several: a phrase, or with `square` a regular expression."""

    def __init__(self, text: str, *, square: bool) -> None:
        super().__init__("g", {"class": "pattern" if square else "phrase"})
        self.lines = textwrap.wrap(text, LONGEST_LINE, break_on_hyphens=False, drop_whitespace=False) or [
            text
        ]
        self.square = square
        self.width = max(map(len, self.lines)) * railroad.CHAR_WIDTH + 20
        self.up = 11
        self.down = 11 + (len(self.lines) - 1) * LINE
        self.needsSpace = True

    def format(self, x: float, y: float, width: float) -> Box:
        """Put the box on a line; the library calls this."""
        left, right = railroad.determineGaps(width, self.width)
        railroad.Path(x, y).h(left).addTo(self)
        railroad.Path(x + left + self.width, y).h(right).addTo(self)
        frame = {"x": x + left, "y": y - self.up, "width": self.width, "height": self.up + self.down}
        railroad.DiagramItem("rect", frame if self.square else {**frame, "rx": 10, "ry": 10}).addTo(self)
        for number, line in enumerate(self.lines):
            at = {"x": x + left + self.width / 2, "y": y + 4 + number * LINE}
            railroad.DiagramItem("text", at, line).addTo(self)
        return self


class Grammar:
    """One grammar file: its definitions in order, with the comment above each."""

    def __init__(self, path: Path, reader: Lark) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.definitions = [
            item
            for item in reader.parse(self.text).children
            if isinstance(item, Tree) and item.data in ("rule", "token")
        ]
        self.vocabularies = {name: file for file, name in VOCABULARY.findall(self.text)}

    def page(self) -> str:
        """The section of this grammar, in Markdown."""
        rules = [item for item in self.definitions if item.data == "rule"]
        terminals = [item for item in self.definitions if item.data == "token"]
        figures = [self.figure(item) for item in terminals] + [self.names(name) for name in self.vocabularies]
        return "\n".join(
            [
                f"## {self.path.name}",
                "",
                prose(comment_block(self.lines, 0)),
                "",
                raw("\n".join(map(self.figure, rules))),
                "",
                raw(details("Terminals", "\n".join(figures))),
                "",
                raw(details("The file", f"<pre>{html.escape(self.text)}</pre>")),
                "",
            ]
        )

    def figure(self, definition: Tree[Token]) -> str:
        """One definition with its name, the comment above it, and its diagram."""
        name = str(definition.children[0]).lstrip("?!")
        line = definition.children[0].line - 1
        diagram = railroad.Diagram(self.item(definition.children[-1]), type="complex")
        return self.framed(name, " ".join(caption(self.lines, line)), svg(diagram, name))

    def names(self, name: str) -> str:
        """A terminal that is filled from a vocabulary."""
        file = self.path.parent / self.vocabularies[name]
        rows = [row.split("\t")[0] for row in file.read_text(encoding="utf-8").splitlines()]
        count = len({row for row in rows if row and not row.startswith("#")})
        text = f"One of the {count} names in {self.path.parent.name}/{self.vocabularies[name]}"
        return self.framed(name, text, "")

    def framed(self, name: str, text: str, picture: str) -> str:
        """A diagram, or none, below the name of what it shows."""
        text = f": {text}" if text else ""
        title = f"<figcaption><code>{html.escape(name)}</code>{html.escape(text)}</figcaption>"
        body = f'<div class="wide">{picture}</div>' if picture else ""
        return f'<figure class="drawing" id="{self.anchor(name)}">{title}{body}</figure>'

    def anchor(self, name: str) -> str:
        """The address of a definition on the page."""
        return f"{self.path.stem}-{name}"

    def item(self, tree: Tree[Token] | Token) -> railroad.DiagramItem:
        """A part of a definition as a part of a diagram."""
        if isinstance(tree, Token):
            raise TypeError(f"{tree!r} in {self.path}")
        kids = tree.children
        if tree.data == "expansions":
            items = [self.item(kid) for kid in kids]
            return railroad.Choice(0, *items) if len(items) > 1 else items[0]
        if tree.data == "alias":
            return railroad.Sequence(self.item(kids[0]), railroad.Comment(f"\u2192 {kids[1]}"))
        if tree.data == "expansion":
            return rows(self.sequence(kids))
        if tree.data == "maybe":
            return railroad.Optional(self.item(kids[0]))
        if tree.data == "expr":
            return repeated(self.item(kids[0]), [str(kid) for kid in kids[1:]])
        if tree.data == "name":
            name = str(kids[0])
            shape = railroad.Terminal if name.isupper() else railroad.NonTerminal
            return shape(name, href=f"#{self.anchor(name)}")
        if tree.data == "literal":
            return literal(str(kids[0]))
        raise ValueError(f"{tree.data} in {self.path}")

    def sequence(self, kids: Sequence[Tree[Token]]) -> list[railroad.DiagramItem]:
        """The parts of a sequence; `x (y x)*` becomes a loop that passes y on its way back."""
        items: list[railroad.DiagramItem] = []
        last: Tree[Token] | None = None
        for kid in kids:
            if items and kid.data == "expr" and list(map(str, kid.children[1:])) == ["*"]:
                inner = kid.children[0]
                if isinstance(inner, Tree) and inner.data == "expansion" and inner.children[1:] == [last]:
                    items[-1] = railroad.OneOrMore(self.item(last), self.item(inner.children[0]))
                    continue
            items.append(self.item(kid))
            last = kid
        return items


def rows(items: list[railroad.DiagramItem]) -> railroad.DiagramItem:
    """A sequence, broken into rows where it gets too wide."""
    lines: list[list[railroad.DiagramItem]] = [[]]
    width = 0.0
    for item in items:
        if lines[-1] and width + item.width + 20 > WIDEST:
            lines.append([])
            width = 0.0
        lines[-1].append(item)
        width += item.width + 20
    sequences = [railroad.Sequence(*line) if len(line) > 1 else line[0] for line in lines if line]
    if not sequences:
        return railroad.Skip()
    return railroad.Stack(*sequences) if len(sequences) > 1 else sequences[0]


def repeated(item: railroad.DiagramItem, how: list[str]) -> railroad.DiagramItem:
    """A part with its repetition: `?`, `*`, `+`, or from how many to how many."""
    if how == ["?"]:
        return railroad.Optional(item)
    if how == ["*"]:
        return railroad.ZeroOrMore(item)
    if how == ["+"]:
        return railroad.OneOrMore(item)
    return railroad.OneOrMore(item, railroad.Comment(" to ".join(how) + " times"))


def literal(text: str) -> railroad.DiagramItem:
    """A phrase or a pattern. Capitals do not matter in most of them: the mark for it is left out."""
    if text.startswith('"'):
        return Box(text.rstrip("i"), square=False)
    return Box(text[1 : text.rindex("/")] or " ", square=True)


def svg(diagram: railroad.Diagram, name: str) -> str:
    """A diagram as an element of a page."""
    diagram.format(6, 2, 6, 2)
    diagram.attrs["role"] = "img"
    diagram.attrs["aria-label"] = f"Railroad diagram of {name}"
    out = io.StringIO()
    diagram.writeSvg(out.write)
    text = out.getvalue().replace("xlink:href", "href").replace("\n", "")
    return re.sub(r"(<text [^>]*>[^<]*</text>)\1", r"\1", text)  # the library writes a linked text twice


def comment_block(lines: Sequence[str], start: int) -> list[str]:
    """The comment that begins on a line, without its marks."""
    block: list[str] = []
    for line in lines[start:]:
        if not line.startswith(COMMENT):
            break
        block.append(line[len(COMMENT) :].removeprefix(" "))
    return block


def caption(lines: Sequence[str], line: int) -> list[str]:
    """The comment just above a definition."""
    start = line
    while start > 0 and lines[start - 1].startswith(COMMENT):
        start -= 1
    return [
        text.removeprefix(NOTE).removeprefix(COMMENT).strip()
        for text in lines[start:line]
        if start > 0 and not VOCABULARY.match(text)
    ]


def prose(lines: Sequence[str]) -> str:
    """A comment as Markdown: lines that are set in become a block of their own."""
    out: list[str] = []
    for set_in, group in groupby(lines, key=lambda line: line.startswith("  ")):
        text = textwrap.dedent("\n".join(group))
        out.append(f"```text\n{text}\n```" if set_in else re.sub(r"([*\[<_])", r"\\\1", text))
    return "\n\n".join(out)


def details(title: str, body: str) -> str:
    """A part of the page that is opened by a click."""
    return f"<details><summary>{title}</summary>\n{body}\n</details>"


def raw(body: str) -> str:
    """HTML inside Markdown."""
    return f"`````{{raw}} html\n{body}\n`````"


def draw() -> str:
    """The sections of all grammars, the letter's own first."""
    syntax = Path(lark.__file__).parent / "grammars" / "lark.lark"
    reader = Lark(syntax.read_text(encoding="utf-8"), parser="lalr", maybe_placeholders=False)
    paths = sorted(GRAMMARS.glob("*.lark"), key=lambda path: (path.stem != "letter", path.stem))
    return "\n".join(Grammar(path, reader).page() for path in paths)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw(), encoding="utf-8")
