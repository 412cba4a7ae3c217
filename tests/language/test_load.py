"""From a file to a Scenario."""

import json
import pickle

import pytest

from scenario_runner.language.load import load
from scenario_runner.language.model import (
    AfterStep,
    Answer,
    Branch,
    CallOptions,
    Expectation,
    FileGraph,
    Graph,
    InlineChannel,
    InlineEdge,
    InlineGraph,
    InlineNode,
    InlineRaise,
    Invoke,
    Look,
    ManifestGraph,
    ModuleGraph,
    Resume,
    ResumeMap,
    Save,
    Scenario,
    SendCommand,
    Skip,
    Start,
    Step,
    UpdateState,
)
from scenario_runner.language.value import Value
from scenario_runner.problem import Place, ProblemsError

WHOLE = """\
scenario: The reviewer changes their mind
description: Free text
tags: [hitl, smoke]
graph: {ref: shop.agents:build, args: {model: tiny}, interrupt_before: [ship], interrupt_after: "*",
        config: {tenant: t1}, context: {user: u1}, recursion_limit: 50, durability: sync,
        messages: chat, store: memory}
variables: {user: Ada}
timeout: 5
skip: waits
steps:
  - id: draft
    description: Begins
    invoke: {name: "{{ user }}"}
    save: {status: $.values.status}
    expect:
      next: [review]
  - resume_map: {legal: ok, "finance#2": "{{ status }}"}
    timeout: 2
    config: {tenant: t2}
  - command: {resume: 1, goto: review}
  - update_state: null
    as_node: human
  - expect: {values: {status: done}}
branches:
  rejected:
    from: draft
    description: Says no
    skip: not now
    steps: [{resume: false, id: last}]
  again: {from: rejected/last, steps: [{invoke: null}]}
  fresh: {from: start, steps: [{invoke: {}}]}
"""


