"""The door to the worker: LangGraph is imported in the worker process, never in the caller's."""

from __future__ import annotations

import time
from pathlib import Path

from scenario_runner.suite.session import note_begun
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job


def work(job: Job | Study, folder: str) -> float:
    """Play a job, or look at a graph; see `suite.worker.work`. The seconds it took, once
    LangGraph was imported."""
    from scenario_runner.suite import worker  # noqa: PLC0415  # imports LangGraph

    note_begun(Path(folder))
    began = time.perf_counter()
    worker.work(job, folder)
    return time.perf_counter() - began
