"""Every error that imrdoc raises."""

from __future__ import annotations

import os
from typing import Any

from imrdoc._model import Diagnostic
from imrdoc._report import excerpt, place

__all__ = ["ImrdocError", "MissingDependencyError", "ParseError", "ReadError"]


MOST_SHOWN = 20
"""Further problems that the message of an error lists."""


class ImrdocError(Exception):
    """Anything that keeps imrdoc from giving a letter. All its errors are of this class.

    The one exception is a file that does not exist or may not be opened: that is the operating
    system's own `OSError`.
    """


class ReadError(ImrdocError):
    """A file that cannot be turned into text: corrupt, locked, scanned, or over a limit.

    Args:
        reason: what is wrong, in a few words.
        advice: what to do about it.
        path: the file, if there is one.
    """

    def __init__(self, reason: str, advice: str, *, path: str | None = None) -> None:
        super().__init__(reason, advice, path)
        self.reason: str = reason
        """What is wrong."""
        self.advice: str = advice
        """What to do about it."""
        self.path: str | None = path
        """The file; None for bytes that were given directly."""

    def __str__(self) -> str:
        return f"{self.path or '<bytes>'}: {self.reason}. {self.advice}"

    def __reduce__(self) -> tuple[Any, ...]:  # Any: the signature that pickle's protocol has
        return _rebuild_read_error, (type(self), self.reason, self.advice, self.path)

    def with_path(self, path: str | os.PathLike[str]) -> ReadError:
        """The same error, naming the file that the bytes came from.

        Examples:
            >>> import imrdoc
            >>> try:
            ...     imrdoc.parse_bytes(b"Dear Sir", limits=imrdoc.Limits(max_bytes=4))
            ... except imrdoc.ReadError as error:
            ...     print(error.with_path("a.txt").path)
            a.txt
        """
        return type(self)(self.reason, self.advice, path=os.fspath(path))


class MissingDependencyError(ImrdocError, ImportError):
    """A feature whose extra is not installed.

    Args:
        feature: what was asked for.
        extra: the extra of imrdoc that brings what it needs.
    """

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(feature, extra)
        self.feature: str = feature
        """What was asked for."""
        self.extra: str = extra
        """The extra to install."""

    def __str__(self) -> str:
        return f"{self.feature} needs the extra {self.extra!r}: pip install 'imrdoc[{self.extra}]'"


class ParseError(ImrdocError, ValueError):
    """A text that is not a determination letter, or one whose structure is broken.

    The message shows the line of the first problem with a caret and lists the others.

    Args:
        problems: everything found wrong, in the order of the text; at least one.
        line_text: the source line of the first problem.
        path: the file, if there is one.

    Examples:
        >>> import imrdoc
        >>> try:
        ...     imrdoc.parse_text("Dear Sir or Madam,\\n")
        ... except imrdoc.ParseError as error:
        ...     print(error)
        <text>:1:1: not a determination letter: it has none of the letter's headings
            1 | Dear Sir or Madam,
              | ^
    """

    def __init__(self, problems: tuple[Diagnostic, ...], line_text: str, *, path: str | None = None) -> None:
        super().__init__(problems, line_text, path)
        self.problems: tuple[Diagnostic, ...] = problems
        """Everything found wrong; the first one leads."""
        self.line_text: str = line_text
        """The source line of the first problem."""
        self.path: str | None = path
        """The file; None for text or bytes that were given directly."""

    @property
    def line(self) -> int:
        """Line of the first problem, counted from 1."""
        span = self.problems[0].span
        return span.line if span else 1

    @property
    def column(self) -> int:
        """Column of the first problem, counted from 1."""
        span = self.problems[0].span
        return span.column if span else 1

    @property
    def expected(self) -> str:
        """What should stand there, in words: "the heading CLINICAL CASE SUMMARY"."""
        return self.problems[0].expected or ""

    @property
    def found(self) -> str:
        """What stands there instead, as the letter writes it."""
        return self.problems[0].found or ""

    def __str__(self) -> str:
        first, *others = self.problems
        page = first.span.page if first.span else None
        lines = [f"{place(self.path or '<text>', self.line, self.column, page)}: {first.message}"]
        lines += excerpt(self.line_text, self.line, self.column)
        for other in others[:MOST_SHOWN]:
            at = f"line {other.span.line}: " if other.span else ""
            lines.append(f"  also {at}{other.message}")
        if len(others) > MOST_SHOWN:
            lines.append(f"  and {len(others) - MOST_SHOWN:,} more")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[Any, ...]:  # Any: the signature that pickle's protocol has
        return _rebuild_parse_error, (type(self), self.problems, self.line_text, self.path)

    def with_path(self, path: str | os.PathLike[str]) -> ParseError:
        """The same error, naming the file that the text came from.

        Examples:
            >>> import imrdoc
            >>> try:
            ...     imrdoc.parse_text("")
            ... except imrdoc.ParseError as error:
            ...     print(error.with_path("a.txt"))
            a.txt:1:1: the text is empty
        """
        return type(self)(self.problems, self.line_text, path=os.fspath(path))


def _rebuild_parse_error(
    kind: type[ParseError], problems: tuple[Diagnostic, ...], line_text: str, path: str | None
) -> ParseError:
    return kind(problems, line_text, path=path)


def _rebuild_read_error(kind: type[ReadError], reason: str, advice: str, path: str | None) -> ReadError:
    return kind(reason, advice, path=path)
