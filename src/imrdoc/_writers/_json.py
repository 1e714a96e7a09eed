"""Letters as JSON text and back."""

from __future__ import annotations

from imrdoc._model import Determination
from imrdoc._writers._dict import from_dict, to_dict

__all__ = ["from_json", "to_json"]


def to_json(letter: Determination, *, spans: bool = False, indent: int | None = None) -> str:
    """Write a letter as JSON.

    Args:
        letter: the letter.
        spans: whether to add the place of every value, as in `to_dict`.
        indent: blanks for each level; without it, everything stands on one line.

    Returns:
        JSON that follows the schema of `json_schema`.

    Examples:
        >>> import imrdoc
        >>> imrdoc.to_json(imrdoc.parse("examples/letter.txt"))[:60]
        '{"schema_version": "1.0", "case": {"case_number": "CM17-0000'
    """
    import json

    return json.dumps(to_dict(letter, spans=spans), ensure_ascii=False, indent=indent)


def from_json(text: str | bytes) -> Determination:
    """Read a letter from JSON that `to_json` wrote.

    Args:
        text: the JSON; bytes are UTF-8.

    Returns:
        A letter equal to the one that was written. It has no source text and no spans.

    Raises:
        ValueError: the text is not JSON, or not of this form.

    Examples:
        >>> import imrdoc
        >>> letter = imrdoc.parse("examples/letter.txt")
        >>> imrdoc.from_json(imrdoc.to_json(letter)) == letter
        True
    """
    import json

    try:
        return from_dict(json.loads(text))
    except RecursionError:
        raise ValueError("the JSON is nested more deeply than a letter is") from None
