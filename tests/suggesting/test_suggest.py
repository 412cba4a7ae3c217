"""Suggestions for shipped scenarios: valid, not told yet, and passing once they are in the file."""

import shutil
from pathlib import Path

import pytest
import yaml

from scenario_runner.suggesting.model import NotSuggested, Suggested
from scenario_runner.suggesting.suggest import suggest
from scenario_runner.suggesting.written import suggestions_text, with_suggestions
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.selection import select

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCHEMA = """
from typing import Literal, TypedDict
from pydantic import BaseModel
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

class Answer(BaseModel):
    verdict: Literal["yes", "no"]
    reason: str

class State(TypedDict, total=False):
    heard: str

def ask(state):
    return {"heard": str(interrupt("Publish?", response_schema=Answer).verdict)}

graph = StateGraph(State).add_node(ask).add_edge(START, "ask")
"""


@pytest.fixture(scope="module")
def place():
    """A warm process for all runs."""
    with in_workers(1) as place:
        yield place


def _one(path):
    (case,) = select((str(path),), Options())
    return case


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (
            "approval/ask",
            [
                "approval-node-odd-answer",
                "approval-node-back-in-the-thread",
                "approval-node-after-a-restart",
            ],
        ),
        (
            "agent/approve-edit-reject",
            [
                "humanintheloopmiddleware-after-model-respond",
                "humanintheloopmiddleware-after-model-odd-answer",
                "humanintheloopmiddleware-after-model-after-a-restart",
            ],
        ),
        (
            "interrupts/after-a-restart",
            None,
        ),
    ],
)
def test_they_are_pasted_and_pass(tmp_path, place, name, names):
    """And what was suggested once and is told then, is not suggested again."""
    folder = shutil.copytree(SCENARIOS / Path(name).parent, tmp_path / "scenarios")
    file = folder / f"{Path(name).name}.scenario.yaml"
    told = suggest(_one(file), place)
    assert isinstance(told, Suggested)
    if names is not None:
        assert [one.name for one in told.suggestions] == names
    pasted = yaml.safe_load(suggestions_text(told))
    assert list(pasted) == [one.name for one in told.suggestions]
    file.write_text(with_suggestions(file.read_text(), told))
    result = play_case(_one(file), Options(), place)
    assert (result.outcome, result.problems) == ("passed", ())
    ended = {branch.name: branch.outcome for branch in result.branches}
    assert {ended[one.name] for one in told.suggestions} == {"passed"}
    again = suggest(_one(file), place)
    assert isinstance(again, Suggested)
    assert (again.suggestions, again.ids) == ((), ())
    assert suggestions_text(again).startswith("# ")


def test_answers_by_the_schema_of_the_question(tmp_path, place):
    """The other choice, and one that is none; what was answered is not suggested."""
    (tmp_path / "asking.py").write_text(SCHEMA)
    file = tmp_path / "asking.scenario.yaml"
    file.write_text(
        "scenario: Asking\ngraph: asking.py:graph\nsteps:\n  - invoke: {}\n"
        "  - resume: {verdict: yes_, reason: good}\n".replace("yes_", '"yes"')
    )
    told = suggest(_one(file), place)
    branches = {one.name: one.branch for one in told.suggestions}
    assert branches["ask-no"]["steps"] == [
        {
            "resume": {"verdict": "no", "reason": "TODO"},
            "expect": {"next": [], "values": {"heard": "no"}},
        }
    ]
    assert branches["ask-no"]["from"] == "asks-ask"
    (odd,) = branches["ask-odd-answer"]["steps"]
    assert list(odd["expect"]) == ["raises"]
    assert [one.line for one in told.ids] == [4, 5]
    assert "ask-yes" not in branches


def test_a_branch_that_fails_is_told_so(tmp_path, place):
    """It may well be a bug of the graph; it is shown without expectations, and not inserted."""
    file = tmp_path / "picky.scenario.yaml"
    (tmp_path / "picky.py").write_text(
        "import time\n"
        "from langgraph.graph import START, StateGraph\n"
        "from langgraph.types import interrupt\n"
        "def ask(state):\n"
        "    while not isinstance(answer := interrupt('Go on?'), bool):\n"
        "        time.sleep(60)\n"
        "    return {'heard': answer}\n"
        "graph = StateGraph(dict).add_node(ask).add_edge(START, 'ask')\n"
    )
    file.write_text(
        "scenario: Picky\ngraph: picky.py:graph\n"
        "steps:\n  - {id: asked, invoke: {}}\n  - {id: answered, resume: true}\n"
    )
    told = suggest(_one(file), place, timeout=3)
    (odd,) = [one for one in told.suggestions if one.failure is not None]
    assert odd.name == "ask-odd-answer"
    assert odd.branch["steps"] == [{"resume": "something else"}]
    assert f"  # fails: {odd.failure}\n  ask-odd-answer:\n" in suggestions_text(told)
    inserted = with_suggestions(file.read_text(), told)
    assert next(iter(yaml.safe_load(inserted)["branches"])) == "ask-false"
    assert "ask-odd-answer" not in inserted


def test_what_cannot_be_played(tmp_path, place):
    """There is nothing to learn from it."""
    file = tmp_path / "lost.scenario.yaml"
    file.write_text("scenario: Lost\ngraph: nowhere.of.all:graph\nsteps:\n  - {invoke: {}}\n")
    told = suggest(_one(file), place)
    assert isinstance(told, NotSuggested)
    assert told.reason.startswith("it was not played: ")


def test_a_graph_that_does_not_ask(tmp_path, place):
    """Nothing but a comment."""
    file = tmp_path / "quiet.scenario.yaml"
    file.write_text(
        "scenario: Quiet\ngraph: {state: {a: integer}, nodes: {one: {returns: {a: 1}}}, "
        "edges: [START -> one]}\nsteps:\n  - {invoke: {}}\n"
    )
    assert suggestions_text(suggest(_one(file), place)) == f"# {file} meets no question\n"
