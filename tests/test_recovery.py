"""With strict=False, whatever a broken letter still says is read."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc import Decision, Determination, DiagnosticCode, Outcome, ReviewerRole, SourceText
from imrdoc._engine._tree import Token
from imrdoc._lexer._layout import Layout
from imrdoc._lexer._marks import find_marks
from imrdoc._lexer._reading import read
from imrdoc._lexer._requests import find_request
from imrdoc._lexer._tokens import tokenize
from imrdoc._recovery._repair import repair
from letter_strategies import letters
from rendering import Spacing, Style, render

Cut = tuple[str, int, int]
"""What is cut out, from where, to where."""


def facts(letter: Determination) -> dict[str, object]:
    """The fields that a cut may touch, by name."""
    found: dict[str, object] = {
        "case": letter.case,
        "how_made": "".join(letter.how_made.split()),
        "summary": "".join(letter.clinical_summary.text.split()),
    }
    credentials = letter.reviewer.credentials
    if credentials:
        found["licensure"] = "".join(credentials.licensure.split())
        found["specialty"] = "".join(credentials.specialty.split())
    for number, issue in enumerate(letter.issues):
        for name in ("request", "claims_administrator_guideline", "maximus_guideline"):
            found[f"{number} {name}"] = "".join(getattr(issue, name).text.split())
        found[f"{number} decision"] = issue.decision
        found[f"{number} rationale"] = "".join(issue.rationale.split())
    return found


def tokens_of(text: str) -> tuple[list[Token], list[tuple[int, int]]]:
    """The tokens of a letter and their places in its source."""
    reading, marks = find_marks(read(SourceText(text=text)), any_case=True)
    tokens = [Token(*token) for token in tokenize(Layout(reading, marks), marks)]
    return tokens, [reading.locate(token.start, token.end) for token in tokens]


def cuts_of_labels(text: str) -> list[Cut]:
    """Each heading, label and lead-in alone, and each decision with its colon."""
    tokens, places = tokens_of(text)
    cuts: list[Cut] = []
    for index, token in enumerate(tokens):
        if token.kind == "DECISION":
            cuts.append((token.kind, places[index - 1][0], places[index][1]))
        elif token.kind.startswith("_") and token.kind != "_DECISION_MARK":
            cuts.append((token.kind, *places[index]))
    return cuts


OWN = {
    "_LICENSURE_LABEL": ["licensure"],
    "_SPECIALTY_LABEL": ["specialty"],
    "_HOW_MADE_HEADING": ["how_made", "licensure", "specialty"],
    "_SUMMARY_HEADING": ["summary"],
    "_CLAIMS_ADMINISTRATOR_GUIDELINE_LABEL": ["claims_administrator_guideline"],
    "_MAXIMUS_GUIDELINE_LABEL": ["maximus_guideline"],
    "_RATIONALE_LABEL": ["rationale"],
    "REQUEST": ["request"],
}
"""What is gone with a label and its text, or with a heading and its section."""


def cuts_with_text(text: str) -> list[tuple[Cut, list[str]]]:
    """Each label with its text, each section, each request; with the names of what is gone then."""
    tokens, places = tokens_of(text)
    cuts: list[tuple[Cut, list[str]]] = []
    number = -1
    for index, token in enumerate(tokens):
        number += token.kind == "REQUEST"
        if token.kind.endswith("_HEADING"):
            ends = [at for at in range(index + 1, len(tokens)) if tokens[at].kind.endswith("_HEADING")]
            end = places[ends[0]][0] if ends else len(text)
            gone = OWN.get(token.kind, ["issues"])
            cuts.append(((token.kind, places[index][0], end), gone))
        elif token.kind.endswith("_LABEL"):
            gone = [name if number < 0 else f"{number} {name}" for name in OWN[token.kind]]
            cuts.append(((token.kind, places[index][0], places[index + 1][1]), gone))
        elif token.kind == "REQUEST":
            cuts.append(((token.kind, *places[index]), [f"{number} request"]))
    return cuts


def differences(text: str, cut: Cut, before: dict[str, object], gone: list[str]) -> list[str]:
    """The fields, other than those gone, that a cut changes."""
    _, start, end = cut
    after = facts(imrdoc.parse_text(text[:start] + text[end:], strict=False))
    expected = {name: value for name, value in before.items() if name not in gone}
    if "issues" in gone:
        expected = {name: value for name, value in expected.items() if not name[0].isdigit()}
    return [name for name, value in expected.items() if after.get(name) != value]


def test_cutting_out_a_label_costs_no_other_field(shared: Path, form: str) -> None:
    for path in sorted((shared / "corpus" / "text" / form).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        before = facts(imrdoc.parse_text(text))
        for cut in cuts_of_labels(text):
            gone = [name for name in before if name.endswith("decision")] if cut[0] == "DECISION" else []
            assert differences(text, cut, before, gone) == [], (path.name, cut)


def test_cutting_out_a_labeled_part_costs_no_other_field(shared: Path, form: str) -> None:
    for path in sorted((shared / "corpus" / "text" / form).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        before = facts(imrdoc.parse_text(text))
        for cut, gone in cuts_with_text(text):
            assert differences(text, cut, before, gone) == [], (path.name, cut)


@given(letters(most_issues=2), st.sampled_from(Spacing), st.data())
def test_every_cut_of_a_made_letter(letter: Determination, spacing: Spacing, data: st.DataObject) -> None:
    text = render(letter, Style(spacing=spacing))
    before = facts(letter)
    cut, gone = data.draw(st.sampled_from(cuts_with_text(text)))
    assert differences(text, cut, before, gone) == []


def lenient(text: str) -> Determination:
    return imrdoc.parse_text(text, strict=False)


def test_what_is_lost_has_the_same_types(sample: str) -> None:
    start, end = sample.index("HOW THE"), sample.index("CLINICAL CASE")
    letter = lenient((sample[:start] + sample[end:]).replace(": Upheld", ""))
    assert letter.reviewer.role is ReviewerRole.UNSTATED
    assert letter.how_made == ""
    assert [issue.decision for issue in letter.issues] == [Decision.UNSTATED, Decision.OVERTURNED]
    assert letter.outcome is Outcome.OVERTURNED


def test_a_letter_without_its_issues(sample: str) -> None:
    letter = lenient(sample[: sample.index("IMR ISSUES")])
    assert letter.issues == ()
    assert letter.outcome is Outcome.UNSTATED
    assert [diagnostic.code for diagnostic in letter.diagnostics] == [DiagnosticCode.CUT_OFF]


def test_sections_in_the_wrong_order_are_read(sample: str) -> None:
    start, end = sample.index("CLINICAL CASE"), sample.index("IMR ISSUES")
    letter = lenient(sample[:start] + sample[end:] + "\n" + sample[start:end])
    assert attrs.evolve(letter, diagnostics=()) == imrdoc.parse_text(sample)


def test_of_two_letters_the_first_is_read(sample: str) -> None:
    letter = lenient(sample + sample)
    assert attrs.evolve(letter, diagnostics=()) == imrdoc.parse_text(sample)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("the file was weighed under the heading of a\nclinical case summary\nand found wanting.", "heading"),
        ("as set out by the reviewer under the\nMAXIMUS guideline: none was needed.", "label"),
        (
            "the denial of the first request was at that time:\nUpheld\nand it was final for all we know.",
            "decision",
        ),
    ],
)
def test_the_letters_words_inside_a_sentence_are_no_marks(sample: str, line: str, label: str) -> None:
    full = "The baker lifted a tray of heavy dough and felt a pull in the low back on the left, and "
    text = sample.replace(
        "The guideline recommends a short", full + line + "\nThe guideline recommends a short"
    )
    letter = imrdoc.parse_text(text)
    assert len(letter.issues) == 2
    assert " ".join(line.split()) in letter.issues[1].rationale


@pytest.mark.parametrize("end", ["is not medically necessary.", "is medically necessary."])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "words", ["Decision: Upheld", "The final decision is: overturned", "I say:\nOUTCOME: Upheld"]
)
def test_a_rationale_may_say_its_decision_once_more(sample: str, words: str, gap: str, end: str) -> None:
    letter = imrdoc.parse_text(sample)
    restated = imrdoc.parse_text(sample.replace(end, f"{end}{gap}{words}"))
    assert [each.request for each in restated.issues] == [each.request for each in letter.issues]
    assert [
        " ".join(after.rationale.removeprefix(before.rationale).split())
        for before, after in zip(letter.issues, restated.issues, strict=True)
        if before != after
    ] == [" ".join(words.split())]


def test_a_letter_cut_off_behind_a_decision_is_told(sample: str) -> None:
    text = sample[: sample.index("is: Overturned") + len("is: Overturned")]
    with pytest.raises(imrdoc.ParseError, match="the letter is cut off"):
        imrdoc.parse_text(text)
    assert lenient(text).issues[1].decision is Decision.OVERTURNED


def test_what_opens_like_a_statement_but_is_none_ends_one(sample: str) -> None:
    start, end = sample.index("MAXIMUS guideline:"), sample.index("Decision rationale:")
    prose = "The Expert Reviewer did not find a report of it."
    letter = lenient(f"{sample[:start].rstrip()}\n{prose}\n\n{sample[end:]}")
    assert letter.issues[0].claims_administrator_guideline.text.endswith("Complaints 2004.")
    assert letter.issues[0].maximus_guideline.text == prose


def test_a_misplaced_label_is_told(sample: str) -> None:
    text = sample.replace("The diagnoses include", "\n\nDecision rationale: The diagnoses include")
    letter = lenient(text)
    assert [diagnostic.code for diagnostic in letter.diagnostics] == [DiagnosticCode.MISPLACED_PART]
    assert "The diagnoses include" in letter.clinical_summary.text


def test_a_text_that_only_had_to_be_joined_is_no_problem(sample: str) -> None:
    reading, marks = find_marks(read(SourceText(text=sample)), any_case=True)
    layout = Layout(reading, marks)
    tokens = [Token(*token) for token in tokenize(layout, marks)]
    place = [token.kind for token in tokens].index("_SUMMARY_LEAD_IN") + 1
    whole = tokens[place]
    halves = [whole._replace(end=whole.start + 40), whole._replace(start=whole.start + 41)]
    mended, problems = repair(layout, [*tokens[:place], *halves, *tokens[place + 1 :]])
    assert (mended, problems) == (tokens, [])


def test_no_request_in_an_empty_stretch(sample: str) -> None:
    found = find_marks(read(SourceText(text=sample)), any_case=True)
    assert find_request(Layout(*found), 5, 5) is None


FIRST = "Decision based on MTUS Low Back Complaints 2004."
SECOND = """Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s):
Physical medicine treatment. Decision based on Non-MTUS Citation Official Disability
Guidelines (ODG) Low Back, Physical therapy."""


@pytest.mark.parametrize(
    ("before", "after", "theirs", "ours"),
    [
        pytest.param(
            "Low Back, Physical therapy.\n\nDecision rationale: Twelve",
            "Low Back, Physical therapy in the acute phase, and for chronic complaints too.\nTwelve",
            FIRST,
            SECOND.replace("therapy.", "therapy in the acute phase, and for chronic complaints too."),
            id="a rationale below a full line",
        ),
        pytest.param(
            FIRST + "\n\nMAXIMUS guideline: ",
            FIRST + "\nDecision based on Non-MTUS Citation Official Disability Guidelines.\n",
            FIRST + " Decision based on Non-MTUS Citation Official Disability Guidelines.",
            SECOND,
            id="a statement below a clause with a line of its own",
        ),
        pytest.param(
            "Disability\nGuidelines (ODG) Low Back, Physical therapy.\n\nDecision rationale: ",
            "Disability\n\nGuidelines (ODG) Low Back, Physical therapy.\n\n",
            FIRST,
            SECOND.replace("Disability\n", "Disability\n\n"),
            id="a statement with the gap of a page inside",
        ),
    ],
)
def test_where_a_statement_ends_without_the_label_below_it(
    sample: str, before: str, after: str, theirs: str, ours: str
) -> None:
    assert before in sample
    issue = lenient(sample.replace(before, after)).issues[0]
    assert issue.claims_administrator_guideline.text == theirs
    assert issue.maximus_guideline.text == ours.replace("\n", " ").replace("  ", "\n\n")
    assert issue.rationale == imrdoc.parse_text(sample).issues[0].rationale


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "six weeks: Upheld\n", "six weeks: Upheld\n\nFile 7, letter of May\n", id="a stray line"
        ),
        pytest.param("six weeks: Upheld\n", "six weeks: Upheld\nOverturned\n", id="a second decision"),
        pytest.param("credentials:\n", "credentials:\nFrom a fax\n", id="a line above the credentials"),
        pytest.param(
            f"guideline: {FIRST}", f"guideline: {FIRST}\n\nClaims Administrator guideline: Same.", id="twice"
        ),
        pytest.param(
            "Decision rationale: Twelve", "MAXIMUS guideline: Same.\n\nDecision rationale: Twelve", id="again"
        ),
    ],
)
def test_what_is_too_much_moves_nothing_under_another_label(sample: str, before: str, after: str) -> None:
    assert before in sample
    letter, whole = lenient(sample.replace(before, after, 1)), imrdoc.parse_text(sample)
    assert {each.code for each in letter.diagnostics} == {DiagnosticCode.MISPLACED_PART}
    assert letter.reviewer == whole.reviewer
    for issue, expected in zip(letter.issues, whole.issues, strict=True):
        assert (issue.request, issue.decision, issue.rationale) == (
            expected.request,
            expected.decision,
            expected.rationale,
        )
        for name in ("claims_administrator_guideline", "maximus_guideline"):
            assert getattr(issue, name).text.startswith(getattr(expected, name).text)


def test_the_first_heading_alone_begins_no_second_letter(sample: str) -> None:
    heading = "HOW THE IMR FINAL DETERMINATION WAS MADE"
    letter = lenient(sample.replace(heading, f"{heading}\n\n{heading}"))
    assert letter.issues == imrdoc.parse_text(sample).issues
    assert [each.code for each in letter.diagnostics] == [DiagnosticCode.MISPLACED_PART]
