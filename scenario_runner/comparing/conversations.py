"""Two conversations side by side: the first difference, what follows, what was said, the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from scenario_runner.comparing.align import aligned_messages, aligned_steps
from scenario_runner.comparing.facts import checkpoint_numbers, facts
from scenario_runner.comparing.found import found_parts
from scenario_runner.comparing.model import (
    Conversation,
    CountChange,
    Facet,
    PartChange,
    StateChange,
    StepChange,
)
from scenario_runner.engine.observation import Observation
from scenario_runner.judge.differences import differences
from scenario_runner.judge.ignored import without
from scenario_runner.language.value import Data
from scenario_runner.matching.same import is_message
from scenario_runner.results.model import StepResult

_FACETS: Mapping[str, Facet] = {name: name for name in get_args(Facet)}
_NAME = re.compile(r"\$\.(\w+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of two conversations."""

    name: str
    """As messages call it: `before`, `main`."""
    steps: Sequence[tuple[str, StepResult]]
    """Each with the name of its branch."""
    before: Sequence[StepResult] = ()
    """Those before it, which are not compared."""
    ignore: Sequence[str] = ()
    """JSONPaths on the observation that are left out."""


def side_by_side(left: Side, right: Side) -> Conversation:
    """In what two conversations differ. Pure; the same conversation twice differs in nothing."""
    messages = aligned_messages(_messages(left), _messages(right))
    return Conversation(
        steps=tuple(_steps(left, right)),
        messages=messages,
        state=tuple(_state(left, right, talk=not messages)),
        nodes=_counts(_nodes(left), _nodes(right)),
        checkpoints=_counts(_sources(left), _sources(right)),
    )


def _steps(left: Side, right: Side) -> Iterator[StepChange]:
    branches = {id(step): branch for side in (left, right) for branch, step in side.steps}
    numbers = [checkpoint_numbers((*one.before, *_only(one))) for one in (left, right)]
    for ours, theirs in aligned_steps(_only(left), _only(right)):
        parts = (
            (*_parts(left, right, facts(ours, numbers[0], left.ignore),
                     facts(theirs, numbers[1], right.ignore)),
             *found_parts(ours, theirs, (left.name, right.name)))
            if ours is not None and theirs is not None
            else (_alone(left, right, ours, theirs),)
        )  # fmt: skip
        if parts:
            yield StepChange(
                left=None if ours is None else f"{branches[id(ours)]}/{ours.id}",
                right=None if theirs is None else f"{branches[id(theirs)]}/{theirs.id}",
                left_line=None if ours is None else ours.line,
                right_line=None if theirs is None else theirs.line,
                parts=parts,
            )


def _alone(
    left: Side, right: Side, ours: StepResult | None, theirs: StepResult | None
) -> PartChange:
    has, lacks = (left.name, right.name) if theirs is None else (right.name, left.name)
    return PartChange(
        facet="step",
        path="$.sent",
        left=ours and {ours.act: ours.given},
        right=theirs and {theirs.act: theirs.given},
        absent="right" if theirs is None else "left",
        said=f"{has} has this step, {lacks} has not",
    )


def _parts(
    left: Side, right: Side, ours: Mapping[str, Data], theirs: Mapping[str, Data]
) -> Iterator[PartChange]:
    for one in differences(dict(ours), dict(theirs)):
        name = found[1] if (found := _NAME.match(one.path)) else ""
        yield PartChange(
            facet=_FACETS.get(name, "nodes"),  # `visited` and `executions`
            path=one.path,
            left=one.left,
            right=one.right,
            absent=one.absent,
            said=one.said(left.name, right.name),
        )


def _state(left: Side, right: Side, *, talk: bool) -> Iterator[StateChange]:
    """The values at the ends; `talk` says whether the conversation in them is told too."""
    ends = [_end(side, talk=talk) for side in (left, right)]
    for one in differences(*ends):
        yield StateChange(path=one.path, left=one.left, right=one.right, absent=one.absent)


def _end(side: Side, *, talk: bool) -> Data:
    seen = [one.observation for one in (*side.before, *_only(side)) if one.observation is not None]
    values = seen[-1].values if seen else None
    left: Data = without({"values": values}, side.ignore) if side.ignore else {"values": values}
    values = left.get("values")
    if talk or not isinstance(values, dict):
        return values
    return {name: part for name, part in values.items() if not _is_talk(part)}


def _is_talk(value: Data) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(is_message, value))


def _messages(side: Side) -> list[Data]:
    """Everything that was said, without what is left out."""
    said = [{"messages": list(seen.messages)} for seen in _seen(side)]
    kept = [without(one, side.ignore) if side.ignore else one for one in said]
    return [message for one in kept for message in one.get("messages", ())]


def _nodes(side: Side) -> Counter[str]:
    return sum((Counter(seen.executions) for seen in _seen(side)), Counter())


def _sources(side: Side) -> Counter[str]:
    return Counter(made.source for seen in _seen(side) for made in seen.checkpoints)


def _counts(left: Counter[str], right: Counter[str]) -> tuple[CountChange, ...]:
    return tuple(
        CountChange(name=name, left=left[name], right=right[name])
        for name in dict.fromkeys((*left, *right))
        if left[name] != right[name]
    )


def _seen(side: Side) -> Iterator[Observation]:
    return (one.observation for one in _only(side) if one.observation is not None)


def _only(side: Side) -> list[StepResult]:
    return [step for _, step in side.steps]
