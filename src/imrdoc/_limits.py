"""How much input a parse accepts."""

from __future__ import annotations

from attrs import field, frozen
from attrs.validators import gt

__all__ = ["Limits", "raise_limit"]


@frozen(kw_only=True)
class Limits:
    """Bounds that keep one bad file from costing a batch its time or memory.

    A file over a limit is a `ReadError` that names the limit. The longest published letters have about
    a dozen pages and 60,000 characters.

    Raises:
        ValueError: a limit is not above 0.

    Examples:
        >>> import imrdoc
        >>> imrdoc.parse("examples/letter.txt", limits=imrdoc.Limits(max_pages=5_000)).outcome
        <Outcome.PARTIALLY_OVERTURNED: 'Partially Overturn'>
    """

    max_bytes: int = field(default=64 * 1024 * 1024, validator=gt(0))
    """Largest file, in bytes; a text given as `str` is measured in characters."""
    max_pages: int = field(default=500, validator=gt(0))
    """Most pages of a PDF."""


def raise_limit(name: str) -> str:
    """What to do about a file that is over a limit.

    Args:
        name: the limit, as a field of `Limits`.
    """
    option = name.replace("_", "-")
    return (
        "If it is a letter all the same, raise the limit:"
        f" limits=imrdoc.Limits({name}=...), or --{option} on the command line."
    )
