"""Moments as written: what kind each is, and which branch and step it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, meant, quoted
from scenario_runner.problem import Place, Problem

Kind = Literal["start", "after", "in", "before", "message"]

_FORMS: tuple[Literal["before", "message", "in"], ...] = ("before", "message", "in")
_OF_IN = ("next", "source", "nth")
SOURCES = ("input", "loop", "update", "fork")


@frozen
class Aim:
    """A moment of a right shape."""

    kind: Kind
    branch: str | None
    """None where it is not said."""
    step: str | None
    """None but for `after` and `in`."""
    value: Value

    @property
    def branch_place(self) -> Place:
        """Where the branch is named."""
        if isinstance(self.value.data, dict) and "branch" in self.value.data:
            return self.value["branch"].place
        return self.step_place

    @property
    def step_place(self) -> Place:
        """Where the step is named."""
        return self.value["in"].place if self.kind == "in" else self.value.place


def aim(value: Value) -> Aim | None:
    """What the moment aims at; None where its shape is wrong."""
    data = value.data
    if isinstance(data, str) and data:
        if data == "start":
            return Aim(kind="start", branch=None, step=None, value=value)
        before, _, step = data.rpartition("/")
        return Aim(kind="after", branch=before or None, step=step, value=value)
    if not isinstance(data, dict):
        return None
    forms = [form for form in _FORMS if form in data]
    branch: str | None = data.get("branch")
    if len(forms) != 1 or not isinstance(branch, str | None):
        return None
    if forms[0] != "in":
        return Aim(kind=forms[0], branch=branch, step=None, value=value)
    if not isinstance(data["in"], str) or not data["in"]:
        return None
    inner, _, step = data["in"].rpartition("/")
    return Aim(kind="in", branch=branch or inner or None, step=step, value=value)


def check_aim(value: Value) -> Iterator[Problem]:
    """What is wrong with a moment in mapping form, beyond what its schema finds."""
    data = value.data
    if not isinstance(data, dict):
        return
    forms = [form for form in _FORMS if form in data]
    if not forms and data:
        yield Problem(
            place=value.place,
            message="this moment names no checkpoint",
            hint="write {before: NODE}, {message: ...} or {in: STEP}",
            code="wrong-moment",
        )
    for form in forms[1:]:
        yield Problem(
            place=value[form].key_place,
            message=f'a moment is found by one thing; this one has "{forms[0]}" and "{form}"',
            hint="keep one of them",
            code="wrong-moment",
            related=((value[forms[0]].key_place, "the other one"),),
        )
    for key in _OF_IN:
        if key in data and forms and "in" not in forms:
            yield Problem(
                place=value[key].key_place,
                message=f'"{key}" does nothing without "in"',
                hint="remove it, or name a step, as in {in: draft}",
                code="idle-modifier",
            )
    yield from _parts(value)


def _parts(value: Value) -> Iterator[Problem]:
    data = value.data
    inner = data.get("in")
    if isinstance(inner, str) and "/" in inner and "branch" in data:
        yield Problem(
            place=value["branch"].key_place,
            message='the branch is named twice, in "in" and in "branch"',
            hint="keep one of them",
            code="wrong-moment",
        )
    source = data.get("source")
    if isinstance(source, str) and source not in SOURCES and "{{" not in source:
        close = meant(source, SOURCES)
        yield Problem(
            place=value["source"].place,
            message=f'"source" must be one of {listed(SOURCES)}',
            hint=f"did you mean {quoted(close)}?" if close else "for example: source: loop",
            code="wrong-value",
        )
