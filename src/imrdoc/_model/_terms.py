"""The closed vocabularies of a determination letter."""

from __future__ import annotations

from enum import Enum

__all__ = [
    "CitationSource",
    "Decision",
    "DiagnosticCode",
    "EvidenceBasis",
    "Outcome",
    "ReviewerRole",
    "Severity",
    "Sex",
]


class Decision(Enum):
    """What the reviewer decided about one disputed treatment.

    Examples:
        >>> import imrdoc
        >>> imrdoc.Decision("Upheld")
        <Decision.UPHELD: 'Upheld'>
    """

    UPHELD = "Upheld"
    """The claims administrator's denial stands: the treatment stays denied."""
    OVERTURNED = "Overturned"
    """The treatment is medically necessary: the denial falls."""
    UNSTATED = "Unstated"
    """The letter lost its decision. Only with `strict=False`."""


class Outcome(Enum):
    """The outcome of a whole case, in the words of the Division's public search."""

    UPHELD = "Uphold"
    """Every denial in the letter stands."""
    OVERTURNED = "Overturn"
    """Every denial in the letter falls."""
    PARTIALLY_OVERTURNED = "Partially Overturn"
    """Some denials stand and some fall."""
    UNSTATED = "Unstated"
    """No decision was found. Only with `strict=False`."""


class ReviewerRole(Enum):
    """Who reviewed the case, as the letter calls the reviewer."""

    EXPERT = "expert"
    """An "expert reviewer"."""
    PHYSICIAN = "physician"
    """A "physician reviewer", in letters of 2013 and 2014."""
    UNSTATED = "unstated"
    """The letter calls its reviewer something else, or lost the sentence that says it."""


class Sex(Enum):
    """The patient's sex as the clinical case summary states it."""

    MALE = "male"
    FEMALE = "female"


class EvidenceBasis(Enum):
    """What a guideline statement says its side relied on."""

    MTUS = "mtus"
    """At least one guideline of the Medical Treatment Utilization Schedule."""
    OUTSIDE_MTUS = "outside_mtus"
    """Recommendations outside of the schedule alone."""
    NONE_CITED = "none_cited"
    """The side did not cite any medical evidence."""
    UNRECOGNIZED = "unrecognized"
    """The statement has a form that the grammar does not know. Its text is kept."""


class CitationSource(Enum):
    """Where a cited guideline belongs."""

    MTUS = "mtus"
    """The Medical Treatment Utilization Schedule."""
    NON_MTUS = "non_mtus"
    """Any other publication."""


class Severity(Enum):
    """How much a diagnostic matters."""

    ERROR = "error"
    """The letter's structure is broken; `strict=True` raises it as a `ParseError`."""
    WARNING = "warning"
    """A value is missing, impossible, or contradicts another one."""
    NOTE = "note"
    """Something unusual that was read all the same."""


class DiagnosticCode(Enum):
    """What a diagnostic is about. Values are stable: a code never changes its meaning."""

    NOT_A_LETTER = "not-a-letter"
    """The text has none of the letter's headings; raised with `strict=False` too."""
    OLDER_LAYOUT = "older-layout"
    """A letter in an older layout, which imrdoc does not read."""
    MISSING_PART = "missing-part"
    """A heading, a label or the text behind it is missing."""
    MISPLACED_PART = "misplaced-part"
    """A heading or a label stands where another one belongs."""
    MISSING_DECISION = "missing-decision"
    """A disputed treatment has no decision."""
    CUT_OFF = "cut-off"
    """The letter ends before its last part."""
    MISSING_VALUE = "missing-value"
    """A label of the header table has no value, or none that can be told for sure."""
    INVALID_DATE = "invalid-date"
    """A date that no calendar has."""
    INVALID_CASE_NUMBER = "invalid-case-number"
    """A case number that is not CM, two digits, a hyphen and seven digits."""
    UNRECOGNIZED_GUIDELINE = "unrecognized-guideline"
    """A guideline statement in a form that the grammar does not know."""
    UNKNOWN_MTUS_TITLE = "unknown-mtus-title"
    """A citation of the MTUS under a title that is not in the vocabulary."""
    UNRECOGNIZED_CREDENTIALS = "unrecognized-credentials"
    """Neither states of licensure nor specialties could be told."""
    DATES_OUT_OF_ORDER = "dates-out-of-order"
    """Two dates of the header table in an order that cannot be."""
    INJURY_DATES_DIFFER = "injury-dates-differ"
    """The header table and the clinical case summary name different dates of injury."""
    DECISION_CONTRADICTED = "decision-contradicted"
    """The conclusion of a rationale says the opposite of its decision."""
    UNFINISHED_RATIONALE = "unfinished-rationale"
    """The last rationale ends in the midst of a sentence, as if the rest of the letter were lost."""
    PAGE_WITHOUT_TEXT = "page-without-text"
    """A page of a PDF that has text on other pages is a picture, so what it says was not read."""
    REPEATED_PAGE = "repeated-page"
    """A page says the same as one before it, so what it says was read twice."""
