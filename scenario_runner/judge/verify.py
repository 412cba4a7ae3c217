"""`run --verify`: a branch beside a fresh conversation with the same acts from the start."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.differences import Difference, differences
from scenario_runner.judge.ignored import without
from scenario_runner.judge.verdict import Finding, remark
from scenario_runner.language.value import Data
from scenario_runner.problem import Place

_SAME = "a fresh conversation with the same acts ends the same"


def verified(
    branch: Observation,
    fresh: Observation,
    place: Place | None = None,
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """In what the last observation of a branch differs from that of a fresh conversation:
    values, `next`, interrupts, and how the last act ended. One met finding where in nothing.

    Ids of messages and tool calls do not count (see `same`), nor what `ignore` hits. `place` is
    the branch's.
    """
    found = differences(without(ending(branch), ignore), without(ending(fresh), ignore))
    return tuple(_finding(each, place) for each in found) or (
        remark("verify", "passed", _SAME, place),
    )


def ending(seen: Observation) -> dict[str, Data]:
    """How a step ended, as it is compared; tasks and interrupts in no order."""
    ended = {"raises": seen.raises and seen.raises.type, "refused": seen.refused is not None}
    interrupts = sorted(seen.interrupts, key=lambda each: each.address)
    return {
        "values": seen.values,
        "next": sorted(seen.next),
        "interrupts": [{"path": each.path, "value": each.value} for each in interrupts],
        **{name: how for name, how in ended.items() if how},
    }


def _finding(each: Difference, place: Place | None) -> Finding:
    return Finding(
        expectation="verify",
        path=each.path,
        expected=each.right,
        actual=each.left,
        absent=each.absent == "left",
        outcome="failed",
        place=place,
        message="a fresh conversation with the same acts ends otherwise: "
        + each.said("this branch", "the fresh one"),
    )
