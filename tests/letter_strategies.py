"""Letters made up for tests: hypothesis strategies for whole letters with all that a parse should find."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from imrdoc import (
    CaseHeader,
    Citation,
    CitationSource,
    ClinicalSummary,
    Credentials,
    Decision,
    Determination,
    EvidenceBasis,
    GuidelineStatement,
    Issue,
    Patient,
    Request,
    Reviewer,
    ReviewerRole,
    Sex,
)

STATES = ("California", "New York", "Texas", "North Carolina", "West Virginia", "Oregon")
SPECIALTIES = (
    "Family Practice",
    "Physical Medicine & Rehabilitation",
    "Pain Management",
    "Occupational Medicine",
    "Orthopedic Surgery",
    "Public Health & General Preventive Medicine",
)
WORDS = [
    "baker",
    "bread",
    "counter",
    "dough",
    "flour",
    "heavy",
    "knee",
    "lifted",
    "morning",
    "oven",
    "reported",
    "shift",
    "short-term",
    "shoulder",
    "slowly",
    "stairs",
    "still",
    "swelling",
    "therapy",
    "tray",
    "warehouse",
    "week",
    "weeks",
    "with",
    "without",
    "worker-owned",
    "x-ray",
    "months",
    "of",
    "steady,",
    "gentle",
    "stretching",
    "and",
    "(so",
    "far)",
    "no",
    "relief",
    "2/10",
    "at",
    "night",
]
TREATMENTS = (
    "MRI of the left knee without contrast",
    "Twelve visits of hand therapy, two times a week for six weeks",
    "Associated surgical service: Cold therapy unit, seven days",
    "EMG/NCS of both arms",
    "Lumbar support belt",
    "Home health aide 4 hours a day to help with cooking, bathing, dressing and the stairs while the family is away",
    "Right L4-5, L5-S1 injection",
)
TITLES = (
    ("Low Back Complaints", 2004, "9792.23.5"),
    ("Neck and Upper Back Complaints", 2004, "9792.23.1"),
    ("Forearm, Wrist, and Hand Complaints", 2004, "9792.23.4"),
    ("Chronic Pain Medical Treatment", 2016, "9792.24.2"),
    ("Acupuncture Treatment", 2007, "9792.24.1"),
)
SECTIONS = (
    "Special Studies",
    "Initial Care",
    "Physical medicine treatment",
    "Ultrasound, therapeutic",
    "Summary",
)


def _sentences(least: int, most: int) -> st.SearchStrategy[str]:
    sentence = st.lists(st.sampled_from(WORDS), min_size=4, max_size=22).map(
        lambda words: "The " + " ".join(words).rstrip(",") + "."
    )
    return st.lists(sentence, min_size=least, max_size=most).map(" ".join)


@st.composite
def _cases(draw: st.DrawFn) -> CaseHeader:
    day = draw(st.dates(datetime.date(2014, 1, 1), datetime.date(2018, 12, 31)))
    steps = [datetime.timedelta(draw(st.integers(0, 40))) for _ in range(4)]
    return CaseHeader(
        case_number=f"CM{draw(st.integers(13, 19)):02}-{draw(st.integers(0, 9_999_999)):07}",
        priority=draw(st.sampled_from(["Standard", "Expedited"])),
        date_of_injury=day,
        ur_denial_date=day + steps[0],
        application_received=day + steps[0] + steps[1],
        date_assigned=day + steps[0] + steps[1] + steps[2],
        decision_date=day + steps[0] + steps[1] + steps[2] + steps[3],
    )


@st.composite
def _reviewers(draw: st.DrawFn) -> tuple[Reviewer, str]:
    role = draw(st.sampled_from([ReviewerRole.EXPERT, ReviewerRole.PHYSICIAN]))
    states = tuple(draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True)))
    specialties = tuple(draw(st.lists(st.sampled_from(SPECIALTIES), min_size=1, max_size=3, unique=True)))
    article = "an expert" if role is ReviewerRole.EXPERT else "a physician"
    opening = f"MAXIMUS Federal Services sent the complete case file to {article} reviewer. "
    prose = draw(_sentences(1, 3))
    if draw(st.booleans()):
        comma = draw(st.sampled_from([",", ", "]))
        credentials = Credentials(licensure=comma.join(states), specialty=", ".join(specialties))
        return Reviewer(
            role=role, licensed_in=states, specialties=specialties, credentials=credentials
        ), opening + prose
    sentence = f"The {role.value} reviewer is Board Certified in {_listed(specialties)}, and is licensed to practice in "
    return Reviewer(
        role=role, licensed_in=states, specialties=specialties
    ), f"{opening}{sentence}{_listed(states)}. {prose}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


@st.composite
def _summaries(draw: st.DrawFn, injury: datetime.date | None) -> ClinicalSummary:
    age = draw(st.integers(18, 80))
    sex = draw(st.sampled_from(Sex))
    diagnosis = (
        f"The diagnoses include {draw(st.sampled_from(['knee strain', 'sciatica, left', 'neck sprain']))}."
    )
    opening = f"The injured worker is a {age} year old {sex.value}"
    if injury:
        opening += f", who sustained an industrial injury on {injury:%m-%d-%Y}"
    rest = draw(_sentences(1, 6))
    return ClinicalSummary(
        text=f"{opening}. {diagnosis} {rest}",
        patient=Patient(age=age, sex=sex, injury_date=injury, diagnoses=(diagnosis,)),
    )


@st.composite
def _requests(draw: st.DrawFn) -> Request:
    if draw(st.integers(0, 9)):
        text = draw(st.sampled_from(TREATMENTS))
        prefix, colon, _ = text.partition(": ")
        return Request(text=text, disputed=text, service_prefix=prefix if colon else None)
    text = (
        "Warm compresses for the neck and shoulders, ten weeks was the original request. Warm compresses, four weeks "
        "was authorized by the Claims Administrator. The remaining IMR eligible portion of the original request, "
        "warm compresses, six weeks is"
    )
    return Request(
        text=text,
        original="Warm compresses for the neck and shoulders, ten weeks",
        authorized="Warm compresses, four weeks",
        disputed="warm compresses, six weeks",
    )


@st.composite
def _statements(draw: st.DrawFn, side: str) -> GuidelineStatement:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        text = f"The {side} did not cite any medical evidence for its decision."
        return GuidelineStatement(text=text, basis=EvidenceBasis.NONE_CITED)
    other = Citation(
        source=CitationSource.NON_MTUS,
        title="Official Disability Guidelines",
        text="Official Disability Guidelines (ODG), Knee Chapter",
    )
    if kind == 1:
        text = f"The {side} based their decision on recommendation(s) outside of the MTUS Guidelines. "
        return GuidelineStatement(
            text=f"{text}Decision based on Non-MTUS Citation {other.text}.",
            basis=EvidenceBasis.OUTSIDE_MTUS,
            citations=(other,),
        )
    citations: list[Citation] = []
    for title, year, regulation in draw(
        st.lists(st.sampled_from(TITLES), min_size=1, max_size=3, unique=True)
    ):
        sections = tuple(draw(st.lists(st.sampled_from(SECTIONS), max_size=2, unique=True)))
        written = f"{title} {year}" + (f", Section(s): {', '.join(sections)}" if sections else "")
        citations.append(
            Citation(
                source=CitationSource.MTUS,
                title=title,
                year=year,
                sections=sections,
                text=written,
                regulation=regulation,
            )
        )
    text = "Decision based on MTUS " + ", and ".join(citation.text for citation in citations) + "."
    if kind == 3:
        text += f" Decision based on Non-MTUS Citation {other.text}."
        citations.append(other)
    return GuidelineStatement(text=text, basis=EvidenceBasis.MTUS, citations=tuple(citations))


@st.composite
def _issues(draw: st.DrawFn) -> Issue:
    decision = draw(st.sampled_from([Decision.UPHELD, Decision.OVERTURNED]))
    close = "is not medically necessary" if decision is Decision.UPHELD else "is medically necessary"
    return Issue(
        request=draw(_requests()),
        decision=decision,
        claims_administrator_guideline=draw(_statements("Claims Administrator")),
        maximus_guideline=draw(_statements("Expert Reviewer")),
        rationale=f"{draw(_sentences(1, 8))} Therefore, the request {close}.",
    )


@st.composite
def letters(draw: st.DrawFn, *, most_issues: int = 4) -> Determination:
    """A letter with nothing wrong in it, as a parse should give it back."""
    case = draw(st.none() | _cases())
    reviewer, how_made = draw(_reviewers())
    return Determination(
        case=case,
        reviewer=reviewer,
        how_made=how_made,
        clinical_summary=draw(_summaries(case.date_of_injury if case else None)),
        issues=tuple(draw(st.lists(_issues(), min_size=1, max_size=most_issues))),
    )
