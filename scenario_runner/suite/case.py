"""Cases: what a run consists of, and how each one and its branches are named."""

from __future__ import annotations

import posixpath
import shlex
from dataclasses import dataclass
from hashlib import sha256

from scenario_runner.language.fixed import fixed
from scenario_runner.language.model import (
    FixtureGraph,
    InlineGraph,
    ModuleGraph,
    Scenario,
    ServerGraph,
)
from scenario_runner.plan.beginning import Beginning
from scenario_runner.plan.words import graph_text
from scenario_runner.problem import Problem

_LONGEST = 100  # characters of a file's name; file systems take 255 bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A scenario to be played, with one row of its parameters where it has any."""

    id: str
    """`FILE::scenario`, `FILE::scenario[row]`."""
    scenario: Scenario
    branches: frozenset[str] | None = None
    """The branches wanted; None for all."""
    beginning: Beginning | None = None
    """Where the one branch that is wanted goes on; None: all from the start."""

    @property
    def file(self) -> str:
        """As given on the command line."""
        return self.scenario.file

    def rerun(self, *branch: str) -> str:
        """The command that runs it, or a branch of it, again."""
        names = (self.file, self.scenario.case_name, *branch)
        if not isinstance(self.scenario.graph.source, FixtureGraph):
            return rerun_command(*names)
        if any("[" in name or "::" in name for name in names[1:]):  # pytest finds no such id
            names = names[:1]
        return f"pytest {shlex.quote('::'.join(names))}"


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenCase:
    """A file that holds no scenario that could be played."""

    file: str
    problems: tuple[Problem, ...]
    source: str
    """The file's text as far as it could be read."""

    @property
    def id(self) -> str:
        """The file itself."""
        return self.file


def file_name(name: str) -> str:
    """A name as a file's. What could mislead a file system is replaced, and then, or where the
    name is long, a digest tells it from others."""
    plain = "".join(c if c.isalnum() or c in "-_.[]" else "_" for c in name)[:_LONGEST]
    if plain == name:
        return name
    return f"{plain}-{sha256(name.encode()).hexdigest()[:8]}"


def graph_name(case: Case) -> str:
    """Where a case's graph comes from, a file as the case's own is told; a graph that is told in
    the scenario goes by the scenario's file."""
    graph = case.scenario.graph
    match graph.source:
        case ModuleGraph() | FixtureGraph() | ServerGraph():
            return graph_text(graph)
        case InlineGraph():
            return case.file
        case _:
            folder = posixpath.dirname(case.file.replace("\\", "/"))
            return posixpath.normpath(posixpath.join(folder, graph_text(graph)))


def server_name(scenario: Scenario) -> str | None:
    """The LangGraph server that keeps its conversation, names of variables replaced as far as
    they are known before it runs; None where no server does."""
    source = scenario.graph.source
    if not isinstance(source, ServerGraph):
        return None
    tables = (scenario.variables, scenario.row)
    names = {name: part for one in tables if one is not None for name, part in one.data.items()}
    return f"{fixed(source.assistant, names).data} on the server at {fixed(source.url, names).data}"


def rerun_command(*names: str) -> str:
    """The command that runs a case or a branch again: `FILE`, `scenario`, `branch`."""
    return f"scenario-runner run {shlex.quote('::'.join(names))}"
