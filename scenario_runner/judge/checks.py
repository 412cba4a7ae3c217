"""Built-in checks: made on every step without being asked. Only those that speak up are told.

A refused act has sent nothing: it has no answers, no checkpoint and no live result, so that
only `untouched` can speak (a refusal changes nothing). Of a graph that raised, the live result
is what came before the node that raised: `reload` is silent; `stale_resume`, `head` and
`untouched` are not, for an answer may be lost and a head moved all the same. A branch that
ended in an error is not left open: it never came to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeAlias

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.left_open import left_open
from scenario_runner.judge.outcome import unexpected_end
from scenario_runner.judge.patches_left import patches_left
from scenario_runner.judge.script_left import script_left
from scenario_runner.judge.stale import wrong
from scenario_runner.judge.stored import check_head, check_reload, check_untouched
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.model import CheckName, Loudness, Scenario
from scenario_runner.language.value import Value
from scenario_runner.problem import Place

DEFAULT_LOUDNESS: Final[Mapping[CheckName, Loudness]] = MappingProxyType(
    {
        "stale_resume": "fail",
        "head": "fail",
        "reload": "fail",
        "untouched": "fail",
        "left_open": "warn",
        "script_left": "warn",
    }
)
Expectations: TypeAlias = Sequence[tuple[str, Value]]
"""The entries of a step's `expect`, rendered."""

_NOTHING_ELSE: Final[Mapping[CheckName, Loudness]] = MappingProxyType({})


def check_step(
    observation: Observation,
    place: Place,
    expectations: Expectations = (),
    loudness: Mapping[CheckName, Loudness] = _NOTHING_ELSE,
) -> tuple[Finding, ...]:
    """What the checks of a step say; `place` is the step's, `loudness` what differs from
    `DEFAULT_LOUDNESS`.

    Where the step itself expects a `stale_resume`, that expectation speaks instead.
    """
    asked = {key for key, _ in expectations}
    return tuple(
        finding
        for name, check in _STEP_CHECKS.items()
        if name not in asked
        for finding in as_loud(name, check(observation, place), loudness)
    )


def check_end(
    observation: Observation,
    place: Place,
    expectations: Expectations = (),
    loudness: Mapping[CheckName, Loudness] = _NOTHING_ELSE,
) -> tuple[Finding, ...]:
    """What the checks of a branch's end say: of its last step that ran."""
    if unexpected_end(observation, [key for key, _ in expectations]) is not None:
        return ()
    return tuple(as_loud("left_open", left_open(observation, place, expectations), loudness))


def check_scripts(scenario: Scenario, used: Sequence[Mapping[str, int]]) -> tuple[Finding, ...]:
    """What the check of a whole case says, all of whose branches came to their ends; `used`: of
    each, how far its scripted objects had come."""
    patches = [patch for branch in scenario.branches for patch in branch.patches]
    asked = frozenset(key for counts in used for key in counts)
    found = (*script_left(scenario, asked), *patches_left(patches, used))
    return tuple(as_loud("script_left", found, dict(scenario.checks)))


def check_answers(observation: Observation, place: Place) -> Iterator[Finding]:
    """`stale_resume`: every answer reached an `interrupt()` call of this run, once, as given."""
    for number, answer in enumerate(observation.answers):
        if (message := wrong(answer)) is not None:
            yield Finding(
                expectation="stale_resume",
                path=f"$.answers[{number}]",
                expected=answer.given,
                actual=answer.received,
                absent=answer.heard == "never",
                outcome="failed",
                place=place,
                message=message,
            )


_STEP_CHECKS: Mapping[CheckName, Callable[[Observation, Place], Iterator[Finding]]] = {
    "stale_resume": check_answers,
    "head": check_head,
    "reload": check_reload,
    "untouched": check_untouched,
}


def as_loud(
    name: CheckName, findings: Iterable[Finding], loudness: Mapping[CheckName, Loudness]
) -> Iterator[Finding]:
    """The findings of a check as loud as they are wanted."""
    match loudness.get(name, DEFAULT_LOUDNESS[name]):
        case "fail":
            yield from findings
        case "warn":
            yield from (replace(finding, outcome="warned") for finding in findings)
        case "ignore":
            return
