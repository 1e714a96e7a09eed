"""Reads a guideline statement: its basis and its citations.

The forms of a statement are in `grammar/guideline.lark`, those of MTUS citations in
`grammar/citations.lark`. The vocabulary beside them holds MTUS titles, section names with commas, and
publications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from imrdoc._engine._tables import parser, vocabulary
from imrdoc._engine._tree import Node, Token
from imrdoc._lexer._paragraphs import plain_hyphens
from imrdoc._model import CitationSource, EvidenceBasis, Offsets

__all__ = ["CitationReading", "StatementReading", "read_statement"]

BASES = {
    "mtus": EvidenceBasis.MTUS,
    "non_mtus": EvidenceBasis.OUTSIDE_MTUS,
    "outside_mtus": EvidenceBasis.OUTSIDE_MTUS,
    "none_cited": EvidenceBasis.NONE_CITED,
}
"""What a clause makes of the statement. Of several clauses, the one that stands first here decides."""

LONGEST_NAME = 5
"""Commas in a section's name, at most."""
WORD = re.compile(r"\w+")


class CitationReading(NamedTuple):
    """One guideline that a statement names."""

    source: CitationSource
    """Whether it belongs to the MTUS."""
    title: str
    """MTUS: as written, without year. Otherwise the publication, by its full name where that is known."""
    year: int | None
    """Year of an MTUS edition."""
    sections: tuple[str, ...]
    """Sections of an MTUS guideline, as written."""
    pages: str | None
    """Page numbers as written; where pages are named more than once, joined by ", "."""
    text: str
    """The citation as written, without the words that introduce it and without a final full stop."""
    regulation: str | None
    """Section of title 8, California Code of Regulations, that adopted an MTUS title; if known."""
    offsets: Mapping[str, tuple[Offsets, ...]]
    """Where the fields stand in the statement; the empty name is the whole citation."""


class StatementReading(NamedTuple):
    """What a guideline statement says."""

    basis: EvidenceBasis
    """The kind of evidence."""
    citations: tuple[CitationReading, ...]
    """Every guideline it names, in order."""
    unknown_titles: tuple[str, ...]
    """MTUS titles that the vocabulary does not have."""


def read_statement(text: str) -> StatementReading:
    """Read a guideline statement.

    Args:
        text: the statement as one paragraph, unwrapped.

    Returns:
        The reading. A text in no known form has the basis `UNRECOGNIZED` and no citations.
    """
    clauses = parser("guideline").scan(text).nodes
    citations: list[CitationReading] = []
    unknown: list[str] = []
    for clause in clauses:
        if not clause.tokens:
            continue
        start, end = clause.tokens[0].start, clause.tokens[-1].end
        if clause.kind == "mtus":
            for node in parser("citations").scan(text, start, end).nodes:
                citation = _mtus(text, node)
                citations.append(citation)
                if _plain(citation.title) not in _regulations():
                    unknown.append(citation.title)
        elif clause.kind == "non_mtus":
            citations.append(_non_mtus(text, start, end))
    kinds = {clause.kind for clause in clauses}
    return StatementReading(
        basis=next((basis for kind, basis in BASES.items() if kind in kinds), EvidenceBasis.UNRECOGNIZED),
        citations=tuple(citations),
        unknown_titles=tuple(unknown),
    )


def _mtus(text: str, node: Node[Token]) -> CitationReading:
    title = node.tokens[0]
    end = node.tokens[-1].end
    offsets: dict[str, tuple[Offsets, ...]] = {"": (), "title": ((title.start, title.end),)}
    year = node.token("YEAR")
    if year:
        offsets["year"] = ((year.start, year.end),)
    if node.nodes:
        parts = _whole_names(text, node.nodes)
        offsets["sections"] = tuple(parts)
        end = max(end, parts[-1][1])
    pages = tuple([(token.start, token.end) for token in node.tokens if token.kind == "PAGES"])
    if pages:
        offsets["pages"] = pages
    offsets[""] = offsets["text"] = ((title.start, end),)
    name = text[title.start : title.end]
    return CitationReading(
        source=CitationSource.MTUS,
        title=name,
        year=int(text[year.start : year.end]) if year else None,
        sections=tuple([text[start:stop] for start, stop in offsets.get("sections", ())]),
        pages=", ".join([text[start:stop] for start, stop in pages]) or None,
        text=text[title.start : end],
        regulation=_regulations().get(_plain(name)) or None,
        offsets=offsets,
    )


