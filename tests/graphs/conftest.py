"""Graphs for these tests: real files in a folder of their own, opened and run for real."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from scenario_runner.graphs.load import OpenedGraph, open_graph
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.model import (
    FileGraph,
    Graph,
    GraphReference,
    InlineGraph,
    ManifestGraph,
    ModuleGraph,
)
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=1, column=1)

GRAPH = """
    from typing import TypedDict
    from langgraph.graph import StateGraph, START, END

    class State(TypedDict, total=False):
        said: list
        tenant: str

    def say(state):
        return {"said": [*state.get("said", []), "hello"]}

    builder = StateGraph(State).add_node("say", say).add_edge(START, "say").add_edge("say", END)
    compiled = builder.compile()
"""


@dataclass(frozen=True)
class Project:
    """A folder with graph files."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    def graph(self, source: GraphReference | InlineGraph | str, folder: str = ".") -> Graph:
        if isinstance(source, str):
            source = self.reference(source, folder)
        where = self.root / folder
        return Graph(source=source, place=HERE, root=str(self.root), folder=str(where))

    def reference(self, text: str, folder: str = ".") -> GraphReference:
        base = (self.root / folder).resolve()
        if "#" in text:
            path, _, name = text.partition("#")
            return ManifestGraph(path=str((base / path).resolve()), name=name)
        target, _, name = text.rpartition(":")
        if target.endswith(".py"):
            return FileGraph(path=str((base / target).resolve()), attribute=name)
        return ModuleGraph(module=target, attribute=name)

    def open(
        self,
        source: GraphReference | InlineGraph | str,
        *,
        folder: str = ".",
        args: Mapping[str, object] | None = None,
        config: Mapping[str, object] | None = None,
        **more,
    ) -> AbstractAsyncContextManager[OpenedGraph]:
        return open_graph(
            self.graph(source, folder),
            args=args or {},
            config=config or {},
            positions=more.pop("positions", None) or Positions(),
            **more,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
