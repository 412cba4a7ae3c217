"""A scenario around a graph that was only named: what looks at graphs, or runs one, begins so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from scenario_runner.language.load import cases_of, load_cases
from scenario_runner.language.model import Scenario
from scenario_runner.problem import ProblemsError
from scenario_runner.suite.collect import SUFFIXES, UsageFault

NAMED: Final = "a graph that was named"
"""What stands for the file of such a scenario."""


def scenario_for(reference: str) -> Scenario:
    """A scenario with the graph that `reference` names as the key `graph` does, relative to the
    current folder, or with that of a scenario file (of several rows, the first).

    Raises UsageFault for what is no such reference, ProblemsError for a file with problems.
    """
    if reference.endswith(SUFFIXES):
        return load_cases(reference)[0]
    text = f"scenario: {NAMED}\ngraph: {json.dumps(reference)}\nsteps: [{{invoke: null}}]\n"
    try:
        return cases_of(text.encode(), Path("graph.scenario.yaml"), shown_as=NAMED)[0]
    except ProblemsError as error:
        told = next((one for one in error.problems if one.place.file == NAMED), None)
        if told is None or told.place.line != 2:
            raise
        raise UsageFault(f"--graph: {told.message}", told.hint) from error
