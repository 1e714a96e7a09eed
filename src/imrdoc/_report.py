"""Source lines with a caret below them, for errors and diagnostics."""

from __future__ import annotations

from imrdoc._model import Determination, Diagnostic, SourceText

__all__ = ["excerpt", "place", "report", "report_as"]

WIDEST = 100
"""Characters of a source line that an excerpt shows at most."""


def excerpt(line_text: str, line: int, column: int, length: int = 1) -> list[str]:
    """One source line with its number, and a line of carets below it.

    A long line is cut on both sides around the caret. Tabs keep their width in both lines, and a form feed is
    shown as a blank. Of a blank line, or one that is no text, there is nothing to show.
    """
    if not line_text.strip() or "\0" in line_text:
        return []
    start = max(0, column - 1 - WIDEST // 2) if len(line_text) > WIDEST else 0
    shown = line_text[start : start + WIDEST].replace("\f", " ").rstrip()
    before = "".join("\t" if char == "\t" else " " for char in line_text[start : column - 1])
    carets = "^" * max(1, min(length, len(shown) - len(before)))
    gutter = f"{line:5} | "
    return [
        gutter + ("..." if start else "") + shown + ("..." if start + WIDEST < len(line_text) else ""),
        " " * (len(gutter) - 2) + "| " + ("   " if start else "") + before + carets,
    ]


def place(name: str, line: int, column: int, page: int | None) -> str:
    """A place as people and editors know it: `letter.pdf:67:1 (page 3)`."""
    return f"{name}:{line}:{column}" + (f" (page {page})" if page else "")


def report(letter: Determination) -> str:
    """All diagnostics of a letter as text for a person, each with its source line and carets.

    Args:
        letter: a parsed letter.

    Returns:
        The report; empty if there is nothing to say.

    Examples:
        >>> import imrdoc
        >>> text = open("examples/letter.txt").read().replace("02/21/2017", "02/30/2017")
        >>> print(imrdoc.report(imrdoc.parse_text(text)))
        <text>:3:16: warning [invalid-date]: the decision date 02/30/2017 does not exist
            3 | Decision Date: 02/30/2017     UR Denial Date: 01/04/2017
              |                ^^^^^^^^^^
    """
    return report_as(letter, letter.source.path or "<text>")


def report_as(letter: Determination, name: str) -> str:
    """The same for a letter whose source goes by another name."""
    return "\n".join(
        line for diagnostic in letter.diagnostics for line in _lines(diagnostic, letter.source, name)
    )


def _lines(diagnostic: Diagnostic, source: SourceText, name: str) -> list[str]:
    title = f"{diagnostic.severity.value} [{diagnostic.code.value}]: {diagnostic.message}"
    span = diagnostic.span
    if span is None:
        return [f"{name}: {title}"]
    return [
        f"{place(name, span.line, span.column, span.page)}: {title}",
        *excerpt(source.line_at(span.start), span.line, span.column, span.end - span.start),
    ]
