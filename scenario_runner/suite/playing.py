"""What is known of a job while it is played: whose branches, and what came of them so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenario_runner.engine.observation import Observation
from scenario_runner.language.shape import GraphShape
from scenario_runner.plan.operations import Plan
from scenario_runner.suite.copies import Copies
from scenario_runner.suite.last_good import Moments
from scenario_runner.suite.scope import scope_of
from scenario_runner.suite.told import Job, Tell

Alarm = Callable[[float], None]
"""Told the seconds after which the process itself must end; 0 for no longer."""


@dataclass(kw_only=True, slots=True, eq=False)
class Playing:
    """A job that is being played."""

    job: Job
    tell: Tell
    alarm: Alarm
    plan: Plan
    copies: Copies
    moments: Moments
    deadline: float
    """By `time.monotonic`."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Of the case."""
    ends: dict[str, Observation] = field(default_factory=dict)
    """What the last step of each branch that came to its end observed."""
    used: dict[str, dict[str, int]] = field(default_factory=dict)
    """By branch, how far its scripted objects had come at its end."""
    played: dict[tuple[str, int], Observation] = field(default_factory=dict)
    """What steps observed, of branches that others have to tell anew."""
    shapes: set[GraphShape] = field(default_factory=set)
    """Of the graphs that were told of."""
    bad: set[str] = field(default_factory=set)
    """The branches with a step that is not well."""

    def left(self) -> float:
        """The seconds that the job still has."""
        return max(self.deadline - time.monotonic(), 0.001)

    def begin_anew(self) -> None:
        """Give it all of its time again."""
        self.deadline = time.monotonic() + self.job.timeout

    def scope(self, branch: str) -> dict[str, Any]:
        """The variables of a branch: its own row first, then its own, then those of the
        branches it comes from, then the case's and the scenario's. Raises StepFault."""
        return scope_of(self.plan, branch, self.variables)


def playing_of(job: Job, plan: Plan, tell: Tell, alarm: Alarm) -> Playing:
    """A job whose time begins now."""
    return Playing(
        job=job,
        tell=tell,
        alarm=alarm,
        plan=plan,
        copies=Copies(job.scenario.graph.place),
        moments=Moments(job.scenario, job.keep, job.mask),
        deadline=time.monotonic() + job.timeout,
    )