@pytest.fixture
def write(tmp_path):
    def written(text, name="a.scenario.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def at(line, column, length=1):
    return Place(file="a.yaml", line=line, column=column, length=length)


def value(data, *pointer):
    # Equality of values looks at data and pointer; places have tests of their own.
    return Value(data=data, places=None, pointer=pointer)


def test_every_key_reaches_the_scenario(write, tmp_path):
    """The whole model of a file that uses all of the language, compared as one value."""
    path = write(WHOLE)
    told = load(path, shown_as="a.yaml")
    steps = ("steps",)
    first = Step(
        act=Invoke(input=value({"name": "{{ user }}"}, *steps, 0, "invoke")),
        place=at(11, 5, 9), last_line=16, id="draft", description="Begins",
        save=(Save(name="status", path="$.values.status", place=at(14, 12, 6)),),
        expect=(Expectation(key="next", value=value(["review"], *steps, 0, "expect", "next")),),
    )  # fmt: skip
    many = ("steps", 1, "resume_map")
    second = Step(
        act=ResumeMap(answers=(
            Answer(address="legal", value=value("ok", *many, "legal"), place=at(17, 18, 5)),
            Answer(address="finance#2", value=value("{{ status }}", *many, "finance#2"),
                   place=at(17, 29, 11)),
        )),
        place=at(17, 5, 52), last_line=19, timeout=2.0,
        options=CallOptions(config=value({"tenant": "t2"}, *steps, 1, "config")),
    )  # fmt: skip
    third = Step(
        act=SendCommand(
            resume=value(1, *steps, 2, "command", "resume"), update=None,
            goto=value("review", *steps, 2, "command", "goto"),
        ),
        place=at(20, 5, 34), last_line=20,
    )  # fmt: skip
    fourth = Step(
        act=UpdateState(
            values=value(None, *steps, 3, "update_state"), as_node="human",
        ),
        place=at(21, 5, 18), last_line=22,
    )  # fmt: skip
    look = ("steps", 4, "expect", "values")
    fifth = Step(
        act=Look(), place=at(23, 5, 32), last_line=23,
        expect=(Expectation(key="values", value=value({"status": "done"}, *look)),),
    )  # fmt: skip
    rejected = Branch(
        name="rejected", start=AfterStep(step="draft", branch=None, place=at(26, 11, 5)),
        steps=(Step(
            act=Resume(value=value(False, "branches", "rejected", "steps", 0, "resume")),
            place=at(29, 13, 25), last_line=29, id="last",
        ),),
        place=at(25, 3, 8), description="Says no", skip=Skip(reason="not now"),
    )  # fmt: skip
    again = Branch(
        name="again", start=AfterStep(step="last", branch="rejected", place=at(30, 17, 13)),
        steps=(Step(
            act=Invoke(input=value(None, "branches", "again", "steps", 0, "invoke")),
            place=at(30, 40, 14), last_line=30,
        ),),
        place=at(30, 3, 5),
    )  # fmt: skip
    fresh = Branch(
        name="fresh", start=Start(place=at(31, 17, 5)),
        steps=(Step(
            act=Invoke(input=value({}, "branches", "fresh", "steps", 0, "invoke")),
            place=at(31, 32, 12), last_line=31,
        ),),
        place=at(31, 3, 5),
    )  # fmt: skip
    assert told == Scenario(
        file="a.yaml", text=WHOLE, name="The reviewer changes their mind", place=at(1, 11, 31),
        graph=Graph(
            source=ModuleGraph(module="shop.agents", attribute="build"), place=at(4, 8, 93),
            root=str(tmp_path), folder=str(tmp_path),
            args=value({"model": "tiny"}, "graph", "args"),
            options=CallOptions(
                interrupt_before=("ship",), interrupt_after="*",
                config=value({"tenant": "t1"}, "graph", "config"),
                context=value({"user": "u1"}, "graph", "context"),
                recursion_limit=50, durability="sync",
            ),
            messages="chat", store="memory",
        ),
        branches=(
            Branch(name="main", start=Start(place=at(10, 1, 5)), place=at(10, 1, 5),
                   steps=(first, second, third, fourth, fifth)),
            rejected, again, fresh,
        ),
        description="Free text", tags=("hitl", "smoke"),
        variables=value({"user": "Ada"}, "variables"), skip=Skip(reason="waits"), timeout=5.0,
    )  # fmt: skip


INLINE = """\
scenario: s
graph:
  state:
    messages: messages
    turn: {type: integer, default: 0, reducer: add}
    plain:
    text: string
    own: shop.state:join
  nodes:
    agent: {returns: {turn: 1}}
    human: {interrupt: next?, returns: {messages: ["{{ answer }}"]}}
    asks: {interrupts: [a, b], call: shop.nodes:price}
    flaky: {raises: {type: TimeoutError, message: slow, times: 1}}
    nothing:
  edges:
    - START -> agent -> human
    - {from: human, to: agent, when: "{{ state.turn < 5 }}", otherwise: asks}
    - {from: [agent, asks], to: flaky}
    - flaky -> nothing
steps: [{invoke: {}}]
"""


def test_a_graph_told_in_the_file(write):
    """Shorthands are written out: reducers, single interrupts, chains of edges."""
    told = load(write(INLINE), shown_as="a.yaml").graph.source
    nodes, edges = ("graph", "nodes"), ("graph", "edges")
    assert told == InlineGraph(
        place=at(3, 3, 6),
        channels=(
            InlineChannel(name="messages", place=at(4, 5, 8), reducer="messages"),
            InlineChannel(name="turn", place=at(5, 5, 4), reducer="add", type="integer",
                          default=value(0, "graph", "state", "turn", "default")),
            InlineChannel(name="plain", place=at(6, 5, 5), reducer="replace"),
            InlineChannel(name="text", place=at(7, 5, 4), reducer="replace", type="string"),
            InlineChannel(name="own", place=at(8, 5, 3), reducer="shop.state:join"),
        ),
        nodes=(
            InlineNode(name="agent", place=at(10, 5, 5),
                       returns=value({"turn": 1}, *nodes, "agent", "returns")),
            InlineNode(
                name="human", place=at(11, 5, 5),
                interrupts=(value("next?", *nodes, "human", "interrupt"),),
                returns=value({"messages": ["{{ answer }}"]}, *nodes, "human", "returns"),
            ),
            InlineNode(
                name="asks", place=at(12, 5, 4),
                interrupts=(value("a", *nodes, "asks", "interrupts", 0),
                            value("b", *nodes, "asks", "interrupts", 1)),
                call=value("shop.nodes:price", *nodes, "asks", "call"),
            ),
            InlineNode(
                name="flaky", place=at(13, 5, 5),
                raises=InlineRaise(
                    type="TimeoutError", times=1, place=at(13, 21, 45),
                    message=value("slow", *nodes, "flaky", "raises", "message"),
                ),
            ),
            InlineNode(name="nothing", place=at(14, 5, 7)),
        ),
        edges=(
            InlineEdge(sources=("START",), target="agent", place=at(16, 7, 23)),
            InlineEdge(sources=("agent",), target="human", place=at(16, 7, 23)),
            InlineEdge(sources=("human",), target="agent", place=at(17, 7, 71), otherwise="asks",
                       when=value("{{ state.turn < 5 }}", *edges, 1, "when")),
            InlineEdge(sources=("agent", "asks"), target="flaky", place=at(18, 7, 32)),
            InlineEdge(sources=("flaky",), target="nothing", place=at(19, 7, 16)),
        ),
    )  # fmt: skip


def test_references_to_files_are_absolute_and_the_root_is_found(tmp_path):
    """Paths are relative to the scenario; the project begins where its pyproject.toml is."""
    folder = tmp_path / "tests" / "chat"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "agent.py").touch()
    (tmp_path / "langgraph.json").write_text(json.dumps({"graphs": {"a b": "./agent.py:graph"}}))
    path = folder / "a.scenario.yaml"
    root, inner = str(tmp_path), str(folder)
    for written, source in {
        "../../agent.py:app.graph": FileGraph(path=f"{root}/agent.py", attribute="app.graph"),
        '"../../langgraph.json#a b"': ManifestGraph(path=f"{root}/langgraph.json", name="a b"),
        "shop.agents:app.refund": ModuleGraph(module="shop.agents", attribute="app.refund"),
    }.items():
        path.write_text(f"scenario: s\ngraph: {written}\nsteps: [{{invoke: 1}}]\n")
        graph = load(path).graph
        assert (graph.source, graph.root, graph.folder) == (source, root, inner)


