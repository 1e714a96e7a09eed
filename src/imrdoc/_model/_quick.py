"""Makes the model's objects several times as fast as their classes do.

A frozen class of attrs has to go around its own guard to set a field, and it does so for each. Here an object
is filled as one of an open class with the same slots, and then told that it is one of the frozen class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from attrs import NOTHING, fields

from imrdoc._model._letter import (
    CaseHeader,
    Citation,
    ClinicalSummary,
    Credentials,
    Determination,
    GuidelineStatement,
    Issue,
    Patient,
    Request,
    Reviewer,
)

__all__ = [
    "make_case_header",
    "make_citation",
    "make_clinical_summary",
    "make_credentials",
    "make_determination",
    "make_guideline_statement",
    "make_issue",
    "make_patient",
    "make_request",
    "make_reviewer",
    "quick",
]

P = ParamSpec("P")
Made = TypeVar("Made")


def quick(cls: Callable[P, Made]) -> Callable[P, Made]:
    """A function that takes what a frozen class of attrs takes, and gives the object that it would give.

    Args:
        cls: a class with slots, without a weak reference slot of its own, and without factories, validators,
            converters and hooks.
    """
    kind = cast("Any", cls)  # a class, though all that types can say of it is how it is called
    open_class = type(
        kind.__name__,
        kind.__bases__,
        {
            "__slots__": kind.__slots__,
            "__setattr__": object.__setattr__,
            "__delattr__": object.__delattr__,  # Python sets fields fast only where both are its own
        },
    )
    names: dict[str, object] = {"new": object.__new__, "open_class": open_class, "kind": kind}
    arguments: list[str] = []
    lines: list[str] = []
    for each in fields(kind):
        arguments.append(each.alias)
        if each.default is not NOTHING:
            arguments[-1] += f"=default_{each.name}"
            names[f"default_{each.name}"] = each.default
        lines.append(f"    made.{each.name} = {each.alias}\n")
    # made as attrs makes the __init__ of its classes
    code = f"def make(*, {', '.join(arguments)}):\n    made = new(open_class)\n{''.join(lines)}"
    exec(f"{code}    made.__class__ = kind\n    return made\n", names)
    return cast("Callable[P, Made]", names["make"])


make_case_header = quick(CaseHeader)
make_citation = quick(Citation)
make_clinical_summary = quick(ClinicalSummary)
make_credentials = quick(Credentials)
make_determination = quick(Determination)
make_guideline_statement = quick(GuidelineStatement)
make_issue = quick(Issue)
make_patient = quick(Patient)
make_request = quick(Request)
make_reviewer = quick(Reviewer)
