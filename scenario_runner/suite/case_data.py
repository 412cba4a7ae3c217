"""Cases as data, and data as cases: what is played has been read and checked as any file is."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.language.load import cases_of, expanded_data
from scenario_runner.language.rows import rows_as_data
from scenario_runner.language.value import Data
from scenario_runner.language.write import WIDTH, CannotWrite, Room, document
from scenario_runner.problem import ProblemsError
from scenario_runner.suite.case import Case


def as_text(data: Data, comment: str) -> str:
    """The scenario as a file. Raises CannotWrite."""
    return document(data, comment, room=Room(columns=WIDTH, deepest=2))


def case_of(data: Data, path: Path) -> Case | None:
    """The scenario as a case of one file at `path`; None where it is not valid, or has rows."""
    try:
        text = as_text(data, "a candidate")
        scenarios = cases_of(text.encode(), path, shown_as=str(path))
    except (ProblemsError, CannotWrite, UnicodeEncodeError):
        return None
    if len(scenarios) != 1:
        return None
    return Case(id=f"{path}::{scenarios[0].case_name}", scenario=scenarios[0])


def data_of(case: Case, folder: Path) -> Data:
    """What the file says of this case, with all that it includes as seen from `folder`: of its
    rows its own. Raises ProblemsError where the file cannot be read any more."""
    data = expanded_data(case.scenario.file, folder=folder)
    if "parameters" in data:
        rows = rows_as_data(data["parameters"])
        data = {**data, "parameters": [rows[case.scenario.row_id or ""]]}
    if not any("for_each" in branch for branch in (data.get("branches") or {}).values()):
        return data
    branches = {
        name: {**branch, "for_each": list(rows_as_data(branch["for_each"]).values())}
        if "for_each" in branch
        else branch
        for name, branch in data["branches"].items()
    }
    return {**data, "branches": branches}
