"""Cross-checks: what the parts of a letter say about one another."""

from __future__ import annotations

import datetime
import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdoc
from imrdoc import CaseHeader, ClinicalSummary, Decision, Diagnostic, DiagnosticCode, Issue, Patient, Severity
from imrdoc._builder._checks import CONCLUSION, DATES, check_letter
from imrdoc._engine._tables import parser

SAMPLE = imrdoc.parse("examples/letter.txt")
DAY = datetime.timedelta(days=1)


def case(number: str = "CM17-0000000", **dates: datetime.date | None) -> CaseHeader:
    assert SAMPLE.case is not None
    return attrs.evolve(SAMPLE.case, case_number=number, **dates)


def issue(decision: Decision, rationale: str, request: str = "Naproxen 550mg #60") -> Issue:
    one = SAMPLE.issues[0]
    return attrs.evolve(
        one,
        decision=decision,
        rationale=rationale,
        request=attrs.evolve(one.request, text=request, disputed=request),
    )


def messages(found: list[Diagnostic]) -> list[tuple[DiagnosticCode, str]]:
    assert all(diagnostic.severity is Severity.WARNING for diagnostic in found)
    return [(diagnostic.code, diagnostic.message) for diagnostic in found]


def test_a_sound_letter_has_none() -> None:
    assert check_letter(SAMPLE.case, SAMPLE.clinical_summary, SAMPLE.issues) == []
    assert check_letter(None, SAMPLE.clinical_summary, SAMPLE.issues) == []
    assert check_letter(None, ClinicalSummary(text=""), ()) == []


@pytest.mark.parametrize(
    "number", ["CM17-000000", "CM17-00000000", "CM170000000", "cm17-0000000", "CM1-0000000"]
)
def test_a_case_number_of_another_form(number: str) -> None:
    assert messages(check_letter(case(number), ClinicalSummary(text=""), ())) == [
        (
            DiagnosticCode.INVALID_CASE_NUMBER,
            f"the case number {number} is not CM, two digits, a hyphen and seven digits",
        )
    ]


def test_a_missing_case_number_is_another_matter() -> None:
    assert check_letter(case(""), ClinicalSummary(text=""), ()) == []


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (
            {"date_assigned": datetime.date(2017, 2, 22)},
            "the date assigned 02/22/2017 is later than the decision date 02/21/2017",
        ),
        (
            {"date_of_injury": datetime.date(2017, 1, 5)},
            "the date of injury 01/05/2017 is later than the UR denial date 01/04/2017",
        ),
        (
            {"ur_denial_date": datetime.date(2017, 1, 20)},
            "the UR denial date 01/20/2017 is later than the date the application was received 01/19/2017",
        ),
        (
            {"application_received": datetime.date(2017, 1, 27)},
            "the date the application was received 01/27/2017 is later than the date assigned 01/26/2017",
        ),
        (
            {
                "date_of_injury": datetime.date(2017, 2, 22),
                "ur_denial_date": None,
                "application_received": None,
            }
            | {"date_assigned": None},
            "the date of injury 02/22/2017 is later than the decision date 02/21/2017",
        ),
    ],
)
def test_dates_out_of_order(dates: dict[str, datetime.date | None], message: str) -> None:
    found = check_letter(case(**dates), ClinicalSummary(text=""), ())
    assert messages(found) == [(DiagnosticCode.DATES_OUT_OF_ORDER, message)]


@given(
    st.lists(st.dates() | st.none(), min_size=5, max_size=5),
    st.booleans(),
)
def test_order_is_all_that_counts(dates: list[datetime.date | None], in_order: bool) -> None:
    known = [date for date in dates if date]
    if in_order:
        ordered = iter(sorted(known))
        dates = [date and next(ordered) for date in dates]
        known = sorted(known)
    found = check_letter(case(**dict(zip(DATES, dates, strict=True))), ClinicalSummary(text=""), ())
    assert len(found) == sum(earlier > later for earlier, later in itertools.pairwise(known))


