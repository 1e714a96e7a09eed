"""How often denials are upheld, by the guideline that the reviewer cites: a small program with types."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import imrdoc
from imrdoc import Decision, Determination, Issue, ParseResult


def letters(results: Iterable[ParseResult]) -> Iterator[Determination]:
    """The good letters; what is wrong with the others goes to standard error."""
    for result in results:
        if result.determination is None:
            print(result.path, result.error, file=sys.stderr)
        else:
            yield result.determination


def titles(issue: Issue) -> set[str]:
    """The guidelines that the reviewer cites."""
    return {citation.title for citation in issue.maximus_guideline.citations}


def days_taken(letter: Determination) -> int | None:
    """From the assignment of the case to its decision."""
    case = letter.case
    if case is None or case.date_assigned is None or case.decision_date is None:
        return None
    taken: datetime.timedelta = case.decision_date - case.date_assigned
    return taken.days


def rates(found: Iterable[Determination]) -> dict[str, float]:
    """The share of upheld denials by guideline."""
    upheld: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for letter in found:
        for issue in letter.issues:
            for title in titles(issue):
                all_[title] += 1
                upheld[title] += issue.decision is Decision.UPHELD
    return {title: upheld[title] / count for title, count in all_.items()}


def where(issue: Issue) -> str:
    """The line on which the decision stands."""
    span = issue.span_of("decision")
    return f"line {span.line}" if span else "nowhere"


def first_words(letter: Determination) -> list[str]:
    """The disputed treatments as rows have them."""
    return [row["disputed"].split()[0] for row in imrdoc.records([letter])]


def main(folder: Path) -> None:
    """Print the rates."""
    for title, rate in sorted(rates(letters(imrdoc.parse_many(folder.glob("*.txt"), workers=1))).items()):
        print(f"{rate:5.0%}  {title}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
