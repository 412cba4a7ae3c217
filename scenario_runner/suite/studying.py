"""Having a graph looked at: by a worker, whatever becomes of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.journal import read_left
from scenario_runner.suite.lost import lost_error
from scenario_runner.suite.place import Place
from scenario_runner.suite.scratch import job_folder
from scenario_runner.suite.secrets import secrets_of
from scenario_runner.suite.study import STUDIED, Known, NotLoaded, Studied, Study


def study(wanted: Study, place: Place) -> Studied:
    """What is known of a graph, or why it could not be loaded. Always returns."""
    secrets = secrets_of(wanted.scenario)
    if secrets.problems:
        first = secrets.problems[0]
        error = ErrorTold(
            kind="template", message=first.message, hint=first.hint, place=first.place
        )
        return NotLoaded(error=error)
    return _study(replace(wanted, secrets=secrets.values, mask=secrets.mask), place)


def _study(wanted: Study, place: Place) -> Studied:
    with job_folder() as folder:
        ended = place(wanted, folder)
        left, told = read_left(Path(folder), wanted.mask), Path(folder, STUDIED)
        if ended.whole and told.exists():
            studied: Studied = pickle.loads(told.read_bytes())  # noqa: S301  # our own worker's
            if isinstance(studied, Known):
                return studied
            return replace(studied, printed=left.printed)
    error = lost_error(left, ended, None, wanted.timeout)
    if left.hung is not None:
        error = _hung(wanted.timeout, left.hung)
    return NotLoaded(error=error, printed=left.printed)


def _hung(seconds: float, where: str) -> ErrorTold:
    return ErrorTold(
        kind="timeout",
        message=f"the graph was not loaded within {seconds:g} s",
        hint="find out what it waits for as it is imported or made",
        traceback=where or None,
    )
