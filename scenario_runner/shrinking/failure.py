"""What makes two failures the same: what was expected and what came, and what the step did that
led there; not lines, names of steps and branches, or words that may shrink."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold, StepResult
from scenario_runner.results.starts import prefix_steps

_LONGEST = 60
"""Characters of a text that must stay the same; what is longer may shrink with what made it."""
_INDEX = re.compile(r"\[\d+\]")
_WHOLE = ("$.values", "$.output")
"""What grows with the conversation: places in its lists change as steps are taken out."""
_NAMES = ("node", "path", "role", "type", "mode", "source")
"""Parts of what came that are names, and stay as they are in a smaller scenario."""
_FRAME = re.compile(r'^ *File "(.+)", line (\d+), in (.+)$', re.MULTILINE)
_STILL = frozenset({"look", "reload"})
"""Acts that leave the conversation where the act before has brought it."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|run--[0-9a-f-]+")


@frozen
class Failure:
    """One thing that went wrong, without what changes as a scenario gets smaller."""

    kind: str
    """`failed` of an expectation or check, `broken` of one that could not be judged; of an error
    its kind: `raised`, `refused`, `timeout`, `died`, ..."""
    name: str
    """The expectation or check; of an error its message without numbers and quoted words."""
    step: str = ""
    """What led there: the act, and the questions that it answered. Of a step that only looks, the
    act before it in its thread. Empty for what belongs to no step."""
    path: str = ""
    expected: str = ""
    actual: str = ""
    said: str = ""
    """What a check of the user's own, or a built-in one that looks at no value, complains of."""
    raised_in: str = ""
    """Where an error was raised: the innermost line of code, or else the node."""

    def same_expectation(self, other: Failure) -> bool:
        """Whether both are about the same value, or about items of the same list."""
        here, there = (one.path.partition("[*]")[0] for one in (self, other))
        return bool(here) and (self.kind, self.name, here) == (other.kind, other.name, there)

    def __str__(self) -> str:
        if self.kind not in {"failed", "broken"}:
            return f"{self.kind}: {self.name}"
        if self.said:
            return f"{self.name}: {self.said}"
        told = f"expected {self.expected}, got {self.actual}" if self.expected else self.actual
        return f"{self.name} at {self.path}: {told}"


def failures_of(case: CaseResult, branch: str | None = None) -> tuple[Failure, ...]:
    """Everything that went wrong in a case, in the order of the file; of one branch, its own."""
    found = _in_branches(case, branch)
    whole = [] if branch is not None else list(_of_the_whole(case))
    return tuple(dict.fromkeys([*found, *whole]))


def _in_branches(case: CaseResult, only: str | None) -> Iterator[Failure]:
    names = {branch.name: branch for branch in case.branches}
    for branch in case.branches:
        if only not in {None, branch.name} or branch.outcome not in {"failed", "error"}:
            continue
        if branch.error is not None:
            yield _of_error(branch.error)
        led = {step.thread: _meaning(step) for step in _moving(branch, names)}
        for step in branch.steps:
            if step.act not in _STILL:
                led[step.thread] = _meaning(step)
            meaning = led.get(step.thread, step.act)
            if step.error is not None:
                yield _of_error(step.error, meaning, _raised_in(step))
            yield from _unmet(step.findings, meaning)


def _moving(branch: BranchResult, names: Mapping[str, BranchResult]) -> Iterator[StepResult]:
    """The steps before a branch that brought the conversation on, the oldest first."""
    return (step for _, step in prefix_steps(branch, names) if step.act not in _STILL)


def _meaning(step: StepResult) -> str:
    """The act, and what it answered: the same words for the same step, however it is said."""
    answers = () if step.observation is None else step.observation.answers
    paths = sorted({one.path for one in answers if one.path})
    return " ".join([step.act, *paths])


def _raised_in(step: StepResult) -> str:
    """The innermost line of code in a traceback. Without one, the node that ran last, where no
    other ran beside it: which of several is seen to run is chance."""
    if step.error is None or step.error.kind != "raised":
        return ""
    if frames := _FRAME.findall(step.error.traceback or ""):
        return " ".join(frames[-1])
    visited = () if step.observation is None else step.observation.visited
    last = visited[-1] if visited else ""
    return last if isinstance(last, str) else ""


def _of_the_whole(case: CaseResult) -> Iterator[Failure]:
    if case.error is not None:
        yield _of_error(case.error)
    for compared in case.compare:
        yield from _unmet(compared.findings)
    yield from _unmet(case.findings)


def _of_error(error: ErrorTold, step: str = "", raised_in: str = "") -> Failure:
    return Failure(kind=error.kind, name=_plain(error.message), step=step, raised_in=raised_in)


def _unmet(findings: Iterable[Finding], step: str = "") -> Iterator[Failure]:
    for one in findings:
        if one.is_unmet:
            yield _of_finding(one, step)


def _of_finding(one: Finding, step: str) -> Failure:
    if one.outcome == "error" or (one.expected is None and one.actual is None):
        kind = "broken" if one.outcome == "error" else "failed"
        return Failure(kind=kind, name=one.expectation, step=step, said=_plain(one.message))
    return Failure(
        kind="failed",
        name=one.expectation,
        step=step,
        path=_INDEX.sub("[*]", one.path) if one.path.startswith(_WHOLE) else one.path,
        expected=_ID.sub("an id", _json(one.expected)),
        actual="nothing" if one.absent else _seen(one.actual),
    )


def _seen(actual: Data) -> str:
    """What came, as far as it must stay so: not how long texts go on, and of mappings only what
    is a name in them."""
    if isinstance(actual, dict):
        names = {key: actual[key] for key in _NAMES if isinstance(actual.get(key), str)}
        return f"a mapping {_json(names)}" if names else "a mapping"
    if isinstance(actual, list):
        told = f"a list of {len(actual)}"
        if not all(isinstance(one, dict) for one in actual):
            return told
        return " ".join([told, *(f"({_seen(one)})" for one in actual)])
    if isinstance(actual, str):
        text = _ID.sub("an id", actual)
        return _json(text) if len(text) <= _LONGEST else "a long text"
    return _json(actual)


def _json(data: Data) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)


def _plain(message: str) -> str:
    first = message.strip().splitlines()[0] if message.strip() else ""
    return _NUMBER.sub("N", _QUOTED.sub("...", first))
