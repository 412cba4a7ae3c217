"""Applications in shapes that people write are observed as they are."""

import codecs
import importlib
import inspect
import json
import shutil
import sys
from pathlib import Path

import pytest
from langgraph.graph import StateGraph
from playing import named, play, seen

from scenario_runner import Options, run
from scenario_runner.graphs.anew import imported_anew
from scenario_runner.graphs.surroundings import importable

handlers = pytest.mark.skipif(
    "error_handler" not in inspect.signature(StateGraph.add_node).parameters,
    reason="this LangGraph has no handlers of failed nodes",
)
SHAPES = Path(__file__).parent / "application_shapes.py"


@pytest.fixture
def converse(tmp_path):
    """Play a conversation with a graph of `application_shapes`."""
    shutil.copy(SHAPES, tmp_path)

    def played(graph, *steps, **more):
        return play(tmp_path, f"application_shapes.py:{graph}", list(steps), **more)

    return played


def test_the_output_is_what_invoke_returns(converse):
    """The output schema's part of the state; the values are the whole."""
    case = converse("schemas", {"invoke": {"topic": "tea"}}, {"resume": "green"})
    asked, done = seen(case)
    assert (asked.output, done.output) == ({}, {"text": "green tea"})
    assert done.values == {"topic": "tea", "notes": ["tea"], "text": "green tea"}


def test_a_branch_finds_what_its_nodes_had_kept_by_then(converse):
    """As a conversation that goes on; one that left earlier has kept something else."""
    again = [{"invoke": {"log": []}}, {"resume": "c"}]
    branches = {
        "on": {"from": "done", "steps": again},
        "other": {"from": "asked", "steps": [{"resume": "b"}, *again]},
        "restarted": {"from": "done", "steps": [{"reload": True}, *again]},
    }
    asked, done = {"id": "asked", "invoke": {"log": []}}, {"id": "done", "resume": "a"}
    case = converse("caching", asked, done, branches=branches)
    ends = {name: seen(case, name)[-1].values["log"] for name in branches}
    assert ends == {
        "on": ["a", "kept a", "c", "kept a"],
        "other": ["b", "kept b", "c", "kept b"],
        "restarted": ["a", "kept a", "c", "kept c"],
    }


@pytest.mark.parametrize(
    "act", [{"resume": "so"}, {"resume_map": {"fail/__error_handler__fail": "so"}}]
)
@handlers
def test_what_the_handler_of_a_failed_node_asks_is_open(converse, act):
    """Though LangGraph lists it nowhere but in what `invoke` returns."""
    asked, done = seen(converse("handling", {"invoke": {"log": []}}, act))
    assert asked.next == ("fail",)
    assert [each.value for each in asked.interrupts] == ["how?"]
    assert (done.values, done.next, done.interrupts) == ({"log": ["mended so"]}, (), ())
    assert [each.heard for each in done.answers] == ["as_given"]


@pytest.fixture
def verified(tmp_path):
    """What the oracle says of a conversation, and of another answer to its question."""

    def told(text, *more):
        folder = tmp_path / "project"
        folder.mkdir()
        folder.joinpath("app.py").write_text(text)
        steps = [{"id": "asked", "invoke": {"log": []}}, {"id": "half", "resume": "a"}, *more]
        branches = {"other": {"from": "asked", "steps": [{"resume": "b"}]}}
        scenario = {"scenario": "S", "graph": "app.py:graph", "steps": steps, "branches": branches}
        folder.joinpath("s.scenario.yaml").write_text(json.dumps(scenario))
        (case,) = run([folder], Options(in_process=True, verify=True)).cases
        ends = [branch.steps[-1].observation.values["log"] for branch in case.branches]
        return ends, [(found.outcome, found.actual, found.expected) for found in case.findings]

    return told


def test_what_a_module_keeps_for_good_is_found_by_the_oracle(verified):
    """It would not be there in another process, so a new conversation has the modules anew."""
    text = SHAPES.read_text() + "\n\ngraph = keeping()\n"
    ends, found = verified(text)
    assert ends == [["a", "a"], ["b", "a"]]
    assert found == [("passed", None, None), ("failed", "a", "b")]


def test_modules_that_cannot_be_imported_twice_are_told_with_as_they_are(verified):
    """Such as those that enter themselves in a register of what is installed."""
    once = "import codecs\n\nif hasattr(codecs, 'entered'):\n    raise ValueError('twice')\n"
    text = f"{once}codecs.entered = True\n{SHAPES.read_text()}\n\ngraph = _asking()\n"
    try:
        ends, found = verified(text)
    finally:
        del codecs.entered
    assert ends == [["a"], ["b"]]
    assert found == [("passed", None, None)] * 2


def test_a_branch_whose_way_back_was_refused_is_no_new_conversation(verified):
    """It differs from one in nothing but that; the question that waited there is named."""
    text = SHAPES.read_text() + "\n\ngraph = remembering()\n"
    _, found = verified(text, {"resume": "b"}, {"at": "half", "invoke": {"log": []}})
    assert [outcome for outcome, _, _ in found] == ["warned", "passed"]


def test_a_refused_way_back_names_what_waited_there(converse):
    """Not what waits now."""
    steps = [{"invoke": {"log": []}}, {"id": "half", "resume": "a"}, {"resume": "b"}]
    case = converse("counting", *steps, {"resume": "c", "at": "half"})
    error = named(case)["main"].steps[-1].error
    assert (error.kind, error.pending) == ("refused", ("child/again",))


@pytest.mark.parametrize("thing", ["2**70", "lambda: 1"])
def test_what_cannot_be_stored_is_said_to_be_that(tmp_path, thing):
    """Whatever the words of the serializer are."""
    text = f"{SHAPES.read_text()}\n\ngraph = _asking(('odd', lambda state: {{'log': [{thing}]}}))\n"
    steps = [{"invoke": {"log": []}}, {"resume": "a"}]
    case = play(tmp_path, "app.py:graph", steps, files={"app.py": text})
    assert "what the state holds is stored" in named(case)["main"].steps[-1].error.hint


def test_the_modules_of_a_project_are_back_after_they_were_imported_anew(tmp_path):
    """Also in the package that they are of, which has no file of its own."""
    package = tmp_path / "shapes_of_one"
    package.mkdir()
    package.joinpath("inside.py").write_text("")
    with importable([str(tmp_path)]):
        before = importlib.import_module("shapes_of_one.inside")
        with imported_anew(str(tmp_path)):
            assert importlib.import_module("shapes_of_one.inside") is not before
        assert importlib.import_module("shapes_of_one.inside") is before
        assert sys.modules["shapes_of_one"].inside is before