@pytest.mark.parametrize("manifest", ["", "[]", '{"graphs": []}', '{"graphs": {"refnd": "x"}}'])
def test_a_manifest_that_does_not_name_the_graph(manifest, write, tmp_path):
    """The manifest is read, and nothing of it is run."""
    (tmp_path / "langgraph.json").write_text(manifest)
    with pytest.raises(ProblemsError) as caught:
        load(write("scenario: s\ngraph: langgraph.json#refund\nsteps: [{invoke: 1}]\n"))
    told = [(problem.code, problem.hint) for problem in caught.value.problems]
    hint = 'it must be JSON with a mapping under "graphs"'
    assert told == [("graph-manifest", 'did you mean "refnd"?' if "refnd" in manifest else hint)]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path):
    """A missing file and a folder are told like everything else."""
    for path, message in {
        tmp_path / "none.scenario.yaml": "there is no such file",
        tmp_path: "this is a folder, not a file",
    }.items():
        with pytest.raises(ProblemsError) as caught:
            load(path, shown_as="shown")
        (problem,) = caught.value.problems
        assert (problem.message, str(problem.place)) == (message, "shown:1:1")


def test_a_scenario_travels_between_processes(write):
    """Values keep their places when they are pickled."""
    told = load(write(WHOLE), shown_as="a.yaml")
    copy = pickle.loads(pickle.dumps(told))
    assert copy == told
    act = copy.branches[0].steps[0].act
    assert act.input.at("name") == at(13, 20, 12)


def test_reading_imports_neither_langgraph_nor_langchain(write, tmp_path):
    """`validate` stays fast and runs nothing."""
    import subprocess
    import sys

    path = write(WHOLE)
    script = (
        "import sys; from scenario_runner.language.load import load; load(sys.argv[1]);"
        "print([m for m in sys.modules if m.split('.')[0] in ('langgraph', 'langchain_core')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_what_is_wrong_at_thousands_of_places_is_told_in_part(tmp_path):
    """Nobody reads six thousand messages, and jsonschema takes its time for each."""
    (tmp_path / "graph.py").write_text("")
    path = tmp_path / "many.scenario.yaml"
    wrong = "".join(f"  - {{id: step{n}}}\n" for n in range(3000))
    path.write_text(f"scenario: Many\ngraph: graph.py:graph\nsteps:\n{wrong}")
    with pytest.raises(ProblemsError) as caught:
        load(path)
    *told, last = caught.value.problems
    assert len(told) == 1000
    assert {problem.message for problem in told} == {"this step does nothing and expects nothing"}
    assert (last.place.line, last.message) == (
        1004,
        "more is wrong from here on than is told at once",
    )
    assert last.hint == "mend those above first, then look again"


def test_rules_that_thousands_of_steps_break_are_told_in_part(tmp_path):
    """As errors of shape are; and a key as long as a page is not written out in a hint."""
    (tmp_path / "graph.py").write_text("")
    path = tmp_path / "many.scenario.yaml"
    wrong = "  - expect: {values: {a: {$GT: 1}}}\n" * 2000
    path.write_text(f"scenario: Many\ngraph: graph.py:graph\nsteps:\n{wrong}")
    with pytest.raises(ProblemsError) as caught:
        load(path)
    *told, last = caught.value.problems
    assert (len(told), last.code, last.place.line) == (1000, "too-many-problems", 1004)
    path.write_text(f"{'s' * 5000}:{'x' * 5000}\ngraph: graph.py:graph\n")
    with pytest.raises(ProblemsError) as caught:
        load(path)
    assert all(len(problem.hint) < 200 for problem in caught.value.problems)
