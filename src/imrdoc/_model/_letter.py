"""The parts of a determination letter."""

from __future__ import annotations

import datetime

from attrs import field, frozen

from imrdoc._model._source import Located, SourceText, Span
from imrdoc._model._terms import (
    CitationSource,
    Decision,
    DiagnosticCode,
    EvidenceBasis,
    Outcome,
    ReviewerRole,
    Severity,
    Sex,
)

__all__ = [
    "CaseHeader",
    "Citation",
    "ClinicalSummary",
    "Credentials",
    "Determination",
    "Diagnostic",
    "GuidelineStatement",
    "Issue",
    "Patient",
    "Request",
    "Reviewer",
]


@frozen(kw_only=True)
class Diagnostic:
    """Something about a letter that its reader should know.

    Examples:
        >>> import imrdoc
        >>> text = open("examples/letter.txt").read().replace("02/21/2017", "02/30/2017")
        >>> for diagnostic in imrdoc.parse_text(text).diagnostics:
        ...     print(diagnostic.code.value, "on line", diagnostic.span.line)
        invalid-date on line 3
    """

    code: DiagnosticCode
    """What it is about; each code has a page in the documentation."""
    severity: Severity
    """How much it matters."""
    message: str
    """One sentence for a person."""
    span: Span | None = field(default=None, eq=False)
    """Where in the source; None for an object that was not parsed."""
    expected: str | None = None
    """For a broken structure: what should stand there, as "the heading CLINICAL CASE SUMMARY"."""
    found: str | None = None
    """For a broken structure: what stands there instead, as the letter writes it."""


@frozen(kw_only=True)
class CaseHeader(Located):
    """The table at the top of a letter. Dates are None where the table has none that exists."""

    case_number: str
    """CM, two digits for the year of intake, a hyphen and seven digits: "CM16-0000000"."""
    priority: str
    """"Standard" or "Expedited", as written."""
    date_assigned: datetime.date | None = None
    """The day the case was assigned for review."""
    date_of_injury: datetime.date | None = None
    """The day of the injury."""
    decision_date: datetime.date | None = None
    """The day of the final determination."""
    ur_denial_date: datetime.date | None = None
    """The day of utilization review's adverse decision."""
    application_received: datetime.date | None = None
    """The day the review organization got the application."""


@frozen(kw_only=True)
class Credentials(Located):
    """The credentials block of newer letters, its two values as written."""

    licensure: str
    """What stands behind "State(s) of Licensure:"."""
    specialty: str
    """What stands behind "Certification(s)/Specialty:"."""


@frozen(kw_only=True)
class Reviewer(Located):
    """The anonymous clinician who decided the case.

    Examples:
        >>> import imrdoc
        >>> reviewer = imrdoc.parse("examples/letter.txt").reviewer
        >>> reviewer.licensed_in, reviewer.specialties
        (('California', 'New York'), ('Physical Medicine & Rehabilitation', 'Pain Management'))
    """

    role: ReviewerRole
    """As the letter calls the reviewer."""
    licensed_in: tuple[str, ...] = ()
    """States of licensure, from the credentials block or else from the older sentence."""
    specialties: tuple[str, ...] = ()
    """Certifications and specialties, one entry each, from the block or else from the sentence."""
    credentials: Credentials | None = None
    """The block as written; None where the letter has none."""


@frozen(kw_only=True)
class Patient(Located):
    """What the clinical case summary plainly states about the injured worker.

    Nothing is guessed: a pronoun is no statement of sex, and an age at another time is no age.
    """

    age: int | None = None
    """Age in years."""
    sex: Sex | None = None
    """As stated beside the age or in the opening sentence."""
    injury_date: datetime.date | None = None
    """Date of injury."""
    diagnoses: tuple[str, ...] = ()
    """The sentences that state diagnoses, in order, as written."""


@frozen(kw_only=True)
class ClinicalSummary(Located):
    """The section CLINICAL CASE SUMMARY."""

    text: str
    """The summary without the section's fixed opening sentence."""
    patient: Patient = Patient()
    """What it states about the patient."""