def _whole_names(text: str, sections: tuple[Node[Token], ...]) -> list[Offsets]:
    """Where sections stand. Parts that are one name with commas inside are put together again."""
    parts = [(section.tokens[0].start, section.tokens[-1].end) for section in sections]
    if len(parts) == 1:
        return parts
    places: list[Offsets] = []
    at = 0
    while at < len(parts):
        tokens = sections[at].tokens
        name = tokens[1 if tokens[0].kind == "CHAPTER" and len(tokens) > 1 else 0].start
        last = at + _further_parts(text, name, parts[at : at + LONGEST_NAME])
        places.append((parts[at][0], parts[last][1]))
        at = last + 1
    return places


def _further_parts(text: str, start: int, parts: list[Offsets]) -> int:
    """How many parts after the first one belong to a name that begins at an offset in the first one."""
    for name in _section_names().get(_plain(text[start : parts[0][1]]), ()):
        follow = parts[1 : 1 + len(name)]
        found = [_plain(text[slice(*part)]) for part in follow]
        ends = [end for _, end in parts[: len(follow)]]
        commas = all(text[end:begin].strip() == "," for end, (begin, _) in zip(ends, follow, strict=True))
        if commas and found[:-1] == name[:-1] and found and _begins(found[-1], name[-1]):
            return len(name)
    return 0


def _non_mtus(text: str, start: int, end: int) -> CitationReading:
    """A citation of another publication.

    Its title is the full name of the first publication of the vocabulary that it names: the Official
    Disability Guidelines, ACOEM and others, under any of their forms. If it names none, the title is what
    is written up to the first comma, colon, semicolon, opening parenthesis or full stop.
    """
    place, title = next(_publications_in(text, start, end), ((start, end), ""))
    if not title:
        name = _name().match(text, start, end)
        place = name.span() if name else place
    return CitationReading(
        source=CitationSource.NON_MTUS,
        title=title or text[slice(*place)],
        year=None,
        sections=(),
        pages=None,
        text=text[start:end],
        regulation=None,
        offsets={"": ((start, end),), "text": ((start, end),), "title": (place,)},
    )


def _publications_in(text: str, start: int, end: int) -> Iterator[tuple[Offsets, str]]:
    """Known publications in a citation, in order: where each stands, and its full name."""
    forms = _publications()
    for word in WORD.finditer(text, start, end):
        for form, title in forms.get(word[0].casefold(), ()):
            stop = word.start() + len(form)
            if stop <= end and _begins(text[word.start() : stop + 1].casefold(), form):
                yield (word.start(), stop), title


def _begins(text: str, name: str) -> bool:
    """Whether a text begins with a name, and not in the middle of a word."""
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _plain(name: str) -> str:
    """A name as the vocabularies are searched for it."""
    return plain_hyphens(" ".join(name.split()).casefold())


@lru_cache(maxsize=1)
def _regulations() -> dict[str, str]:
    return {_plain(title): regulation for title, regulation, _ in vocabulary("mtus_titles")}


@lru_cache(maxsize=1)
def _section_names() -> dict[str, list[list[str]]]:
    """By the part before the first comma: the other parts, those of longer names first."""
    names: dict[str, list[list[str]]] = {}
    for (name,) in sorted(vocabulary("section_names"), key=_length, reverse=True):
        first, *others = map(str.strip, _plain(name).split(","))
        names.setdefault(first, []).append(others)
    return names


@lru_cache(maxsize=1)
def _publications() -> dict[str, list[tuple[str, str]]]:
    """By first word: the forms and the full names, longer forms first."""
    forms: dict[str, list[tuple[str, str]]] = {}
    for form, title in sorted(vocabulary("publications"), key=_length, reverse=True):
        form = _plain(form)
        forms.setdefault(WORD.findall(form)[0], []).append((form, title))
    return forms


def _length(row: tuple[str, ...]) -> int:
    return len(row[0])


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    return re.compile(parser("citations").patterns["NAME"])
