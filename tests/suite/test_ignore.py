"""`ignore`: what changes from run to run is left out of comparisons and of the oracle."""

import pytest

from scenario_runner.judge.ignored import without
from scenario_runner.suite.run import Options, run

GRAPH = """\
import itertools
from langgraph.graph import StateGraph
count = itertools.count()
def node(state: dict) -> dict:
    return {"same": 1, "number": next(count), "items": [{"id": next(count), "name": "a"}]}
graph = StateGraph(dict).add_node("a", node).add_edge("__start__", "a").add_edge("a", "__end__")
"""
SCENARIO = """\
scenario: s
graph: graphs_NAME.py:graph
steps: [{id: one, invoke: {}}]
branches: {b: {from: start, steps: [{invoke: {}}]}}
compare: [{branches: [main, b], equal: [$.values]}]
ignore: [$.values.number, "$.values.items[*].id"]
"""


@pytest.fixture
def outcome(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = tmp_path.name.replace("-", "_")
    (tmp_path / f"graphs_{name}.py").write_text(GRAPH)
    (tmp_path / "pyproject.toml").write_text("")

    def played(text):
        (tmp_path / "a.scenario.yaml").write_text(text.replace("NAME", name))
        (case,) = run(["."], Options(in_process=True, verify=True)).cases
        return case.outcome, {f.path for f in case.findings if f.outcome == "failed"}

    return played


def test_what_is_ignored_is_not_compared(outcome):
    """Neither between branches nor with a new conversation; the rest is."""
    assert outcome(SCENARIO) == ("passed", set())
    only_items = SCENARIO.replace("$.values.number, ", "")
    assert outcome(only_items) == ("failed", {"$.values.number"})


def test_defaults_add_to_it(outcome, tmp_path):
    """Those of the folder and the scenario's own."""
    (tmp_path / "defaults.scenario-runner.yaml").write_text("ignore: [$.values.number]\n")
    assert outcome(SCENARIO.replace("$.values.number, ", "")) == ("passed", set())


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ([], {"a": [1, {"b": 2}], "c": {"b": 3}}),
        (["$.c"], {"a": [1, {"b": 2}]}),
        (["$..b"], {"a": [1, {}], "c": {}}),
        (["$.a[0]", "$.no"], {"a": [None, {"b": 2}], "c": {"b": 3}}),
    ],
)
def test_what_is_left(ignore, left):
    """Items of a list leave null, so that the others stay where they are."""
    data = {"a": [1, {"b": 2}], "c": {"b": 3}}
    assert without(data, ignore) == left
    assert data == {"a": [1, {"b": 2}], "c": {"b": 3}}
