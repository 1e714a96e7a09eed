"""The letters that benchmarks use: real ones where there are any, else made-up ones of the same size.

Real ones are looked for in `--corpus DIR`, else in the folder that the environment variable IMRDOC_SHARED
names, else in `../shared`: DIR/corpus/text/pdfminer/*.txt and DIR/corpus/pdf/*.pdf. Made-up ones are the same
on each run. They need no more than imrdoc; PDFs of them need fpdf2.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sys
import tempfile
import textwrap
from pathlib import Path

from attrs import define, field

ROOT = Path(__file__).resolve().parents[1]
SEED = 20_171_104
LETTERS, PDFS = 80, 20
"""How many letters are made up, and how many of them become PDFs."""

LINES_ON_PAGE = 46
WIDTH = 95

WORDS = [
    "ankle",
    "apprentice",
    "bandage",
    "bench",
    "braces",
    "bricks",
    "bruise",
    "carpet",
    "cart",
    "cast",
    "ceiling",
    "climbing",
    "clinic",
    "cold",
    "compress",
    "crate",
    "daily",
    "delivery",
    "door",
    "evenings",
    "exercise",
    "fall",
    "fingers",
    "floor",
    "forearm",
    "grip",
    "gravel",
    "guarded",
    "gym",
    "hammer",
    "hallway",
    "heat",
    "heel",
    "hoist",
    "hours",
    "improved",
    "ladder",
    "lifting",
    "loader",
    "mild",
    "moderate",
    "morning",
    "motion",
    "muscles",
    "nightly",
    "numb",
    "office",
    "painter",
    "pallet",
    "porch",
    "practice",
    "pulling",
    "pushing",
    "radiates",
    "range",
    "reaching",
    "recurring",
    "rest",
    "roofing",
    "rung",
    "scaffold",
    "shed",
    "shelf",
    "shift",
    "shoulder",
    "sitting",
    "sleep",
    "slight",
    "soreness",
    "spasm",
    "stairs",
    "standing",
    "stiffness",
    "stretching",
    "swelling",
    "tender",
    "tiles",
    "timber",
    "tingling",
    "tools",
    "tread",
    "truck",
    "twisting",
    "unloading",
    "visits",
    "walking",
    "warehouse",
    "weakness",
    "weekly",
    "wheelbarrow",
    "window",
    "workbench",
    "wrist",
]
FILLERS = [
    "the",
    "a",
    "his",
    "her",
    "of",
    "with",
    "and",
    "from",
    "after",
    "before",
    "during",
    "at",
    "for",
    "to",
    "in",
    "on",
    "by",
    "under",
    "over",
    "without",
]

TREATMENTS = (
    "Hand therapy, two visits a week for six weeks",
    "Warm paraffin bath unit for the home",
    "Zolpidor 50 mg #60",
    "Cushioned wrist splint, left",
    "Knee brace with hinges, right, quantity: 1",
    "Associated surgical service: ice machine rental, seven days",
    "Retrospective request for a walking frame, DOS 03/14/2016",
    "MRI of the left ankle without contrast, with a consultation of the radiologist and a copy of the pictures to "
    "the treating physician and to the therapist",
    "Sixteen swimming lessons in warm water under the eye of a trainer",
    "Refill of Calmerin 10 mg #90 with two further refills",
    "Home help, four hours a day, for cooking, bathing and the stairs",
    "Electrical muscle trainer with twelve pairs of pads",
)
PARTLY = (
    "{0} and everything that goes with it was the original request. One half of it was authorized by the Claims "
    "Administrator. The remaining IMR eligible portion of the original request, {0} is"
)
TITLES = (
    "Low Back Complaints 2004",
    "Knee Complaints 2004",
    "Forearm, Wrist, and Hand Complaints 2004",
    "Chronic Pain Medical Treatment 2016",
    "Acupuncture Treatment 2007",
    "Initial Approaches to Treatment 2004",
)
SECTIONS = (
    "Physical Methods",
    "Special Studies",
    "Summary",
    "Initial Care",
    "Work-Relatedness",
    "General Approach",
)
PUBLICATIONS = (
    "Official Disability Guidelines (ODG), Knee Chapter, Braces",
    "Official Disability Guidelines, Pain Chapter",
    "ACOEM Practice Guidelines, 3rd Edition, Hand and Wrist",
    "National Library of Bandages, www.example.org/bandages",
)
SPECIALTIES = ("Family Practice", "Physical Medicine & Rehabilitation, Pain Management", "Orthopedic Surgery")
STATES = ("California", "California, Oregon", "Texas,New York,California")
HOW_MADE = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. The reviewer knows none of the parties "
    "and gains nothing by either outcome. The reviewer has been in active practice for many years, at least a day of "
    "each week, and was chosen for knowing injuries of this kind well. The reviewer read all that was sent: the "
    "application, the decision in dispute, and every record of the injury and its treatment. Where two guidelines speak "
    "about the same treatment, the reviewer weighed them as the rules for such reviews say, the official schedule first "
    "and other published evidence after it, and wrote down below which of them carried the decision and for what reason."
)
SUMMARY_LEAD_IN = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including all "
    "medical records:"
)
ISSUES_LEAD_IN = (
    "The Final Determination was based on decisions for the disputed items/services set forth below:"
)
HEADINGS = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "CLINICAL CASE SUMMARY",
    "IMR ISSUES, DECISIONS AND RATIONALES",
)


@define
class IssueParts:
    """One issue of a letter, in words."""

    request: str
    decision: str
    administrator: str
    maximus: str
    rationale: str


@define
class LetterParts:
    """A letter in words, before it is set."""

    dates: list[datetime.date]
    number: str
    states: str
    specialty: str
    summary: str
    issues: list[IssueParts]
    how_made: str = HOW_MADE


@define
class Corpus:
    """Letters as texts, and letters as PDF files."""

    name: str
    texts: list[str]
    pdfs: list[Path]
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)


def add_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="folder with corpus/text/pdfminer/*.txt and corpus/pdf/*.pdf (default: IMRDOC_SHARED or ../shared, "
        "else made-up letters)",
    )
    parser.add_argument("--made-up", action="store_true", help="use made-up letters, whatever there is")


def load(arguments: argparse.Namespace, *, pdfs: bool = True) -> Corpus:
    """The letters that the arguments ask for. `pdfs=False` spares making PDFs of made-up ones."""
    folder = arguments.corpus or _shared()
    if folder and not arguments.made_up:
        texts = sorted(folder.glob("corpus/text/pdfminer/*.txt"))
        if not texts:
            sys.exit(f"no letters in {folder / 'corpus/text/pdfminer'}")
        return Corpus(
            "published letters",
            [path.read_text(encoding="utf-8") for path in texts],
            sorted(folder.glob("corpus/pdf/*.pdf")),
        )
    parts = made_up(LETTERS)
    kept = tempfile.TemporaryDirectory(prefix="imrdoc-benchmark-")
    files = _make_pdfs(parts[:PDFS], Path(kept.name)) if pdfs else []
    return Corpus("made-up letters", [set_text(letter) for letter in parts], files, kept)


def describe(corpus: Corpus) -> str:
    lengths = sum(map(len, corpus.texts)) / len(corpus.texts)
    return (
        f"{len(corpus.texts)} {corpus.name} of {lengths:,.0f} characters on average, {len(corpus.pdfs)} PDFs"
    )


def _shared() -> Path | None:
    named = os.environ.get("IMRDOC_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if (folder / "corpus" / "text" / "pdfminer").is_dir() else None


def made_up(count: int) -> list[LetterParts]:
    """Letters in words, the same on each run."""
    rng = random.Random(SEED)
    return [_letter(rng, index) for index in range(count)]


def _letter(rng: random.Random, index: int) -> LetterParts:
    day = datetime.date(2015, 1, 1) + datetime.timedelta(rng.randrange(900))
    dates = [day + datetime.timedelta(step) for step in (0, 200, 215, 230, 255)]
    age, sex = rng.randrange(19, 75), rng.choice(["male", "female"])
    opening = (
        f"The injured worker is a {age} year old {sex}, who sustained an industrial injury on {day:%m-%d-%Y}."
    )
    diagnoses = f"The diagnoses include {rng.choice(WORDS)} strain and {rng.choice(WORDS)} sprain."
    return LetterParts(
        dates=dates,
        number=f"CM{day:%y}-{index + 1:07}",
        states=rng.choice(STATES),
        specialty=rng.choice(SPECIALTIES),
        summary=f"{opening} {_prose(rng, 5, 11)} {diagnoses} {_prose(rng, 5, 11)}",
        issues=[_issue(rng) for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3, 5)))],
    )


def _issue(rng: random.Random) -> IssueParts:
    request = rng.choice(TREATMENTS)
    if not rng.randrange(10):
        request = PARTLY.format(request)
    decision = rng.choice(["Upheld", "Upheld", "Overturned"])
    close = "is not medically necessary" if decision == "Upheld" else "is medically necessary"
    return IssueParts(
        request=request,
        decision=decision,
        administrator=_statement(rng, "Claims Administrator"),
        maximus=_statement(rng, "Expert Reviewer"),
        rationale=f"{_prose(rng, 4, 14)} Therefore, the request {close}.",
    )


def _statement(rng: random.Random, side: str) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return f"The {side} did not cite any medical evidence for its decision."
    other = f"Decision based on Non-MTUS Citation {rng.choice(PUBLICATIONS)}."
    if kind == 1:
        return f"The {side} based their decision on recommendation(s) outside of the MTUS Guidelines. {other}"
    cited = [
        f"{title}, Section(s): {', '.join(rng.sample(SECTIONS, rng.randrange(1, 3)))}"
        for title in rng.sample(TITLES, rng.choice((1, 1, 2)))
    ]
    statement = f"Decision based on MTUS {', and '.join(cited)}."
    return f"{statement} {other}" if kind == 3 else statement


def _prose(rng: random.Random, least: int, most: int) -> str:
    """Sentences of words that mean little."""
    sentences: list[str] = []
    for _ in range(rng.randint(least, most)):
        words = [rng.choice(FILLERS if place % 2 else WORDS) for place in range(rng.randrange(7, 24))]
        if not rng.randrange(4):
            words.insert(4, f"({rng.randrange(1, 9)}/10)")
        sentences.append(" ".join(["The", *words, rng.choice(WORDS)]) + ".")
    return " ".join(sentences)


def set_text(letter: LetterParts) -> str:
    """The letter as extraction tools write it: wrapped, a trailing blank on each line, form feeds between pages."""
    injury, denial, received, assigned, decided = [f"{day:%m/%d/%Y}" for day in letter.dates]
    lines = [f"Case Number: {letter.number}"]
    lines += [f"Date Assigned: {assigned}   Date of Injury:  {injury}"]
    lines += [f"Decision Date: {decided}   UR Denial Date:   {denial}"]
    lines += [f"Priority: Standard  Application Received:  {received}", ""]
    for paragraph in paragraphs(letter):
        lines += [*textwrap.wrap(paragraph, WIDTH), ""]
    shown = [f"{line} " if line else "" for line in lines]
    pages = [shown[at : at + LINES_ON_PAGE] for at in range(0, len(shown), LINES_ON_PAGE)]
    return "\n\f".join("\n".join(page) for page in pages) + "\n"


def paragraphs(letter: LetterParts) -> list[str]:
    """All paragraphs below the header table."""
    how_made, summary, issues = HEADINGS
    found = [how_made, letter.how_made, "The Expert Reviewer has the following credentials:"]
    found += [f"State(s) of Licensure: {letter.states}", f"Certification(s)/Specialty: {letter.specialty}"]
    found += [summary, SUMMARY_LEAD_IN, letter.summary, issues, ISSUES_LEAD_IN]
    for issue in letter.issues:
        found.append(f"{issue.request}: {issue.decision}")
        found.append(f"Claims Administrator guideline: {issue.administrator}")
        found.append(f"MAXIMUS guideline: {issue.maximus}")
        found.append(f"Decision rationale: {issue.rationale}")
    return found


def _make_pdfs(letters: list[LetterParts], folder: Path) -> list[Path]:
    """The letters as PDF files, set as the tests set theirs; none if fpdf2 is not installed."""
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from pdf_letters import Press, Table, heading, labeled, plain
    except ImportError as error:
        print(f"no PDFs: {error}", file=sys.stderr)
        return []
    finally:
        sys.path.pop(0)
    paths: list[Path] = []
    for index, letter in enumerate(letters):
        injury, denial, received, assigned, decided = [[f"{day:%m/%d/%Y}"] for day in letter.dates]
        rows = [
            [["Case Number:"], [letter.number]],
            [["Date Assigned:"], assigned, ["Date of Injury:"], injury],
            [["Decision Date:"], decided, ["UR Denial Date:"], denial],
            [["Priority:"], ["Standard"], ["Application", "Received:"], received],
        ]
        press = Press().logo().set(Table(rows))
        for paragraph in paragraphs(letter):
            label, colon, words = paragraph.partition(": ")
            if paragraph in HEADINGS:
                press.set(heading(paragraph))
            else:
                press.set(labeled(label + ":", words) if colon and words else plain(paragraph))
        paths.append(folder / f"{index:04}.pdf")
        paths[-1].write_bytes(press.data())
    return paths
