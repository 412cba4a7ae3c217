"""Steps that say the same in fewer words."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.value import Data
from scenario_runner.shrinking.moments import branches_of, steps_at
from scenario_runner.shrinking.pieces import replaced

_LOOKS = frozenset({"expect", "id", "description", "thread"})


def retold(data: Data) -> Iterator[Data]:
    """The scenario in the thread that all of its steps are in, as if it were the only one; then
    with what one step looks at, expected of the step before it."""
    places = branches_of(data)
    steps = {branch: steps_at(data, where) for branch, where in places.items()}
    threads = {step.get("thread") for each in steps.values() for step in each}
    if len(threads) == 1 and None not in threads:
        told = data
        for branch, where in places.items():
            plain = [{k: v for k, v in one.items() if k != "thread"} for one in steps[branch]]
            told = replaced(told, where, plain)
        yield told
    for branch, where in places.items():
        for index, (step, then) in enumerate(zip(steps[branch], steps[branch][1:], strict=False)):
            if _is_one(step, then):
                both = {**step, "expect": then["expect"]}
                yield replaced(
                    data, where, [*steps[branch][:index], both, *steps[branch][index + 2 :]]
                )


def _is_one(step: Data, then: Data) -> bool:
    """Whether the second only looks at what the first has left, which expects nothing itself."""
    only_looks = "expect" in then and not set(then) - _LOOKS
    same_thread = step.get("thread") == then.get("thread")
    return only_looks and same_thread and "expect" not in step and "id" not in then
