"""What LangGraph writes to its saver: why a copy of the storage is exact, and who heard what."""

import pytest
from fact_graphs import THREAD, ask, copy_of, fan, ids, line, say, sqlite_saver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command


class WatchingSaver(InMemorySaver):
    """Keeps what goes through `put_writes` as answers: (task id, value)."""

    def __init__(self):
        super().__init__()
        self.answers = []

    def put_writes(self, config, writes, task_id, task_path=""):
        self.answers += [(task_id, value) for channel, value in writes if channel == "__resume__"]
        super().put_writes(config, writes, task_id, task_path)


NULL_TASK = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def saver():
    """A storage of its own."""
    saver = sqlite_saver()
    yield saver
    saver.conn.close()


@pytest.fixture
def half_answered(saver):
    """Two parallel questions and a finished sibling; the first question is answered."""
    graph = fan(("a", ask("A?")), ("b", ask("B?")), ("c", say("c")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume={ids(graph)["a"]: "first"}), THREAD)
    return graph


def test_a_copy_of_the_storage_keeps_a_half_answered_moment(saver, half_answered):
    """Same checkpoint, same ids, same pending answers; the original never learns of the copy."""
    twin_saver = copy_of(saver)
    twin = half_answered.copy(update={"checkpointer": twin_saver})
    before = half_answered.get_state(THREAD)
    assert twin.get_state(THREAD) == before
    result = twin.invoke(Command(resume="new"), THREAD)
    assert result["log"] == [{"A?": "first"}, {"B?": "new"}, "c", "join"]
    assert half_answered.get_state(THREAD) == before
    twin_saver.conn.close()


def test_a_copy_is_of_its_moment_and_not_of_later_answers(saver, half_answered):
    """What the original hears after the copy was taken is unknown to the copy."""
    twin_saver = copy_of(saver)
    half_answered.invoke(Command(resume="old"), THREAD)
    twin = half_answered.copy(update={"checkpointer": twin_saver})
    result = twin.invoke(Command(resume={ids(twin)["b"]: "new"}), THREAD)
    assert result["log"] == [{"A?": "first"}, {"B?": "new"}, "c", "join"]
    twin_saver.conn.close()


def test_a_copy_keeps_the_first_answer_of_a_node_that_asks_twice(saver):
    """Branches from between the two questions hear the first answer as given."""
    graph = line(("a", ask("A?", "B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    twin_saver = copy_of(saver)
    graph.invoke(Command(resume="old"), THREAD)
    twin = graph.copy(update={"checkpointer": twin_saver})
    assert twin.invoke(Command(resume="new"), THREAD)["log"] == [{"A?": 1, "B?": "new"}]
    twin_saver.conn.close()


def test_ids_do_not_depend_on_the_thread(saver, half_answered):
    """A thread renamed in the database has the same pending ids and hears answers by them."""
    before = ids(half_answered)
    for table in ("checkpoints", "writes"):
        saver.conn.execute(f"UPDATE {table} SET thread_id = 'other'")
    other = {"configurable": {"thread_id": "other"}}
    assert ids(half_answered, other) == before
    result = half_answered.invoke(Command(resume={before["b"]: "new"}), other)
    assert result["log"] == [{"A?": "first"}, {"B?": "new"}, "c", "join"]


def test_every_interrupt_call_tells_the_saver_what_it_heard():
    """A task's whole RESUME list goes through `put_writes`; its last item was just heard."""
    saver = WatchingSaver()
    graph = line(("a", ask("A?", "B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    task = graph.get_state(THREAD).tasks[0].id
    graph.invoke(Command(resume=1), THREAD)
    graph.invoke(Command(resume=2), THREAD)
    heard = [value for task_id, value in saver.answers if task_id == task]
    assert heard[0] == [1]
    assert heard[-1] == [1, 2]


def test_a_bare_answer_is_written_as_given_under_the_null_task():
    """That write is the answer as given, whoever hears it."""
    saver = WatchingSaver()
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume={"ok": True}), THREAD)
    given = [value for task_id, value in saver.answers if task_id == NULL_TASK]
    assert given[0] == {"ok": True}


def test_a_stale_answer_is_given_but_never_heard():
    """At an old checkpoint the null write has the new answer, and no task's list ever does."""
    saver = WatchingSaver()
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    question = graph.get_state(THREAD).config
    graph.invoke(Command(resume="old"), THREAD)
    saver.answers.clear()
    graph.invoke(Command(resume="Z"), question)
    given = [value for task_id, value in saver.answers if task_id == NULL_TASK]
    heard = [value for task_id, value in saver.answers if task_id != NULL_TASK]
    assert given[0] == "Z"
    assert heard[0] == ["old"]
    assert all("Z" not in value for value in heard)


def test_a_subgraphs_answer_is_told_with_the_subgraphs_namespace():
    """The asking task's own list goes to its namespace; the bare answer to the parent's."""
    spaces = []

    class Spaces(InMemorySaver):
        def put_writes(self, config, writes, task_id, task_path=""):
            space = config["configurable"]["checkpoint_ns"].split(":")[0]
            spaces.extend((space, value) for channel, value in writes if channel == "__resume__")
            super().put_writes(config, writes, task_id, task_path)

    child = line(("one", ask("1?")))
    graph = line(("child", child), checkpointer=Spaces())
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume="yes"), THREAD)
    assert spaces[0] == ("", "yes")
    assert ("child", ["yes"]) in spaces


def test_an_answer_that_ends_the_run_is_not_told_under_durability_exit():
    """Nothing is written before the end, and then only what is still open."""
    saver = WatchingSaver()
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD, durability="exit")
    graph.invoke(Command(resume="yes"), THREAD, durability="exit")
    assert graph.get_state(THREAD).values["log"] == [{"A?": "yes"}]
    assert [value for task, value in saver.answers if task != NULL_TASK] == []


def test_an_update_within_a_superstep_forgets_what_was_answered_and_done(saver, half_answered):
    """The answered node asks again, and the finished sibling has yet to run."""
    half_answered.update_state(THREAD, {"log": ["edit"]})
    state = half_answered.get_state(THREAD)
    assert (state.values, sorted(state.next)) == ({"log": ["edit"]}, ["a", "b", "c"])
    half_answered.invoke(None, THREAD)
    assert sorted(ids(half_answered)) == ["a", "b"]
