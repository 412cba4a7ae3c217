"""Driving a case to its end: a worker plays it, and another the rest where one was lost."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from scenario_runner.suite.journal import read_left
from scenario_runner.suite.lost import UNKNOWN, give_up, leave_off, settle_broken, skip_unreachable
from scenario_runner.suite.place import Place
from scenario_runner.suite.played import CasePlayed, merge, settled_in
from scenario_runner.suite.scratch import job_folder
from scenario_runner.suite.session import seconds_since_begun
from scenario_runner.suite.told import Job

_TRIES = 3
"""Processes for a case that none of them begins. It is no fault of the case's own."""


def drive(job: Job, place: Place) -> CasePlayed:
    """Play a job to its end, however many workers it takes."""
    played = CasePlayed()
    wanted = {branch.name for branch in job.scenario.branches} if job.only is None else job.only
    rest: frozenset[str] | None = job.only
    tried = 0
    while True:
        with job_folder() as folder:
            began = time.perf_counter()
            ended = place(replace(job, only=rest), folder)
            left, since = read_left(Path(folder), job.mask), seconds_since_begun(Path(folder))
        took = time.perf_counter() - began if since is None else since
        played.seconds += took if ended.seconds is None else ended.seconds
        played.printed += left.printed
        before = settled_in(played)
        merge(played, left.told)
        if ended.whole:
            leave_off(played, frozenset(wanted) - settled_in(played), UNKNOWN)
            return played
        if ended.error is not None:
            leave_off(played, frozenset(wanted) - settled_in(played), ended.error)
            return played
        tried += 1
        if not left.told and tried < _TRIES:  # it was not even begun: another process may
            continue
        settle_broken(played, left, ended, job.scenario)
        skip_unreachable(played, job.scenario, wanted)
        rest = frozenset(wanted) - settled_in(played)
        if not rest:
            return played
        if settled_in(played) == before:
            give_up(played, rest, ended)
            return played
