"""`thread_from`: a conversation that begins in a stored thread."""

import hashlib
import sqlite3

import ormsgpack
import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import StateGraph
from langgraph.types import Command, interrupt

from scenario_runner.results.wrong import wrong_in
from scenario_runner.suite.options import Options
from scenario_runner.suite.run import run

GRAPH = """
from typing import TypedDict
from langgraph.graph import StateGraph
from langgraph.types import interrupt

class State(TypedDict):
    draft: str
    verdict: str
    second: str

def REVIEW(state):
    return {"verdict": interrupt({"publish": state["draft"]}), "second": interrupt("sure?")}

inner = StateGraph(State).add_node("REVIEW", REVIEW).set_entry_point("REVIEW")
one = inner
nested = StateGraph(State).add_node("team", inner.compile()).set_entry_point("team")
"""
ENDS = "expect: {values: {verdict: yes!, second: no!}, next: [], stale_resume: false}"


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Plays steps on a thread that an application has stored, and gives the case."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    names = {}
    exec(GRAPH.replace("REVIEW", "review"), names)

    def play(steps, graph="one", calls=({"draft": "Tea"},), node="review", more="", **options):
        connection = sqlite3.connect("threads.sqlite", check_same_thread=False)
        app = names[graph].compile(checkpointer=SqliteSaver(connection))
        for call in calls:
            app.invoke(call, {"configurable": {"thread_id": "order-7"}})
        connection.close()
        (tmp_path / "graph.py").write_text(GRAPH.replace("REVIEW", node))
        text = f"scenario: Stored\ngraph: graph.py:{graph}\n"
        text += f"thread_from: {{file: threads.sqlite, thread: order-7{more}}}\n{steps}"
        (tmp_path / "a.scenario.yaml").write_text(text)
        before = _digest(tmp_path / "threads.sqlite")
        (case,) = run(["a.scenario.yaml"], Options(in_process=True, **options)).cases
        assert _digest(tmp_path / "threads.sqlite") == before
        return case

    return play


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("graph", ["one", "nested"])
def test_a_question_that_waits_is_answered(play, graph):
    """In the graph itself, and in one inside it; branches start there too, and `--verify` holds."""
    steps = (
        "steps:\n  - id: first\n    resume: yes!\n    expect: {interrupts: [{value: sure?}]}\n"
        f"  - resume: no!\n    {ENDS}\n"
        "branches:\n  other:\n    from: start\n    steps: [{resume: yes!}, {resume: no!}]\n"
    )
    case = play(steps, graph, verify=True)
    assert list(wrong_in(case)) == []
    assert {finding.outcome for finding in case.findings} == {"passed"}


@pytest.mark.parametrize("graph", ["one", "nested"])
def test_an_answer_that_was_given_there_stands(play, graph):
    """The second of two questions is asked; nobody is told of a stale answer."""
    calls = ({"draft": "Tea"}, Command(resume="yes!"))
    case = play(f"steps:\n  - resume: no!\n    {ENDS}\n", graph, calls)
    assert list(wrong_in(case)) == []
    assert case.begins_in == "thread order-7 of threads.sqlite"


def test_a_thread_that_has_ended_is_added_to(play):
    """New input runs on."""
    calls = ({"draft": "Tea"}, Command(resume="a"), Command(resume="b"))
    steps = (
        "steps:\n  - {expect: {next: []}}\n  - {invoke: {draft: Milk}, expect: {next: [review]}}\n"
    )
    assert play(steps, calls=calls).outcome == "passed"


@pytest.mark.parametrize("at", ["{before: review}", "{next: [review], source: loop}"])
def test_it_may_begin_at_an_earlier_checkpoint(play, at):
    """As it stood when it was written: nothing is answered there."""
    calls = ({"draft": "Tea"}, Command(resume="a"), Command(resume="b"))
    steps = (
        "steps:\n  - {invoke: null, expect: {interrupts: [{value: {publish: Tea}}]}}\n"
        f"  - resume: yes!\n  - resume: no!\n    {ENDS}\n"
    )
    assert play(steps, calls=calls, more=f", at: {at}").outcome == "passed"


@pytest.mark.parametrize("storage", ["sqlite", "memory"])
def test_it_is_taken_over_into_any_storage(play, storage):
    """Through the saver's own methods."""
    case = play(f"steps:\n  - resume: yes!\n  - resume: no!\n    {ENDS}\n", storage=storage)
    assert case.outcome == "passed"


def test_a_node_that_is_gone_is_told_of_before_anything_runs(play):
    """Old threads against new code."""
    case = play("steps:\n  - resume: yes!\n", node="reviewed")
    (branch,) = case.branches
    assert (
        branch.error.message == 'the thread is to go on at "review", which the graph does not have'
    )
    assert (branch.error.hint, branch.error.place.line) == ('did you mean "reviewed"?', 3)


def test_a_channel_that_is_gone_is_told_of_unless_it_may_be_lost(play, tmp_path):
    """Its value would be dropped in silence."""
    steps = "steps:\n  - {resume: yes!, expect: {interrupts: [{value: sure?}]}}\n"
    graph = GRAPH
    try:
        globals()["GRAPH"] = graph.replace("    draft: str\n", "").replace('state["draft"]', "1")
        told = play(steps).branches[0].error
        assert told.message == 'the thread holds "draft", and the graph has no such channel'
        assert told.hint == "where that may be lost, write dropped: [draft]"
        (tmp_path / "threads.sqlite").unlink()
        assert play(steps, more=", dropped: [draft]").outcome == "passed"
    finally:
        globals()["GRAPH"] = graph


def test_a_thread_that_is_not_there_is_told_with_the_nearest(play):
    """At its line."""
    case = play("steps:\n  - resume: yes!\n", more="x")
    told = case.branches[0].error
    assert told.message == 'threads.sqlite holds no thread "order-7x"'
    assert told.hint == 'did you mean "order-7"?'


class Foreign:
    """Of nobody's project."""


def test_classes_that_are_not_the_projects_are_not_built(play, tmp_path):
    """A database may be somebody else's; what it names is not imported."""

    def put(state):
        return {"draft": interrupt("x")}

    connection = sqlite3.connect("threads.sqlite", check_same_thread=False)
    graph = StateGraph(dict).add_node("review", put).set_entry_point("review")
    saver = SqliteSaver(connection)
    graph.compile(checkpointer=saver).invoke({}, {"configurable": {"thread_id": "order-7"}})
    row = connection.execute("SELECT rowid FROM checkpoints ORDER BY checkpoint_id DESC").fetchone()
    evil = ormsgpack.packb(
        {"channel_values": {"x": ormsgpack.Ext(0, ormsgpack.packb(["os", "system", "touch hit"]))}}
    )
    connection.execute("UPDATE checkpoints SET checkpoint = ? WHERE rowid = ?", (evil, *row))
    connection.commit()
    connection.close()
    told = play("steps:\n  - resume: yes!\n", calls=()).branches[0].error
    assert told.message.endswith('holds "os.system", which is none of the project\'s classes')
    assert not (tmp_path / "hit").exists()
