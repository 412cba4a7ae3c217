"""`skip` and `expect_failure`, and the versions they may be bound to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.language.model import ExpectFailure, Skip, When
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

_WHEN = re.compile(
    r"\s*(?P<package>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<rest>.*?)\s*\Z", re.ASCII
)
_TURNED = re.compile(r"=([<>])\s*([\d.]+)\Z")
_BARE = re.compile(r"=?\s*\d")


def check_conditions(owner: Value) -> Iterator[Problem]:
    """Problems of the conditions of a scenario or a branch."""
    for key in ("skip", "expect_failure"):
        written = owner.data.get(key)
        if isinstance(written, dict) and isinstance(written.get("when"), str) and written["when"]:
            yield from _check_when(owner[key]["when"])


def skip(owner: Value) -> Skip | None:
    """Why a scenario or a branch is not run."""
    written = owner.data.get("skip")
    if written is None:
        return None
    if isinstance(written, str):
        return Skip(reason=written)
    return Skip(reason=written["reason"], when=_when(written.get("when")))


def expect_failure(owner: Value) -> ExpectFailure | None:
    """Why a scenario or a branch is expected to fail."""
    written = owner.data.get("expect_failure")
    if written is None:
        return None
    if isinstance(written, str):
        return ExpectFailure(reason=written)
    return ExpectFailure(
        reason=written["reason"],
        when=_when(written.get("when")),
        strict=written.get("strict", True),
    )


def _when(text: str | None) -> When | None:
    found = _WHEN.match(text) if text is not None else None
    if found is None:
        return None
    return When(package=found["package"], specifier=found["rest"])


def _check_when(value: Value) -> Iterator[Problem]:
    text = value.data
    found = _WHEN.match(text)
    if found is None:
        yield _told(
            value, f"{quoted(text)} names no package", "write langgraph<1.1, or python>=3.12"
        )
        return
    package, rest = found["package"], found["rest"]
    if not rest:
        yield _told(
            value, "the condition has no version", f"write {package}<1.1, or {package}>=1.1.7"
        )
    elif _BARE.match(rest):
        hint = f"write {package}=={rest.lstrip('= ')}, or {package}>={rest.lstrip('= ')}"
        yield _told(value, f"{quoted(rest)} compares with no version", hint)
    else:
        from packaging.specifiers import (  # noqa: PLC0415  # few scenarios have a condition
            InvalidSpecifier,
            SpecifierSet,
        )

        try:
            SpecifierSet(rest)
        except InvalidSpecifier:
            hint = f"write {package}<1.1, or both bounds as {package}>=1.1.7,<2"
            if " and " in rest:
                hint = f"name one package, its bounds joined by a comma: {package}>=1.1.7,<2"
            if (turned := _TURNED.match(rest)) is not None:
                hint = f"write {package}{turned[1]}={turned[2]}"
            yield _told(value, f"{quoted(rest)} compares with no version", hint)


def _told(value: Value, message: str, hint: str) -> Problem:
    return Problem(place=value.place, message=message, hint=hint, code="wrong-condition")
