"""The door to the worker: LangGraph is imported in the worker process, never in the caller's."""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from pathlib import Path

from scenario_runner.suite.session import note_begun
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job

SPOILED = 70
"""The exit code of a process that gives the rest of its job to another."""

UNFIT = 71
"""The exit code of a process that could not play a job."""

FAILED = "failed"
"""The file that says why."""


def work(job: Job | Study, folder: str) -> float:
    """Play a job, or look at a graph; see `suite.worker.work`. The seconds it took, once
    LangGraph was imported.

    Where that is not possible the process ends: what is wrong may be the process itself, by
    what the graph of a job before has done to it, and then nothing else can be played here.
    """
    try:
        from scenario_runner.suite import worker  # noqa: PLC0415  # imports LangGraph

        note_begun(Path(folder))
        began = time.perf_counter()
        worker.work(job, folder)
        return time.perf_counter() - began
    except BaseException:  # noqa: BLE001  # whatever it is, it is told with its case
        with contextlib.suppress(Exception):
            said = job.mask.text(traceback.format_exc())
            Path(folder, FAILED).write_text(said, encoding="utf-8", errors="replace")
        os._exit(UNFIT)
