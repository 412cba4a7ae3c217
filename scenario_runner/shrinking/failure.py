"""What makes two failures the same: the expectation, the check or the exception, not the place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data
from scenario_runner.results.model import CaseResult, ErrorTold

_LONGEST = 60
"""Characters of a text that must stay the same; what is longer may shrink with what made it."""
_INDEX = re.compile(r"\[\d+\]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|run--[0-9a-f-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One thing that went wrong, without what changes as a scenario gets smaller: lines, names
    of steps and branches, positions in lists."""

    kind: str
    """`finding`, or an error's: `raised`, `refused`, `timeout`, `died`, ..."""
    name: str
    """The expectation or check; of an error its message without numbers and quoted words."""
    path: str = ""
    expected: str = ""
    actual: str = ""

    def same_expectation(self, other: Failure) -> bool:
        """Whether both are about the same value, or about items of the same list."""
        here, there = (one.path.partition("[*]")[0] for one in (self, other))
        return bool(here) and (self.kind, self.name, here) == (other.kind, other.name, there)

    def __str__(self) -> str:
        if self.kind != "finding":
            return f"{self.kind}: {self.name}"
        if not self.path:
            return self.name
        told = f"expected {self.expected}, got {self.actual}" if self.expected else self.actual
        return f"{self.name} at {self.path}: {told}"


def failures_of(case: CaseResult, branch: str | None = None) -> tuple[Failure, ...]:
    """Everything that went wrong in a case, in the order of the file; of one branch, its own."""
    found = _in_branches(case, branch)
    whole = [] if branch is not None else list(_of_the_whole(case))
    return tuple(dict.fromkeys([*found, *whole]))


def _in_branches(case: CaseResult, only: str | None) -> Iterator[Failure]:
    for branch in case.branches:
        if only not in {None, branch.name} or branch.outcome not in {"failed", "error"}:
            continue
        if branch.error is not None:
            yield _of_error(branch.error)
        for step in branch.steps:
            if step.error is not None:
                yield _of_error(step.error)
            yield from _unmet(step.findings)


def _of_the_whole(case: CaseResult) -> Iterator[Failure]:
    if case.error is not None:
        yield _of_error(case.error)
    for compared in case.compare:
        yield from _unmet(compared.findings)
    yield from _unmet(case.findings)


def _of_error(error: ErrorTold) -> Failure:
    return Failure(kind=error.kind, name=_plain(error.message))


def _unmet(findings: Iterable[Finding]) -> Iterator[Failure]:
    for one in findings:
        if one.outcome in {"failed", "error"}:
            yield _of_finding(one)


def _of_finding(one: Finding) -> Failure:
    if one.place is None or one.outcome == "error":  # a built-in check, or one that raised
        return Failure(kind="finding", name=f"{one.expectation} ({_plain(one.message)})")
    return Failure(
        kind="finding",
        name=one.expectation,
        path=_INDEX.sub("[*]", one.path),
        expected=json.dumps(one.expected, sort_keys=True, ensure_ascii=False, default=str),
        actual="nothing" if one.absent else _seen(one.actual),
    )


def _seen(actual: Data) -> str:
    """What came, as far as it must stay so."""
    if isinstance(actual, dict):
        return "a mapping"
    if isinstance(actual, list):
        return f"a list of {len(actual)}"
    if isinstance(actual, str):
        text = _ID.sub("an id", actual)
        return json.dumps(text, ensure_ascii=False) if len(text) <= _LONGEST else "a long text"
    return json.dumps(actual, default=str)


def _plain(message: str) -> str:
    first = message.strip().splitlines()[0] if message.strip() else ""
    return _NUMBER.sub("N", _QUOTED.sub("...", first))
