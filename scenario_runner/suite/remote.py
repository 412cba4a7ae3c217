"""The door to the worker: LangGraph is imported in the worker process, never in the caller's."""

from __future__ import annotations

from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job


def work(job: Job | Study, folder: str) -> None:
    """Play a job, or look at a graph; see `suite.worker.work`."""
    from scenario_runner.suite import worker  # noqa: PLC0415  # imports LangGraph

    worker.work(job, folder)
