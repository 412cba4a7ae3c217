"""What was found in a step on both sides, in words: what each expects, and what it got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import get_args

from scenario_runner.comparing.facts import steady
from scenario_runner.comparing.model import PartChange
from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.language.model import CheckName
from scenario_runner.language.value import Data
from scenario_runner.matching.say import show, step
from scenario_runner.results.model import StepResult

_LONGEST = 60
"""Characters of an expected value."""
_ENDED: Mapping[Outcome, str] = {"error": "ended in an error", "skipped": "did not run"}
_UNMET = "expected "


def found_parts(
    ours: StepResult, theirs: StepResult, names: tuple[str, str]
) -> Iterator[PartChange]:
    """Expectations and checks that one side alone has, or that ended otherwise; then how the step
    ended. `names` are those of the sides, as messages call them."""
    left, right = _by_key(ours), _by_key(theirs)
    for key in dict.fromkeys((*left, *right)):
        for one, other in zip_longest(left.get(key, ()), right.get(key, ())):
            if one is None or other is None or one.outcome != other.outcome:
                yield _part(key, one, other, names)
    if ours.outcome != theirs.outcome:
        before, after = (_ENDED.get(each, each) for each in (ours.outcome, theirs.outcome))
        yield PartChange(
            facet="findings",
            path="$.findings.outcome",
            left=ours.outcome,
            right=theirs.outcome,
            said=f"{names[0]}: the step {before}; {names[1]}: it {after}",
        )


def _by_key(result: StepResult) -> dict[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = {}
    for one in result.findings:
        found.setdefault((one.expectation, one.path), []).append(one)
    return found


def _part(
    key: tuple[str, str], one: Finding | None, other: Finding | None, names: tuple[str, str]
) -> PartChange:
    expectation, path = key
    where = expectation if path == "$" else f"{expectation} at {path}"
    sides = zip(names, (one, other), strict=True)
    nothing = "says nothing" if expectation in get_args(CheckName) else "expects nothing there"
    told = (f"{name} {nothing if each is None else _told(each)}" for name, each in sides)
    return PartChange(
        facet="findings",
        path="$.findings" + step(" ".join(key)),
        left=_data(one),
        right=_data(other),
        absent="left" if one is None else "right" if other is None else None,
        said=f"{where}: {'; '.join(told)}",
    )


def _told(one: Finding) -> str:
    """What it expects and what it got, after the name of its side."""
    message = steady(one.message)
    if one.expectation in get_args(CheckName) and one.outcome != "passed":
        return f"says {message}"
    if message.startswith(_UNMET):
        return f"expects {message.removeprefix(_UNMET)}"
    expected = show(one.expected, _LONGEST)
    return f"expects {expected}{', and gets it' if one.outcome == 'passed' else f': {message}'}"


def _data(one: Finding | None) -> Data:
    return one and {
        "expectation": one.expectation,
        "path": one.path,
        "outcome": one.outcome,
        "expected": one.expected,
        "message": steady(one.message),
    }
