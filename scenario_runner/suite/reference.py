"""A scenario around a graph that was only named: what looks at graphs, or runs one, begins so."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scenario_runner.language.load import cases_of, load_cases
from scenario_runner.language.model import Scenario
from scenario_runner.language.source import read
from scenario_runner.language.value import Data
from scenario_runner.language.write import CannotWrite, entry
from scenario_runner.problem import ProblemsError
from scenario_runner.suite.collect import SUFFIXES, UsageFault

NAMED: Final = "a graph that was named"
"""What stands for the file of such a scenario."""


def written(reference: str) -> Data:
    """What the key `graph` would hold: the text, or the mapping that it writes in YAML.
    Raises UsageFault."""
    if not reference.lstrip().startswith("{"):
        return reference
    try:
        return read("--graph", reference.encode("utf-8", "surrogateescape")).data
    except ProblemsError as error:
        first = error.problems[0]
        raise UsageFault(f"--graph: {first.message}", first.hint) from error


def scenario_for(reference: str) -> Scenario:
    """A scenario with the graph that `reference` names as the key `graph` does, relative to the
    current folder, or with that of a scenario file (of several rows, the first).

    Raises UsageFault for what is no such reference, ProblemsError for a file with problems.
    """
    if reference.endswith(SUFFIXES):
        return load_cases(reference)[0]
    lines = ["steps: [{invoke: null}]", *entry("scenario", NAMED)]
    try:
        lines += entry("graph", written(reference))
    except CannotWrite as fault:
        raise UsageFault(f"--graph: {fault}", "name the graph in UTF-8") from fault
    text = "\n".join(lines) + "\n"
    try:
        return cases_of(text.encode(), Path("graph.scenario.yaml"), shown_as=NAMED)[0]
    except ProblemsError as error:
        told = next((one for one in error.problems if one.place.file == NAMED), None)
        if told is None:
            raise
        raise UsageFault(f"--graph: {told.message}", told.hint) from error
