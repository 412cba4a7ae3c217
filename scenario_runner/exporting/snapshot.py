"""Snapshots in a script: what is stored when it is exported, as plain expectations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from scenario_runner.language.as_written import why_open
from scenario_runner.language.model import Branch, Expectation, ExpectKey, Scenario, Step
from scenario_runner.language.value import Data, Value
from scenario_runner.plan.operations import step_name

_ID = re.compile(r"<(message|tool call) \d+>")
_ANY: Data = {"$present": True}


def with_snapshots_told(scenario: Scenario) -> Scenario:
    """The scenario with each `snapshot` replaced by what it is compared with. One of which
    nothing is stored stays."""
    if scenario.snapshots is None:
        return scenario
    return replace(scenario, branches=tuple(_branch(b, scenario) for b in scenario.branches))


def _branch(branch: Branch, scenario: Scenario) -> Branch:
    stored = scenario.snapshots.stored.get(branch.name, {}) if scenario.snapshots else {}
    steps = (
        _step(step, stored, step_name(step, index), bool(scenario.ignore))
        for index, step in enumerate(branch.steps)
    )
    return replace(branch, steps=tuple(steps))


def _step(step: Step, stored: Mapping[str, Data], name: str, ignores: bool) -> Step:
    told: list[Expectation] = []
    for each in step.expect:
        if each.key != "snapshot" or name not in stored:
            told.append(each)
            continue
        for key, data in _told(each.value.data, stored[name], ignores):
            told.append(Expectation(key=key, value=_instead(each.value, data)))
    return replace(step, expect=tuple(told))


def _instead(value: Value, data: Data) -> Value:
    return Value(data=data, places=value.places, pointer=value.pointer)


def _told(asked: Data, stored: Data, ignores: bool) -> Iterator[tuple[ExpectKey, Data]]:
    ignores = ignores or (isinstance(asked, dict) and bool(asked.get("ignore")))
    if isinstance(asked, dict) and "of" in asked:
        yield "paths", {asked["of"]: _same(stored, ignores)}
        return
    for key, data in stored.items() if isinstance(stored, dict) else ():
        match key:
            case "values" | "output":
                yield key, _same(data, ignores)
            case "next" | "visited" | "executions":
                yield key, data
            case "interrupts":
                yield key, _asked(data, ignores)
            case "subgraphs":
                yield key, {path: _inside(part, ignores) for path, part in data.items()}
            case _:  # how the act ended is judged where the act stands
                pass


def _inside(part: dict[str, Data], ignores: bool) -> dict[str, Data]:
    told: dict[str, Data] = {"visited": part.get("visited", [])}
    if part.get("values") is not None:
        told["values"] = _same(part["values"], ignores)
        told["next"] = part.get("next", [])
        told["interrupts"] = _asked(part.get("interrupts", []), ignores)
    return told


def _asked(interrupts: list[Data], ignores: bool) -> list[Data]:
    return [
        {key: _same(part, ignores) if key == "value" else part for key, part in each.items()}
        for each in interrupts
    ]


def _same(stored: Data, ignores: bool) -> Data:
    """Just the stored data; where something of it was left out, at least that."""
    told = _open(stored, ignores)
    return told if ignores else {"$equals": told}


def _open(stored: Data, ignores: bool) -> Data:
    """The stored data as an expected value; stand-ins for ids fit any id."""
    if isinstance(stored, str) and _ID.fullmatch(stored):
        return _ANY
    if why_open(stored, deep=False) is not None:
        return {"$literal": stored}
    if isinstance(stored, dict):
        return {key: _open(part, ignores) for key, part in stored.items()}
    if isinstance(stored, list):
        return [_ANY if part is None and ignores else _open(part, ignores) for part in stored]
    return stored
