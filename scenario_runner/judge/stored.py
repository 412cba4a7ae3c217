"""The checks `head`, `reload` and `untouched`: what stands in storage after a step."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.differences import differences
from scenario_runner.judge.verdict import Finding
from scenario_runner.matching.say import listed
from scenario_runner.problem import Place

_MOST_DIFFERENCES = 10
"""Differences told one by one by `reload`."""


def check_head(observation: Observation, place: Place) -> Iterator[Finding]:
    """`head`: the thread goes on from what this step did."""
    head, made = observation.head, observation.made
    if made is None or head == made:
        return
    what = "made" if any(each.id == made for each in observation.checkpoints) else "acted on"
    yield Finding(
        expectation="head",
        path="$.checkpoints",
        expected=made,
        actual=head,
        absent=head is None,
        outcome="failed",
        place=place,
        message=f"the thread's head is not the checkpoint this step {what}: "
        "a next step would go on from elsewhere",
    )


def check_reload(observation: Observation, place: Place) -> Iterator[Finding]:
    """`reload`: what is stored is what the call gave."""
    live, stored = observation.live, observation.values
    if live is None or observation.raises is not None or observation.refused is not None:
        return
    if isinstance(live, dict) and isinstance(stored, dict):
        stored = {key: part for key, part in stored.items() if key in live}
    found = differences(live, stored, "$.values")
    for each in found[:_MOST_DIFFERENCES]:
        yield Finding(
            expectation="reload",
            path=each.path,
            expected=each.left,
            actual=each.right,
            absent=each.absent == "right",
            outcome="failed",
            place=place,
            message=f"what is stored is not what the run gave: {each.said('the run', 'storage')}",
        )
    if len(found) > _MOST_DIFFERENCES:
        more = [each.path for each in found[_MOST_DIFFERENCES:]]
        yield Finding(
            expectation="reload",
            path="$.values",
            expected=live,
            actual=stored,
            outcome="failed",
            place=place,
            message=f"more of what is stored is not what the run gave: {listed(more)}",
        )


def check_untouched(observation: Observation, place: Place) -> Iterator[Finding]:
    """`untouched`: nothing but this step's own line of its thread has changed."""
    for sentence in observation.touched:
        yield Finding(
            expectation="untouched",
            path="$",
            expected=None,
            actual=sentence,
            outcome="failed",
            place=place,
            message=f"the step changed what is not its own: {sentence}",
        )
