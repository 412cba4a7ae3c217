"""What a step must be watched for: what its expectations and others will ask of it.

LangGraph is asked for no more of its stream than that: with `messages` it calls models by their
streaming methods, and gives messages ids that they would not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scenario_runner.language.expected_events import MODES, modes_of_path, named_modes
from scenario_runner.language.model import Scenario, Step
from scenario_runner.plan.operations import Watch

_FIRST = re.compile(r"""\$\s*(?:\.\s*(\w+)|\[\s*(['"])(\w+)\2\s*\])""")


def watch_of(step: Step, compared: Iterable[str] = ()) -> Watch:
    """What a step is watched for. `compared`: JSONPaths that others ask of its observation."""
    expected = {one.key: one.value.data for one in step.expect}
    paths = [*compared, *(save.path for save in step.save)]
    if isinstance(expected.get("paths"), dict):
        paths += expected["paths"]
    if isinstance(expected.get("snapshot"), dict):
        paths += [expected["snapshot"].get("of", "$.values")]
    modes = set(named_modes(expected["events"])) if "events" in expected else set()
    modes |= {mode for path in paths if begins(path) == "events" for mode in modes_of_path(path)}
    return Watch(
        modes=tuple(mode for mode in MODES if mode in modes),
        store=bool(expected.keys() & {"store", "check"} or "store" in map(begins, paths)),
    )


def compared(scenario: Scenario, branch: str) -> tuple[str, ...]:
    """The JSONPaths that `compare` asks of the end of a branch."""
    entries = (each for each in scenario.compare if branch in each.branches)
    return tuple(path for each in entries for path in (*each.equal, *each.differ))


def begins(path: str) -> str | None:
    """The part of the observation that a JSONPath begins with; None where it may be any."""
    found = _FIRST.match(path)
    return (found[1] or found[3]) if found is not None else None
