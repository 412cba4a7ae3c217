"""Coverage of real graphs: what ran, what was asked and answered, and branches that close gaps."""

import json

import pytest

from scenario_runner.coverage.answers import kinds_of, opposite
from scenario_runner.coverage.count import coverage
from scenario_runner.coverage.model import percent
from scenario_runner.results.store import from_json, to_json
from scenario_runner.suite.run import Options, run

GRAPH = """\
from typing import Annotated, Literal, TypedDict
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
def add(one, other):
    return (one or []) + (other or [])
class State(TypedDict, total=False):
    way: str
    log: Annotated[list, add]
def said(name):
    return lambda state: {"log": [name]}
def review(state):
    return {"log": [interrupt({"question": "Publish?", "options": ["publish", "file", "burn"]})]}
def desk(state) -> Command[Literal["archive", "burn"]]:
    return Command(goto="archive" if state["way"] == "left" else "burn")
inner = StateGraph(State)
for name in ("first", "second", "spare"):
    inner.add_node(name, said(name))
inner.add_edge(START, "first")
inner.add_conditional_edges(
    "first", lambda state: state["way"], {"left": "second", "right": "spare"}
)
builder = StateGraph(State)
for name in ("draft", "spell", "style", "print", "archive", "burn"):
    builder.add_node(name, said(name))
builder.add_node("review", review)
builder.add_node("desk", desk)
builder.add_node("team", inner.compile())
builder.add_edge(START, "draft")
builder.add_edge("draft", "spell")
builder.add_edge("draft", "style")
builder.add_edge(["spell", "style"], "print")
builder.add_edge("print", "review")
builder.add_conditional_edges(
    "review", lambda state: ["team"] if state["log"][-1] != "file" else ["desk"]
)
builder.add_edge("team", "desk")
graph = builder.compile()
"""
SCENARIO = """\
scenario: Publishing
graph: presses.py:graph
steps:
  - id: asked
    invoke: {way: left}
  - resume: publish
branches:
  filed:
    from: asked
    steps: [{resume: file}]
"""
INNER = """\
scenario: A question without a name
graph:
  state: {done: boolean}
  nodes: {ask: {interrupt: Go?, returns: {done: "{{ answer }}"}}}
  edges: [START -> ask -> END]
steps:
  - invoke: {}
  - resume: {again: true}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("presses")
    (path / "pyproject.toml").write_text("")
    (path / "presses.py").write_text(GRAPH)
    (path / "publish.scenario.yaml").write_text(SCENARIO)
    (path / "inner.scenario.yaml").write_text(INNER)
    return path


@pytest.fixture(scope="module")
def results(folder):
    return run([folder / "publish.scenario.yaml"], Options(in_process=True))


@pytest.fixture(scope="module")
def graph(results):
    (told,) = coverage(results).graphs
    return told


def test_nodes_that_ran_and_those_that_did_not(graph):
    """By address, with the number of branches, inside subgraphs too."""
    assert {node.path: node.branches for node in graph.nodes} == {
        "draft": 1, "spell": 1, "style": 1, "print": 1, "archive": 2, "burn": 0, "review": 2,
        "desk": 2, "team": 1, "team/first": 1, "team/second": 1, "team/spare": 0,
    }  # fmt: skip


def test_edges_that_were_gone(graph):
    """Parallel ones, joins, routers, Command(goto), those of subgraphs; a router that does not
    say where it leads is seen to."""
    gone = {
        (edge.within, edge.source, edge.target, edge.known): edge.branches for edge in graph.edges
    }
    assert gone == {
        ("", "__start__", "draft", True): 1,
        ("", "draft", "spell", True): 1,
        ("", "draft", "style", True): 1,
        ("", "spell", "print", True): 1,
        ("", "style", "print", True): 1,
        ("", "print", "review", True): 1,
        ("", "team", "desk", True): 1,
        ("", "desk", "archive", True): 2,
        ("", "desk", "burn", True): 0,
        ("team", "__start__", "first", True): 1,
        ("team", "first", "second", True): 1,
        ("team", "first", "spare", True): 0,
        ("", "review", "team", False): 1,
        ("", "review", "desk", False): 1,
    }


def test_questions_with_their_kinds_of_answers(graph):
    """Options that the question offers are kinds; that one was gone back to is told."""
    (question,) = graph.questions
    kinds = {kind.kind: kind.answers for kind in question.kinds}
    assert (question.path, question.asked, question.answered) == ("review", 1, 2)
    assert (kinds, question.gone_back) == ({"publish": 1, "file": 1, "burn": 0}, 1)


def test_gaps_are_told_once(graph):
    """What is behind something that never runs is not told again."""
    assert [gap.what for gap in graph.gaps] == [
        "review is never answered with burn",
        "burn never runs",
        "team/spare never runs",
        "desk never goes to burn",
        "first never routes to spare (right) in team",
    ]
    assert (graph.covered, graph.total) == (
        len(graph.nodes) - 2 + 10 + 4,
        len(graph.nodes) + 12 + 5,
    )


def test_a_suggested_branch_closes_its_gap(folder, graph):
    """Pasted into the file it is valid, runs, and the gap is gone."""
    text = graph.gaps[0].suggestion
    pasted = "".join(f"  {line}\n" for line in text.splitlines())
    (folder / "more.scenario.yaml").write_text(SCENARIO + pasted)
    (again,) = coverage(run([folder / "more.scenario.yaml"], Options(in_process=True))).graphs
    assert text == "review-burn:\n  from: asked\n  steps:\n    - resume: burn\n"
    assert "review" not in " ".join(gap.what for gap in again.gaps)


def test_a_run_that_keeps_few_checkpoints_is_covered_too(folder):
    """Under `durability: exit` only the nodes that ran tell which way it went."""
    text = SCENARIO.replace("presses.py:graph", "{ref: 'presses.py:graph', durability: exit}")
    (folder / "exit.scenario.yaml").write_text(text)
    (told,) = coverage(run([folder / "exit.scenario.yaml"], Options(in_process=True))).graphs
    never = {(one.source, one.target) for one in told.edges if not one.branches and not one.within}
    assert never == {("desk", "burn")}


def test_a_step_without_a_name_must_get_one(folder):
    """The suggestion says which line; a flag that was true is to be false."""
    told = coverage(run([folder / "inner.scenario.yaml"], Options(in_process=True)))
    first, back = told.graphs[0].gaps
    assert first.what == "ask is never answered with again: false"
    assert first.note == "give the step at line 7 the id asks-ask"
    assert first.suggestion.splitlines()[1:] == [
        "  from: asks-ask",
        "  steps:",
        "    - resume:",
        "        again: false",
    ]
    assert back.what == "nobody goes back to ask and answers again"


def test_results_from_a_file_are_covered_alike(results):
    """The graph is in the file, once for all cases on it."""
    data = json.loads(json.dumps(to_json(results)))
    assert len(data["graphs"]) == 1
    assert data["cases"][0]["graph"] == 0
    assert coverage(from_json(data)) == coverage(results)


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        (True, ("true",)),
        (None, ("null",)),
        (" Yes", ("yes",)),
        ("maybe", ("text",)),
        (3, ("number",)),
        ([1], ("list",)),
        ({"approved": False, "why": "x"}, ("approved: false",)),
        ({"type": "accept", "args": None}, ("type: accept",)),
        ({"a": 1}, ("mapping",)),
        ({"decisions": [{"type": "edit"}, {"type": "approve"}]}, ("edit", "approve")),
    ],
)
def test_kinds_of_answers(answer, kinds):
    """What people call the answers they give."""
    assert kinds_of(answer) == kinds


def test_opposites():
    """A flag set one way is to be tried the other way; other kinds have no opposite."""
    assert [opposite(kind) for kind in ("true", "approved: false", "yes", "text")] == [
        "false",
        "approved: true",
        "no",
        None,
    ]


def test_all_is_only_said_of_all():
    """999 of 1000 are not 100 %; nothing to cover is covered."""
    assert [percent(999, 1000), percent(1, 3), percent(3, 3), percent(0, 0)] == [
        99.9,
        33.3,
        100,
        100,
    ]
