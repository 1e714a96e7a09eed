"""The tables, the LALR loop and the scanner, held against lark itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import UnexpectedInput

from imrdoc._engine import _parser, _tables
from imrdoc._engine._compile import compile_grammar
from imrdoc._engine._parser import BESIDE, END, Parser, Unexpected
from imrdoc._engine._tree import Node, PlainToken, Token

FOLDER = Path(_tables.folder())
GRAMMARS = sorted(path.stem for path in FOLDER.glob("*.lark"))


def test_prepared_tables_are_up_to_date() -> None:
    prepared = (FOLDER / _tables.PREPARED).read_text(encoding="utf-8")
    assert prepared == _tables.prepare(), "run python -m imrdoc._engine._tables"


@pytest.mark.parametrize("sources", ["[]", '["word.lark"]', '["lost.lark"]'])
def test_an_edited_grammar_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: str
) -> None:
    (tmp_path / "word.lark").write_text("word: WORD\nWORD: /[a-z]+/\n", encoding="utf-8")
    prepared = f'{{"sources": {sources}, "fingerprint": 0, "grammars": ["word"]}}\n"of another time"\n'
    (tmp_path / _tables.PREPARED).write_text(prepared, encoding="utf-8")
    monkeypatch.setattr(_tables, "folder", lambda: str(tmp_path))
    _tables._prepared.cache_clear()
    try:
        assert _tables.parser.__wrapped__("word").scan("hello").tokens == (Token("WORD", 0, 5),)
    finally:
        _tables._prepared.cache_clear()


def test_tables_are_made_of_grammars_and_of_what_these_name() -> None:
    head, *_ = (FOLDER / _tables.PREPARED).read_bytes().splitlines()
    sources = json.loads(head)["sources"]
    assert {f"{name}.lark" for name in GRAMMARS} < set(sources)
    assert "vocabulary/months.tsv" in sources
    assert _tables.fingerprint(sources) != _tables.fingerprint(sources[1:])


def test_prepared_tables_are_used_without_lark() -> None:
    code = "import sys, imrdoc; imrdoc.parse('examples/letter.txt'); sys.exit('lark' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("arguments", [["--check"]])
def test_the_command_tells_whether_tables_are_fresh(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "word.lark").write_text("word: WORD\nWORD: /[a-z]+/\n", encoding="utf-8")
    monkeypatch.setattr(_tables, "folder", lambda: str(tmp_path))
    assert _tables.main(arguments) == 1
    assert "is stale" in capsys.readouterr().out
    assert _tables.main([]) == 0
    assert _tables.main(arguments) == 0
    assert "is up to date" in capsys.readouterr().out


@pytest.mark.parametrize("name", GRAMMARS)
def test_tables_do_not_depend_on_hash_order(name: str) -> None:
    code = (
        "import json, pathlib, sys; from imrdoc._engine._compile import compile_grammar;"
        "print(json.dumps(compile_grammar(pathlib.Path(sys.argv[1]))))"
    )
    results = {
        subprocess.run(
            [sys.executable, "-c", code, str(FOLDER / f"{name}.lark")],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(_tables.__file__).parents[2])},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(results) == 1


@pytest.mark.parametrize("name", GRAMMARS)
def test_lark_finds_no_fault_in_a_grammar(name: str) -> None:
    compile_grammar(FOLDER / f"{name}.lark")


def lark_accepts(kinds: list[str]) -> bool:
    """Whether lark's own parser takes these tokens."""
    interactive = LETTER.parse_interactive("")
    from lark import Token as LarkToken

    try:
        for kind in kinds:
            interactive.feed_token(LarkToken(kind, ""))
        interactive.feed_eof()
    except UnexpectedInput:
        return False
    return True


LETTER = Lark((FOLDER / "letter.lark").read_text(encoding="utf-8"), parser="lalr", start="letter")
ISSUE = [
    "REQUEST",
    "_DECISION_MARK",
    "DECISION",
    "_CLAIMS_ADMINISTRATOR_GUIDELINE_LABEL",
    "TEXT",
    "_MAXIMUS_GUIDELINE_LABEL",
    "TEXT",
    "_RATIONALE_LABEL",
    "TEXT",
]
BLOCK = ["_CREDENTIALS_LEAD_IN", "_LICENSURE_LABEL", "TEXT", "_SPECIALTY_LABEL", "TEXT"]
SOUND = [
    ["PREFACE", "_HOW_MADE_HEADING", "TEXT", *BLOCK, "_SUMMARY_HEADING", "_SUMMARY_LEAD_IN", "TEXT"]
    + ["_ISSUES_HEADING", "_ISSUES_LEAD_IN", *ISSUE, *ISSUE],
    ["_HOW_MADE_HEADING", "TEXT", "_SUMMARY_HEADING", "TEXT", "_ISSUES_HEADING", *ISSUE],
]


@given(st.sampled_from(SOUND), st.data())
def test_the_loop_accepts_what_lark_accepts(kinds: list[str], data: st.DataObject) -> None:
    kinds = list(kinds)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(kinds) - 1))
        kinds[place : place + 1] = data.draw(st.lists(st.sampled_from(kinds), max_size=2))
        if not kinds:
            break
    tokens = [Token(kind, place, place + 1) for place, kind in enumerate([*kinds, END])]
    try:
        _tables.parser("letter").parse(tokens)
        accepted = True
    except Unexpected:
        accepted = False
    assert accepted == lark_accepts(kinds)