def test_dates_of_injury_that_differ() -> None:
    summary = ClinicalSummary(text="", patient=Patient(injury_date=datetime.date(2016, 11, 3)))
    assert messages(check_letter(SAMPLE.case, summary, ())) == [
        (
            DiagnosticCode.INJURY_DATES_DIFFER,
            "the date of injury 11/02/2016 differs from 11/03/2016 in the clinical case summary",
        )
    ]
    assert check_letter(None, summary, ()) == []
    assert check_letter(case(date_of_injury=None), summary, ()) == []


AFFIRMED = [
    "The request is medically necessary.",
    "It helped before. Therefore, the request is medically necessary and appropriate.",
    "As such, the requested naproxen is considered medically necessary at this time",
    "It helped. Naproxen 550 mg is medically necessary.",
    "The request for naproxen was determined to be medically necessary, as per the guideline.",
    "The requested service is certified.",
    "The request is indicated as a medical necessity to the patient at this time.",
]
REFUSED = [
    "The request is not medically necessary.",
    "There was no trial. Therefore, the request for naproxen is not medically necessary and appropriate.",
    "The request is considered not medically necessary.",
    "The request is not considered medically necessary",
    "The request is determined to not be medically necessary.",
    "The requested service is non-certified.",
    "The requested services are non- certified",
    "The request is not supported.",
    "The medical necessity of the request is not established.",
    "The request cannot be considered medically necessary per the guidelines.",
    "Given that heat was not medically necessary, the request is also not medically necessary.",
]
OPEN = [
    "",
    ".",
    "The guideline recommends a taper.",
    "The request would be medically necessary if therapy had failed.",
    "The request is medically necessary only for a taper.",
    "The request may be medically necessary.",
    "It is unclear that the request is medically necessary.",
    "There is no doubt that the request is medically necessary.",
    "The provider states that the request is medically necessary.",
    "The treating physician states the request is medically necessary.",
    "The chart has indicated that naproxen is medically necessary.",
    "According to the appeal, the request is medically necessary.",
    "The physician must show that the request is medically necessary.",
    "The requested naproxen is approved by the FDA for pain.",
    "The requested therapy is needed since naproxen is not indicated.",
    "The claims administrator held that the request was not medically necessary.",
    "The denial of the request is not medically necessary.",
    "The remaining part of the request is not medically necessary.",
    "Additional therapy as requested is not medically necessary.",
    "Although the request is medically necessary, its amount is not.",
    "The request is not medically necessary without further evidence.",
    "A walk in the park is medically necessary.",
    "A walk in the park is not medically necessary.",
    "The request was not medically necessary in the past, but now it is.",
    "Weaning of the requested naproxen is medically necessary.",
    "The request exceeds what is medically necessary.",
    "Nothing shows that this request is medically necessary.",
    "Six, or 6 of the requested 12 visits, are medically necessary.",
    "Stopping the requested naproxen is not medically appropriate.",
    "Side effects of the requested naproxen were not demonstrated.",
    "I disagree that the request is not medically necessary.",
    "The request was denied for lack of a diary.",
    "x " * CONCLUSION + "so the request is medically necessary.",
    "x " * CONCLUSION + "so the request is not medically necessary.",
]


@pytest.mark.parametrize("rationale", AFFIRMED)
def test_a_conclusion_that_affirms(rationale: str) -> None:
    assert check_letter(None, ClinicalSummary(text=""), [issue(Decision.OVERTURNED, rationale)]) == []
    ((code, message),) = messages(
        check_letter(None, ClinicalSummary(text=""), [issue(Decision.UPHELD, rationale)])
    )
    assert code is DiagnosticCode.DECISION_CONTRADICTED
    assert message.startswith('the decision is Upheld, but the rationale concludes "')
    assert message.split('"')[1] in rationale


@pytest.mark.parametrize("rationale", REFUSED)
def test_a_conclusion_that_refuses(rationale: str) -> None:
    assert check_letter(None, ClinicalSummary(text=""), [issue(Decision.UPHELD, rationale)]) == []
    found = check_letter(None, ClinicalSummary(text=""), [issue(Decision.OVERTURNED, rationale)])
    ((code, message),) = messages(found)
    assert code is DiagnosticCode.DECISION_CONTRADICTED
    assert message.startswith('the decision is Overturned, but the rationale concludes "')
    assert message.split('"')[1] in rationale


