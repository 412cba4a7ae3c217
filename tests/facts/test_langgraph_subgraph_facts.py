"""What LangGraph shows and keeps of subgraphs that ask."""

import pytest
from fact_graphs import THREAD, Log, ask, copy_of, line, say, sqlite_saver
from langgraph.graph import StateGraph
from langgraph.types import Command, interrupt


@pytest.fixture
def saver():
    """A storage of its own."""
    saver = sqlite_saver()
    yield saver
    saver.conn.close()


def parent_of(child, saver):
    return line(("before", say("before")), ("child", child), checkpointer=saver)


def asking_child(checkpointer):
    return line(
        ("one", ask("1?")), ("two", ask("2?")), ("three", say("three")), checkpointer=checkpointer
    )


def test_a_nested_question_is_seen_with_subgraphs(saver):
    """`get_state(subgraphs=True)` gives the subgraph's own state, next node and question."""
    graph = parent_of(asking_child(None), saver)
    graph.invoke({"log": []}, THREAD)
    state = graph.get_state(THREAD, subgraphs=True)
    assert state.next == ("child",)
    (task,) = state.tasks
    assert task.state.next == ("one",)
    assert [i.value for t in task.state.tasks for i in t.interrupts] == ["1?"]
    assert [i.value for i in task.interrupts] == ["1?"]


def test_a_subgraph_is_seen_only_while_it_is_paused(saver):
    """After it is done no task holds its state."""
    graph = parent_of(asking_child(None), saver)
    for given in ({"log": []}, Command(resume=1), Command(resume=2)):
        graph.invoke(given, THREAD)
    assert graph.get_state(THREAD, subgraphs=True).tasks == ()


@pytest.mark.parametrize("checkpointer", [None, True])
def test_a_copied_storage_goes_on_at_a_subgraphs_second_question(saver, checkpointer):
    """The copy keeps the first answer and runs nothing of the subgraph again."""
    graph = parent_of(asking_child(checkpointer), saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    twin_saver = copy_of(saver)
    graph.invoke(Command(resume="old"), THREAD)
    twin = graph.copy(update={"checkpointer": twin_saver})
    started = []
    for _, mode, event in twin.stream(
        Command(resume="new"), THREAD, stream_mode=["tasks", "values"], subgraphs=True
    ):
        if mode == "tasks" and "input" in event:
            started.append(event["name"])
    assert started == ["child", "two", "three"]
    assert twin.get_state(THREAD).values["log"][-3:] == [{"1?": 1}, {"2?": "new"}, "three"]
    assert graph.get_state(THREAD).values["log"][-3:] == [{"1?": 1}, {"2?": "old"}, "three"]
    twin_saver.conn.close()


def test_a_subgraph_without_a_checkpointer_runs_again_from_its_start(saver):
    """With `checkpointer=False` everything before the question runs again at its answer."""
    runs = []

    def first(state):
        runs.append("first")
        return {"log": []}

    child = line(("first", first), ("one", ask("1?")), checkpointer=False)
    graph = parent_of(child, saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    assert runs == ["first", "first"]


def test_an_answer_by_id_after_a_bare_one_answers_the_subgraphs_next_question_too(saver):
    """The third question hears the first, bare answer: it stays at the parent's checkpoint."""
    child = line(("one", ask("1?")), ("two", ask("2?")), ("three", ask("3?")))
    graph = parent_of(child, saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    (task,) = graph.get_state(THREAD).tasks
    result = graph.invoke(Command(resume={task.interrupts[0].id: 2}), THREAD)
    assert result["log"][-3:] == [{"1?": 1}, {"2?": 2}, {"3?": 1}]


def test_a_node_that_calls_a_subgraph_itself_asks_in_its_own_name(saver):
    """The question is the calling node's task's, and the answer reaches the inner node."""
    inner = StateGraph(Log)
    inner.add_node("deep", lambda state: {"log": [interrupt("deep?")]})
    inner.set_entry_point("deep")
    compiled = inner.compile()
    graph = line(("outer", lambda state: compiled.invoke({"log": []})), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    (task,) = graph.get_state(THREAD).tasks
    assert (task.name, [i.value for i in task.interrupts]) == ("outer", ["deep?"])
    assert graph.invoke(Command(resume="yes"), THREAD)["log"] == ["yes"]


def test_a_node_that_leaves_for_the_parent_stores_nothing_of_what_it_heard(saver):
    """Neither its answer nor anything else is written in its name."""

    def leave(state):
        answer = interrupt("where?")
        return Command(graph=Command.PARENT, goto="end", update={"log": [answer]})

    builder = StateGraph(Log)
    builder.add_node("child", line(("leave", leave)), destinations=("end",))
    builder.add_node("end", say("end"))
    builder.add_edge("__start__", "child")
    graph = builder.compile(checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    inside = graph.get_state(THREAD, subgraphs=True).tasks[0].state.tasks[0].id
    assert graph.invoke(Command(resume="home"), THREAD) == {"log": ["home", "end"]}
    told = "SELECT channel FROM writes WHERE task_id = ?"
    assert saver.conn.execute(told, (inside,)).fetchall() == [("__interrupt__",)]