@frozen(kw_only=True)
class Request(Located):
    """One disputed treatment, as its paragraph puts it before the decision."""

    text: str
    """The whole paragraph."""
    disputed: str
    """What is in dispute: the text, unless a part was authorized already."""
    original: str | None = None
    """The treatment as first requested; only where a part was authorized."""
    authorized: str | None = None
    """The part that the claims administrator authorized."""
    is_retrospective: bool = False
    """True if the treatment was already delivered when authorization was asked for."""
    date_of_service: datetime.date | None = None
    """Day of the delivered treatment ("DOS 11/18/16"); None if no day or more than one is named."""
    quantity: int | None = None
    """How many, where plainly stated ("#60", "QTY: 2"), of what is in dispute."""
    service_prefix: str | None = None
    """What leads the request in, as "Associated surgical service"."""


@frozen(kw_only=True)
class Citation(Located):
    """One guideline that a statement names.

    Examples:
        >>> import imrdoc
        >>> for citation in imrdoc.parse("examples/letter.txt").issues[0].maximus_guideline.citations:
        ...     print(citation.source.value, "|", citation.title, "|", citation.year, "|", citation.sections)
        mtus | Chronic Pain Medical Treatment | 2016 | ('Physical medicine treatment',)
        non_mtus | Official Disability Guidelines | None | ()
    """

    source: CitationSource
    """Whether the guideline is part of the MTUS."""
    title: str
    """MTUS: the title as written, without year. Otherwise the publication.

    Official Disability Guidelines, ACOEM and other publications in the vocabulary are given under
    their full name, however the letter shortens them; of several, the first one named. Any other title is
    what is written up to the first comma, colon, semicolon, opening parenthesis or full stop, where those
    do not stand inside a word or a web address.
    """
    year: int | None = None
    """Year of an MTUS edition."""
    sections: tuple[str, ...] = ()
    """Sections of an MTUS guideline; joined by ", " they give back what was written."""
    pages: str | None = None
    """Page numbers as written, as "98-99"."""
    text: str
    """The citation as written, without the words that introduce it."""
    regulation: str | None = None
    """Section of title 8, California Code of Regulations, that adopted an MTUS title; if known."""


@frozen(kw_only=True)
class GuidelineStatement(Located):
    """What one side says its decision relies on.

    Examples:
        >>> import imrdoc
        >>> statement = imrdoc.parse("examples/letter.txt").issues[1].claims_administrator_guideline
        >>> statement.basis
        <EvidenceBasis.NONE_CITED: 'none_cited'>
    """

    text: str
    """The whole statement."""
    basis: EvidenceBasis
    """The kind of evidence."""
    citations: tuple[Citation, ...] = ()
    """Every guideline it names, in order."""


@frozen(kw_only=True)
class Issue(Located):
    """One disputed treatment with its decision."""

    request: Request
    """The treatment."""
    decision: Decision
    """Whether the denial was upheld or overturned."""
    claims_administrator_guideline: GuidelineStatement
    """What the claims administrator relied on."""
    maximus_guideline: GuidelineStatement
    """What the reviewer relied on."""
    rationale: str
    """Why the reviewer decided so."""


@frozen(kw_only=True)
class Determination(Located):
    """One Independent Medical Review final determination letter.

    Examples:
        >>> import imrdoc
        >>> letter = imrdoc.parse("examples/letter.txt")
        >>> letter.outcome
        <Outcome.PARTIALLY_OVERTURNED: 'Partially Overturn'>
        >>> [issue.decision.value for issue in letter.issues]
        ['Upheld', 'Overturned']
    """

    case: CaseHeader | None = None
    """The header table; None where the text has none."""
    reviewer: Reviewer
    """Who decided."""
    how_made: str
    """The prose under HOW THE IMR FINAL DETERMINATION WAS MADE, without the credentials block."""
    clinical_summary: ClinicalSummary
    """The section CLINICAL CASE SUMMARY."""
    issues: tuple[Issue, ...]
    """The disputed treatments in order; never empty with `strict=True`."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is missing, impossible or contradictory."""
    source: SourceText = field(default=SourceText(text=""), eq=False, repr=False)
    """The text that spans count in; empty for a letter that was not parsed."""

    @property
    def outcome(self) -> Outcome:
        """The outcome of the case, as the Division's public search reports it.

        Issues whose decision is `UNSTATED` do not count.
        """
        decisions = {issue.decision for issue in self.issues} - {Decision.UNSTATED}
        if not decisions:
            return Outcome.UNSTATED
        if len(decisions) > 1:
            return Outcome.PARTIALLY_OVERTURNED
        return Outcome.UPHELD if Decision.UPHELD in decisions else Outcome.OVERTURNED
