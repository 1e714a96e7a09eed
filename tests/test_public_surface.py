"""The public surface is what its snapshot says; a change to it must be in the changelog."""

from __future__ import annotations

import difflib

import pytest

import imrdoc
import public_surface

HOW_TO = """

The public surface is not what tests/public_surface.txt says. If that is meant, write it into CHANGELOG.md.
Then run, with the extras installed,

    python tests/public_surface.py --entry "words of the changelog's entry"

and look at the difference before you commit it.
"""


def snapshot() -> tuple[str, str, str]:
    """The quoted words of the changelog, the digest, and the body."""
    head, _, body = public_surface.SNAPSHOT.read_text(encoding="utf-8").partition("\n\n")
    entry, digest = head.splitlines()
    return entry.removeprefix(public_surface.ENTRY), digest.removeprefix(public_surface.DIGEST), body


def test_surface_is_the_snapshot() -> None:
    written = public_surface.split(snapshot()[2])
    found = public_surface.sections()
    written = {name: lines for name, lines in written.items() if name in found}
    before = public_surface.render(written).splitlines()
    after = public_surface.render(found).splitlines()
    difference = "\n".join(difflib.unified_diff(before, after, "snapshot", "this code", lineterm=""))
    assert not difference, f"\n{difference}{HOW_TO}"


def test_snapshot_was_not_edited_by_hand() -> None:
    _, digest, body = snapshot()
    assert digest == public_surface.digest(body), HOW_TO


def test_changelog_says_what_changed() -> None:
    entry, _, _ = snapshot()
    assert entry in " ".join(public_surface.CHANGELOG.read_text(encoding="utf-8").split()), HOW_TO


def test_all_is_true() -> None:
    assert len(set(imrdoc.__all__)) == len(imrdoc.__all__)
    for name in imrdoc.__all__:
        assert getattr(imrdoc, name) is not None


def test_every_public_name_has_a_docstring() -> None:
    for name in imrdoc.__all__:
        thing = getattr(imrdoc, name)
        if isinstance(thing, type) or callable(thing):
            assert thing.__doc__, name


@pytest.mark.parametrize("code", imrdoc.DiagnosticCode)
def test_codes_are_written_alike(code: imrdoc.DiagnosticCode) -> None:
    assert code.value == code.name.lower().replace("_", "-")
