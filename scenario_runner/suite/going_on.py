"""`--from STEP`: the one branch that is selected, and the moment that a run has kept for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scenario_runner.problem import ProblemsError
from scenario_runner.results.journal import read_journal
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.databases import database_folder
from scenario_runner.suite.moments import beginning_of, moment_file
from scenario_runner.suite.options import KEPT, LAST_RUN, Options
from scenario_runner.suite.usage import UsageFault


def going_on(cases: Sequence[Case | BrokenCase], options: Options) -> Case | BrokenCase:
    """The case, to be played from the step on. Raises UsageFault."""
    hint = "name its branch: FILE::case::branch"
    if len(cases) != 1:
        raise UsageFault(f"--from goes on with one branch, and {len(cases)} cases are named", hint)
    (case,) = cases
    if isinstance(case, BrokenCase):
        return case
    names = case.branches or frozenset(branch.name for branch in case.scenario.branches)
    if len(names) != 1:
        raise UsageFault(f"--from goes on with one branch, and the case has {len(names)}", hint)
    (branch,) = names
    file = options.from_file or _kept(case, branch)
    step = options.from_step or ""
    beginning = beginning_of(case.scenario, branch, step, file)
    return replace(case, branches=names, beginning=beginning)


def _kept(case: Case, branch: str) -> Path | None:
    """What the last run has kept: beside its reports, or where runs without one keep it."""
    folders = [database_folder(case, KEPT)]
    try:
        told = next((one for one in read_journal(LAST_RUN).cases if one.id == case.id), None)
    except ProblemsError:
        told = None
    if told is not None and told.database is not None:
        folders.insert(0, Path(told.database))
    files = [moment_file(folder, branch) for folder in folders]
    return next((file for file in files if file.is_file()), None)
