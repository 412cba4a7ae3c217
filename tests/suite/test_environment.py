"""`environment`: what an application finds set when it is imported."""

import os

import pytest

from scenario_runner.suite.run import Options, run

GRAPH = """\
import os
from langgraph.graph import StateGraph
AT_IMPORT = os.environ["SHOP_KEY"]
def node(state: dict) -> dict:
    return {"n": [AT_IMPORT, os.environ["SHOP_KEY"], os.environ.get("SHOP_FILE")]}
def build(key: str):
    return StateGraph(dict).add_node("a", node).add_edge("__start__", "a").add_edge("a", "__end__")
"""
SCENARIO = """\
scenario: Keys
variables: {key: k-1}
parameters: [{id: x, port: "1"}, {id: y, port: "2"}]
environment: {SHOP_KEY: "{{ key }}:{{ port }}", LANGSMITH_TRACING: "true"}
graph: {ref: shop_GRAPH.py:build, args: {key: {$python: "keys_GRAPH:KEY"}}}
steps:
  - {invoke: {n: []}, expect: {values: {n: {$contains: "k-1:{{ port }}"}}}}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOP_KEY", "before")
    name = tmp_path.name.replace("-", "_")
    (tmp_path / f"shop_{name}.py").write_text(GRAPH)
    (tmp_path / f"keys_{name}.py").write_text("import os\nKEY = os.environ['SHOP_KEY']\n")
    (tmp_path / "pyproject.toml").write_text("")

    def written(text):
        (tmp_path / "a.scenario.yaml").write_text(text.replace("GRAPH", name))
        return run(["."], Options(in_process=True)).cases

    return written


def test_it_is_set_for_each_case_and_undone(project):
    """Before the application is imported; tracing stays off."""
    cases = project(SCENARIO)
    assert [(case.row, case.outcome) for case in cases] == [("x", "passed"), ("y", "passed")]
    assert os.environ["SHOP_KEY"] == "before"
    assert os.environ.get("LANGSMITH_TRACING") != "true"
    values = [case.branches[0].steps[0].observation.values["n"] for case in cases]
    assert values == [["k-1:1", "k-1:1", None], ["k-1:1", "k-1:2", None]]


def test_what_is_no_text_is_told(project):
    """At its place, when it runs: a lone template keeps its type."""
    (case,) = project(
        "scenario: s\nvariables: {port: 7}\nenvironment: {PORT: '{{ port }}'}\n"
        "graph: {state: {n: integer}, nodes: {a: {}}, edges: [START -> a]}\n"
        "steps: [{invoke: {n: 1}}]\n"
    )
    error = case.branches[0].error
    assert (case.outcome, error.message, error.place.line, error.place.column) == (
        "error", 'the environment variable "PORT" must be text, not the number 7', 3, 21,
    )  # fmt: skip
