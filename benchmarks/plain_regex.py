"""The script that users write when they have no parser: plain regular expressions, strings out.

It gives no positions, dates, citations or checks, and reads only texts that keep blank lines between
paragraphs. It is the yardstick for the time of `imrdoc.parse_text`.
"""

from __future__ import annotations

import re

PARTS = re.compile(
    r"HOW THE IMR FINAL DETERMINATION WAS MADE\s*(?P<made>.*?)"
    r"CLINICAL CASE SUMMARY\s*(?P<summary>.*?)"
    r"IMR ISSUES, DECISIONS AND RATIONALES\s*(?P<rest>.*)",
    re.DOTALL,
)
LICENSES = re.compile(r"State\(s\) of Licensure:(.*?)Certification\(s\)/Specialty:(.*)", re.DOTALL)
NUMBER = re.compile(r"Case Number:\s*(\S+)")
DECIDED = re.compile(
    r"(?P<treatment>[^\n]+(?:\n[^\n]+)*?):\s*(?P<outcome>Upheld|Overturned)\s*\n"
    r"\s*Claims Administrator guideline:\s*(?P<theirs>.*?)\n"
    r"\s*MAXIMUS guideline:\s*(?P<ours>.*?)\n"
    r"\s*Decision rationale:\s*(?P<why>.*?)"
    r"(?=\n\n[^\n]+(?:\n[^\n]+)*?:\s*(?:Upheld|Overturned)\s*\n|\Z)",
    re.DOTALL,
)


def fold(words: str) -> str:
    return " ".join(words.split())


def listed(words: str) -> list[str]:
    return [fold(word) for word in words.split(",")]


def read_letter(text: str) -> dict[str, object]:
    """The fields of one letter, as strings."""
    parts = PARTS.search(text)
    if parts is None:
        raise ValueError("no determination letter")
    number = NUMBER.search(text)
    licenses = LICENSES.search(parts["made"])
    return {
        "number": number[1] if number else "",
        "made": fold(parts["made"]),
        "licensed in": listed(licenses[1]) if licenses else [],
        "specialties": listed(licenses[2]) if licenses else [],
        "summary": fold(parts["summary"]),
        "issues": [
            {name: fold(words) for name, words in found.groupdict().items()}
            for found in DECIDED.finditer(parts["rest"])
        ],
    }
