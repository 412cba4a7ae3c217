"""A place where jobs are played, and how a worker there ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from scenario_runner.frozen import frozen
from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job
from scenario_runner.suite.turns import Turn


@frozen
class WorkerEnded:
    """How a worker ended."""

    whole: bool
    """It played all of its job."""
    reason: str = ""
    """Why not: `killed by signal 11 (SIGSEGV)`; empty where it gave the rest away."""
    ours: bool = False
    """A bug of ours, not of the graph."""
    traceback: str | None = None
    error: ErrorTold | None = None
    """What is said of the branches that it has not come to, where it is not the graph's doing."""
    seconds: float | None = None
    """How long it played, without what it took to begin; None where only others can tell."""


def unheard() -> None:
    """Nobody asks when a job has begun."""


class Place(Protocol):
    """Plays a job somewhere, leaving its journal in a folder, or looks at a graph."""

    def __call__(
        self, job: Job | Study, folder: str, begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        """Returns when it has ended; `begun` is called once no later job can come before it."""


def in_order(place: Place, turn: Turn) -> Place:
    """The place, for the jobs of one case: the first waits for its turn."""

    def placed(
        job: Job | Study, folder: str, _begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        turn.wait()
        return place(job, folder, turn.over)

    return placed
