"""The judge: expectations and an observation in, findings out. Pure: no clock, no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import Observation
from scenario_runner.judge.expectations import Moments, expectation
from scenario_runner.judge.snapshot import NOT_KEPT, Kept, snapshot
from scenario_runner.judge.verdict import Finding, FindingOutcome
from scenario_runner.language.value import Value
from scenario_runner.matching.look import Leaf

NO_MOMENTS: Final[Mapping[str, str | None]] = MappingProxyType({})

MOST_MET, MOST_UNMET = 20, 50
"""Findings of one expectation that are told one by one; more are told together."""


def judge(
    expectations: Sequence[tuple[str, Value]],
    observation: Observation,
    *,
    moments: Moments = NO_MOMENTS,
    kept: Kept = NOT_KEPT,
) -> tuple[Finding, ...]:
    """What each expectation finds, in the order written; met ones too, at least one for each.
    `kept` is what a `snapshot` is compared with.

    The values are rendered and resolved: no templates are left, and `$file` and `$python`
    stand as `{$literal: data}`. Never raises: an expectation that makes no sense gives a
    finding with the outcome `error`.
    """
    return tuple(
        finding
        for key, value in expectations
        for finding in _findings(key, value, observation, moments, kept)
    )


def _findings(
    key: str, value: Value, observation: Observation, moments: Moments, kept: Kept
) -> Iterator[Finding]:
    try:
        if key == "snapshot":
            told = list(snapshot(value.data, observation, kept))
        else:
            # A template may have put any object there, a tuple as well as a message.
            told = list(expectation(key, normal(value.data), observation, moments))
    except RecursionError:
        yield _of_all(key, value, "error", "is nested too deeply to be compared")
        return
    met = sum(leaf.met for leaf in told)
    unmet = len(told) - met
    shown = 0
    for leaf in told:
        if leaf.met and met > MOST_MET:
            continue
        shown += not leaf.met
        if leaf.met or shown <= MOST_UNMET:
            yield _finding(key, value, leaf)
    if unmet > MOST_UNMET:
        message = f"{unmet - MOST_UNMET} more parts are not as expected"
        yield _of_all(key, value, "failed", message, parts=len(told), met=met)
    if met > MOST_MET:
        message = f"{met} parts are as expected"
        yield _of_all(key, value, "passed", message, parts=len(told), met=met)


def _finding(key: str, value: Value, leaf: Leaf) -> Finding:
    return Finding(
        expectation=key,
        path=leaf.path,
        expected=leaf.expected,
        actual=leaf.actual,
        absent=leaf.absent,
        outcome=leaf.outcome,
        place=value.at(*leaf.way),
        message=leaf.message,
        traceback=leaf.traceback,
    )


def _of_all(
    key: str,
    value: Value,
    outcome: FindingOutcome,
    message: str,
    *,
    parts: int | None = None,
    met: int | None = None,
) -> Finding:
    """A finding about many parts; its sides are how many there are and how many are met."""
    return Finding(
        expectation=key,
        path="$" if key in {"paths", "snapshot"} else f"$.{key}",
        expected=parts,
        actual=met,
        outcome=outcome,
        place=value.place,
        message=message,
    )
