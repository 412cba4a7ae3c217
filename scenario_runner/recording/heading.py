"""What stands above the recorded steps: the graph and what is around it."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.recording.record import Recording
from scenario_runner.recording.surroundings import surroundings
from scenario_runner.recording.text import Heading
from scenario_runner.suite.collect import SUFFIXES
from scenario_runner.suite.first_file import graph_from
from scenario_runner.suite.reference import scenario_for, written


@frozen
class Wanted:
    """What is known beside the database."""

    graph: str | None
    """A reference from the current folder, or a scenario; None: a gap."""
    model: str | None
    """Where the application holds its chat model."""
    folder: Path
    """Where the scenario is to stand."""


def heading_of(recording: Recording, wanted: Wanted) -> Heading:
    """What stands above. Raises ProblemsError, UsageFault and CannotRead."""
    graph: Data = None
    rest: dict[str, Data] = {}
    branches: dict[str, dict[str, Data]] = {}
    if wanted.graph is not None and wanted.graph.endswith(SUFFIXES):
        scenario_for(wanted.graph)
        rest, branches = surroundings(Path(wanted.graph), wanted.folder)
        graph = rest.pop("graph", None)
    elif wanted.graph is not None:
        scenario_for(wanted.graph)
        graph = graph_from(written(wanted.graph), wanted.folder)
    if wanted.model is not None:
        rest["models"] = {wanted.model: list(recording.lines[0].replies)}
        for line in recording.lines[1:]:
            if line.replies:
                branches[line.kept_as] = {"models": {wanted.model: list(line.replies)}}
    return Heading(
        name=f"Recorded thread {recording.thread}",
        graph=graph,
        rest=rest,
        branches=branches,
        notes=tuple(_notes(recording, rest)),
    )


def _notes(recording: Recording, rest: dict[str, Data]) -> list[str]:
    notes = []
    said = sum(len(line.replies) for line in recording.lines)
    if said and "models" not in rest:
        notes.append(
            f"{said} message{'s' * (said != 1)} came from a chat model; say where the application "
            "holds it with --model to have them scripted"
        )
    if recording.metadata:
        names = ", ".join(recording.metadata[:12])
        notes.append(
            f"the runs were told {names} besides (in their config or metadata); add it under "
            "graph: config if the graph reads it"
        )
    return notes
