"""`explain`: a plan told as the LangGraph calls it makes."""

from pathlib import Path

import pytest

from scenario_runner.language.load import load
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.explain import explain
from scenario_runner.plan.words import graph_text

HERE = Path(__file__).parent

EVERYTHING = """\
everything.scenario.yaml: Everything
  graph shop.py:agents.build, made with model "tiny", with an empty store in memory, config with recursion_limit 9, interrupt_before=["ship"]

  branch main: on an empty storage
    asked  graph.invoke({"messages": [{"$human": "Say \\"hi\\""}], "n": 1, "ok": True, "none": None, "x": 1.5}, config)   expect next, values
    #2     graph.invoke(Command(resume="{{ size }}"), config)
    some   graph.invoke(Command(resume={<id of the interrupt at a>: 1, <id of the interrupt at sub/b>: ["x"]}), config)
           copy the storage: 2 branches start here
    #4     graph.invoke(Command(resume="yes please", update={"n": 2}, goto="ship"), config)
    #5     graph.update_state(config, {"n": 3}, as_node="ship")
    #6     graph.update_state(config, None)
    go     graph.invoke(None, <config with tenant "t1", recursion_limit 7>, context={"user": "u1"}, interrupt_after="*", durability="exit")
    #8     graph.get_state(config)   expect next

  branch long: on the copy made after main/some
    #1  graph.invoke("{{ size }}, and a text that is longer than anybody would like to read in a line that tells no more than which call it is, so that its end is left out where it goes on and on and on and on and on a..., config)

  branch fresh: on an empty storage
    #1  graph.invoke({"n": 1}, config)

  branch later: on the copy made after main/some
    skipped: not yet"""  # noqa: E501  # as it is printed


@pytest.fixture
def scenario(tmp_path):
    """A scenario read from a text, beside what its graph may be."""
    (tmp_path / "g.py").touch()
    (tmp_path / "langgraph.json").write_text('{"dependencies": ["."], "graphs": {"a": "g.py:x"}}')

    def read(text):
        file = tmp_path / "s.scenario.yaml"
        file.write_text(text)
        return load(file)

    return read


def test_what_is_patched_is_told(scenario):
    """Of the scenario and of each branch, and what a branch takes out."""
    text = """\
scenario: s
graph: shop:graph
patches: {shop:price: {returns: 1}, shop:LIMIT: {value: 2}}
steps: [{id: one, invoke: null}]
branches:
  free:
    from: one
    patches: {shop:price: null, shop:quote: [{returns: 1}]}
    steps: [{invoke: null}]
"""
    told = explain(compile_plan(scenario(text))).split("\n")
    assert [line for line in told if "patches" in line] == [
        "  patches shop:price, shop:LIMIT",
        "    patches no longer shop:price, shop:quote",
    ]


def test_every_act_is_told_as_its_call(tmp_path, monkeypatch):
    """Acts, options, copies, branches; templates as written, long values cut."""
    (tmp_path / "shop.py").touch()
    text = (HERE / "everything.scenario.yaml").read_text()
    monkeypatch.chdir(tmp_path)
    Path("everything.scenario.yaml").write_text(text)
    assert explain(compile_plan(load("everything.scenario.yaml"))) == EVERYTHING


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        ("shop.agents:refund", "shop.agents:refund"),
        ("g.py:graph", "g.py:graph"),
        ("langgraph.json#a", "langgraph.json#a"),
        (
            "{state: {n: integer}, nodes: {a: {returns: {n: 1}}}, edges: [START -> a]}",
            "told in the file, with 1 node",
        ),
        (
            "{state: {n: integer}, nodes: {a: {}, b: {}}, edges: [START -> a -> b]}",
            "told in the file, with 2 nodes",
        ),
    ],
)
def test_where_the_graph_comes_from(scenario, graph, told):
    """As written, whatever folder this machine keeps it in."""
    read = scenario(f"scenario: S\ngraph: {graph}\nsteps: [{{invoke: null}}]\n")
    assert graph_text(read.graph) == told


def test_only_what_is_wanted_is_told(scenario):
    """The steps of the way, and no branch besides."""
    read = scenario(
        "scenario: S\ngraph: g.py:graph\n"
        "steps: [{id: a, invoke: 1}, {id: b, invoke: 2}]\n"
        "branches:\n"
        "  one: {from: a, steps: [{invoke: 3}]}\n"
        "  two: {from: b, steps: [{invoke: 4}]}\n"
    )
    told = explain(compile_plan(read, only=frozenset({"one"}))).splitlines()
    assert told[3:] == [
        "  branch main: on an empty storage",
        "    a  graph.invoke(1, config)",
        "       copy the storage: 1 branch starts here",
        "",
        "  branch one: on the copy made after main/a",
        "    #1  graph.invoke(3, config)",
    ]