@pytest.mark.parametrize("rationale", OPEN)
@pytest.mark.parametrize("decision", list(Decision))
def test_a_conclusion_that_is_open(rationale: str, decision: Decision) -> None:
    assert check_letter(None, ClinicalSummary(text=""), [issue(decision, rationale)]) == []


@pytest.mark.parametrize("rationale", AFFIRMED + REFUSED)
def test_a_lost_decision_cannot_be_contradicted(rationale: str) -> None:
    assert check_letter(None, ClinicalSummary(text=""), [issue(Decision.UNSTATED, rationale)]) == []


def test_the_message_quotes_the_conclusion() -> None:
    found = check_letter(None, ClinicalSummary(text=""), [issue(Decision.OVERTURNED, REFUSED[0])])
    assert messages(found) == [
        (
            DiagnosticCode.DECISION_CONTRADICTED,
            'the decision is Overturned, but the rationale concludes "is not medically necessary"',
        )
    ]


@given(
    st.text() | st.lists(st.sampled_from(" ".join(AFFIRMED + REFUSED + OPEN[:14]).split())).map(" ".join),
    st.sampled_from(Decision),
)
def test_any_rationale_at_all(rationale: str, decision: Decision) -> None:
    assert parser("conclusion").scan(rationale).kind in ("affirmed", "refused", "open")
    for diagnostic in check_letter(None, ClinicalSummary(text=""), [issue(decision, rationale)]):
        assert diagnostic.code is DiagnosticCode.DECISION_CONTRADICTED


def test_each_diagnostic_points_into_the_letter(sample: str) -> None:
    broken = (
        sample.replace("CM17-0000000", "CM17-000000")
        .replace("02/21/2017", "01/25/2017")
        .replace("11-02-2016", "11-03-2016")
        .replace("is: Overturned", "is: Upheld")
    )
    letter = imrdoc.parse_text(broken)
    assert [
        (diagnostic.code.value, broken[diagnostic.span.start : diagnostic.span.end])
        for diagnostic in letter.diagnostics
        if diagnostic.span
    ] == [
        ("invalid-case-number", "CM17-000000"),
        ("dates-out-of-order", "01/26/2017"),
        ("injury-dates-differ", "11-03-2016"),
        ("decision-contradicted", "Upheld"),
    ]


END = "ends in the midst of a sentence"


@pytest.mark.parametrize(
    ("ending", "is_finished"),
    [
        ("The request is not medically necessary.", True),
        ("The request is not medically necessary", True),
        ("The requests are non-certified", True),
        ("The denial is overturned", True),
        ("The file is thin [as above.]", True),
        ("The guideline asks for a trial first (see above).", True),
        ("Is a trial of therapy due?", True),
        ("It says \u201cno more than six.\u201d", True),
        ("The file does not say why", False),
        ("The request is not medically necessary. Ice packs #2 were", False),
        ("Ice packs #2 was the original request. One was authorized by the C", False),
        ("Four visits are enough,", False),
    ],
)
def test_a_last_rationale_that_is_not_finished(ending: str, is_finished: bool) -> None:
    text = SAMPLE.source.text
    first, last = SAMPLE.issues
    for rationale, counts in ((last.rationale, True), (first.rationale, False)):
        start = text.index(rationale.split()[0] + " " + rationale.split()[1])
        end = text.index("necessary.", start) + len("necessary.")
        letter = imrdoc.parse_text(f"{text[:start]}{ending}{text[end:]}")
        found = [each for each in letter.diagnostics if each.code is DiagnosticCode.UNFINISHED_RATIONALE]
        assert bool(found) is (counts and not is_finished)
        for each in found:
            assert END in each.message
            assert each.span is not None
            assert letter.source.text[: each.span.end].endswith(ending)
