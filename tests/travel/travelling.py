"""One journey, told in every way: as a branch, and in the thread by each strategy."""

import importlib.metadata
import json
from dataclasses import dataclass, field
from pathlib import Path

from packaging.version import Version

from scenario_runner import Options, run

LANGGRAPH = Version(importlib.metadata.version("langgraph"))
NEWEST = Version("1.2.20") <= LANGGRAPH
"""Whether LangGraph behaves as the tables say; older ones may refuse more."""
WAYS = ("direct", "replay", "copy")


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A moment gone back to and an act there; what a new conversation would give."""

    name: str
    graph: str | dict
    steps: list
    """What had been told before."""
    at: object
    act: dict
    values: object
    next: list = field(default_factory=list)
    asks: dict = field(default_factory=dict)
    """Address -> the question open then."""
    ran: dict = field(default_factory=dict)
    """Bodies that run after the moment."""
    auto: str = "refused"
    """The way that `auto` takes."""
    right: tuple = ()
    """The ways that are exact, asked for by name."""

    def __str__(self):
        return self.name

    @property
    def ending(self):
        """What must be seen."""
        return {"values": self.values, "next": sorted(self.next), "asks": self.asks}


def reference(graph):
    """A graph of `travel_graphs.py`: its name, or its name and arguments."""
    if isinstance(graph, str):
        return {"ref": f"travel_graphs.py:{graph}"}
    return {**graph, "ref": f"travel_graphs.py:{graph['ref']}"}


def play(folder, graph, steps, **more):
    """Play a scenario told as data, beside the graphs; its case."""
    home = Path(__file__).with_name("travel_graphs.py")
    folder.joinpath(home.name).write_text(home.read_text())
    file = folder / "s.scenario.yaml"
    told = {"scenario": "S", "graph": reference(graph), "steps": steps, **more}
    file.write_text(json.dumps(told))
    (case,) = run([file], Options(in_process=True)).cases
    assert case.problems == (), [problem.message for problem in case.problems]
    return case


def ending(step):
    """What a step left: values, next nodes, open questions by address; or why it did not."""
    if step.error is not None:
        return step.error
    found = step.observation
    if found.refused is not None:
        return found.refused
    return {
        "values": found.values,
        "next": sorted(found.next),
        "asks": {each.address: each.value for each in found.interrupts},
    }


def last(case, branch="main"):
    """The last step of a branch."""
    (found,) = (each for each in case.branches if each.name == branch)
    assert found.error is None, found.error
    return found.steps[-1]