def test_the_tree_is_larks_tree() -> None:
    from lark import Token as LarkToken
    from lark import Tree

    def plain(tree: Tree[LarkToken]) -> object:
        parts = [plain(part) if isinstance(part, Tree) else str(part.type) for part in tree.children]
        return str(tree.data), sorted(map(str, parts))

    def ours(node: Node[PlainToken]) -> object:
        return node.kind, sorted(
            map(str, [*(ours(each) for each in node.nodes), *(kind for kind, _, _ in node.tokens)])
        )

    interactive = LETTER.parse_interactive("")
    for kind in SOUND[0]:
        interactive.feed_token(LarkToken(kind, ""))
    tree = interactive.feed_eof()
    tokens = [Token(kind, place, place + 1) for place, kind in enumerate([*SOUND[0], END])]
    assert ours(_tables.parser("letter").parse(tokens)) == plain(tree)


def test_a_tree_is_printed_for_people() -> None:
    tokens = [Token(kind, place, place + 1) for place, kind in enumerate([*SOUND[1], END])]
    text = "abcdefghijklmnopqrstuvwxyz"
    assert _tables.parser("letter").parse(tokens).pretty(text).splitlines()[:4] == [
        "letter",
        "  how_made",
        "    TEXT 'b'",
        "  clinical_summary",
    ]


def test_tokens_must_end() -> None:
    with pytest.raises(AssertionError):
        _tables.parser("letter").parse([])


def test_a_node_finds_its_tokens() -> None:
    tokens = [Token(kind, place, place + 1) for place, kind in enumerate([*SOUND[1], END])]
    tree = _tables.parser("letter").parse(tokens)
    how_made = tree.nodes[0]
    assert how_made.token("TEXT") == Token("TEXT", 1, 2)
    assert tree.token("PREFACE") is None


def test_a_blank_in_a_grammar_stands_for_any_white_space(tmp_path: Path) -> None:
    path = tmp_path / "phrase.lark"
    path.write_text('phrase: PHRASE\nPHRASE: "set forth below"i\n', encoding="utf-8")
    assert Parser(compile_grammar(path)).scan("Set\n  FORTH below").tokens == (Token("PHRASE", 0, 17),)


def test_terminals_are_searched_for_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "words.lark"
    path.write_text(
        'words: (KEY | KEYS | CLEF | NUMBER | KNOB | OTHER)*\nKEYS.3: "keys"i\nKEY.3: "key"i\n'
        "CLEF.3: /clef|key of g/i\nNUMBER.2: /[0-9]+/\nKNOB.1: /k?nobs?( (of|for))?/i\nOTHER.0: /\\w/\n",
        encoding="utf-8",
    )
    grammar = Parser(compile_grammar(path))
    pattern = re.compile(grammar.branches(dict.fromkeys(grammar.patterns, r"\b"), beside=["KEY"]))
    text = "Keys key 7 clef KNOB of key\nkey of g x"
    assert [(match[0], match.lastgroup) for match in pattern.finditer(text)] == [
        ("Keys", "KEYS"),
        ("key", "KEY" + BESIDE),
        ("7", "NUMBER"),
        ("clef", "CLEF"),
        ("KNOB of", "KNOB"),
        ("key", "KEY"),
        ("key of g", "CLEF"),
        ("x", "OTHER"),
    ]


@pytest.mark.parametrize("most", [0, 500])
def test_kinds_make_the_tree_of_their_tokens(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_parser, "LONGEST_KEPT", most)
    grammar = _tables.parser("letter")

    def numbers(node: Node[PlainToken]) -> object:
        return node.kind, tuple(token[1] for token in node.tokens), [numbers(each) for each in node.nodes]

    def plain(node: Node[int]) -> object:
        return node.kind, node.tokens, [plain(each) for each in node.nodes]

    for kinds in SOUND:
        tokens = [(kind, number, number + 1) for number, kind in enumerate([*kinds, END])]
        for _ in range(2):
            assert plain(grammar.parse_kinds([*kinds, END])) == numbers(grammar.parse(tokens))


def test_the_tree_of_kinds_that_recur_is_kept() -> None:
    grammar = _tables.parser("letter")
    assert grammar.parse_kinds([*SOUND[0], END]) is grammar.parse_kinds([*SOUND[0], END])
    many = [*SOUND[0], *ISSUE * 30, END]
    assert grammar.parse_kinds(many) is not grammar.parse_kinds(many)


def test_kinds_that_do_not_fit_are_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(Unexpected):
            _tables.parser("letter").parse_kinds(["TEXT", END])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "key key",
            ["KEY", "WORD"],
        ),  # the second state allows no KEY, though a scanner that knows it is there
        ("a key", ["WORD", "WORD"]),
        ("key b", ["KEY", "WORD"]),
        ("a b", ["WORD", "WORD"]),
    ],
)
def test_a_scanner_that_knows_more_gives_what_the_state_allows(
    text: str, kinds: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "row.lark"
    path.write_text('row: (KEY | WORD) WORD\nKEY.2: "key"\nWORD: /[a-z]+/\n', encoding="utf-8")
    parser = Parser(compile_grammar(path))
    for _ in range(2):
        assert [token.kind for token in parser.scan(text).tokens] == kinds
    with pytest.raises(Unexpected):
        parser.scan("key 1")
