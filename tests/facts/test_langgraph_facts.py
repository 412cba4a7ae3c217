"""What LangGraph really does with resumes and time travel; the engine leans on each of these.

A new LangGraph release that changes one of them should fail here first.
"""

import pytest
from fact_graphs import THREAD, ask, chat, fan, ids, line, say, since, sqlite_saver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint, task
from langgraph.types import Command, interrupt


@pytest.fixture(params=[InMemorySaver, sqlite_saver], ids=["memory", "sqlite"])
def saver(request):
    """Both savers, since a fact about LangGraph should not hang on one of them."""
    saver = request.param()
    yield saver
    if hasattr(saver, "conn"):
        saver.conn.close()


@pytest.fixture
def answered(saver):
    """The forum's chat, answered with "1+1", and the config of the question before it."""
    graph = chat(saver)
    graph.invoke({"log": ["hi"]}, THREAD)
    question = graph.get_state(THREAD).config
    graph.invoke(Command(resume="1+1"), THREAD)
    return graph, question


OLD = ["hi", "agent got hi", "1+1", "agent got 1+1"]
NEW = ["hi", "agent got hi", "2+2", "agent got 2+2"]


def test_a_resume_at_an_old_checkpoint_hears_the_old_answer(answered):
    """The answer stored on the checkpoint wins over the one just given (#6663)."""
    graph, question = answered
    assert graph.invoke(Command(resume="2+2"), question)["log"] == OLD


def test_a_resume_map_at_an_old_checkpoint_hears_the_old_answer_too(answered):
    """Naming the interrupt's id does not help."""
    graph, question = answered
    (task,) = graph.get_state(question).tasks
    resume = {task.interrupts[0].id: "2+2"}
    assert graph.invoke(Command(resume=resume), question)["log"] == OLD


@since("1.1.7", "the old answer is heard, in silence")
def test_a_replay_asks_again_and_hears_the_new_answer(answered):
    """`invoke(None, old)` makes a child that asks anew; a resume on the thread answers that."""
    graph, question = answered
    graph.invoke(None, question)
    replayed = graph.get_state(THREAD)
    assert replayed.metadata["source"] == "fork"
    assert replayed.parent_config["configurable"]["checkpoint_id"] == checkpoint_id(question)
    assert graph.invoke(Command(resume="2+2"), THREAD)["log"] == NEW


def test_a_copy_fork_hears_the_new_answer(answered):
    """`update_state(old, None, as_node="__copy__")` makes a sibling that has heard nothing."""
    graph, question = answered
    fork = graph.update_state(question, None, as_node="__copy__")
    state = graph.get_state(fork)
    assert state.metadata["source"] == "fork"
    assert state.parent_config == graph.get_state(question).parent_config
    assert graph.invoke(Command(resume="2+2"), fork)["log"] == NEW


def test_an_update_in_the_name_of_the_asking_node_stands_for_its_answer(answered):
    """The node is skipped, and the next one sees the update."""
    graph, question = answered
    edited = graph.update_state(question, {"log": ["2+2"]}, as_node="human")
    state = graph.get_state(edited)
    assert (state.next, state.metadata["source"]) == (("agent",), "update")
    assert state.parent_config["configurable"]["checkpoint_id"] == checkpoint_id(question)
    assert graph.invoke(None, edited)["log"] == NEW


def test_a_bare_resume_of_two_questions_raises(saver):
    """LangGraph refuses to guess whom a bare answer is for."""
    graph = fan(("a", ask("A?")), ("b", ask("B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    with pytest.raises(RuntimeError, match="multiple pending interrupts"):
        graph.invoke(Command(resume="x"), THREAD)


def test_an_answer_to_an_unknown_id_is_ignored_in_silence(saver):
    """Nobody hears it, and nothing is said (#8836)."""
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume={"0" * 32: "lost"}), THREAD)
    assert graph.get_state(THREAD).next == ("a",)


def test_an_empty_mapping_is_taken_for_a_resume_map(saver):
    """`{}` is no answer but a map without entries, so the question stays open (#8693)."""
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume={}), THREAD)
    assert graph.get_state(THREAD).next == ("a",)


@pytest.mark.parametrize("odd", [None, {}, {"0" * 32: 1}, False, 0, ""])
def test_an_odd_answer_given_by_id_arrives_as_given(saver, odd):
    """By id even null, an empty mapping and one with id-like keys reach the node."""
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    result = graph.invoke(Command(resume={ids(graph)["a"]: odd}), THREAD)
    assert result["log"] == [{"A?": odd}]


def test_a_bare_resume_with_null_raises(saver):
    """`Command(resume=None)` is not an answer to LangGraph (#7034)."""
    graph = line(("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    with pytest.raises(UnboundLocalError):
        graph.invoke(Command(resume=None), THREAD)


def test_a_resume_of_a_finished_thread_does_nothing(saver):
    """No node runs and no error is raised, the answer is just gone."""
    graph = line(("a", say("a")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume="x"), THREAD)
    assert graph.get_state(THREAD).values == {"log": ["a"]}


def test_a_resume_of_an_empty_thread_runs_the_graph_from_its_start(saver):
    """As if it were an input."""
    graph = line(("a", say("a")), checkpointer=saver)
    assert graph.invoke(Command(resume="x"), THREAD) == {"log": ["a"]}


def test_new_input_restarts_a_paused_thread(saver):
    """The open question is dropped without a word and the graph begins again."""
    graph = line(("first", say("first")), ("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke({"log": ["again"]}, THREAD)
    assert graph.get_state(THREAD).values == {"log": ["first", "again", "first"]}


def test_two_questions_of_one_node_are_answered_in_order(saver):
    """The node starts again for each answer and hears the earlier ones again."""
    runs = []
    graph = line(("a", ask("A?", "B?", then=runs.append)), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    assert graph.invoke(Command(resume=2), THREAD)["log"] == [{"A?": 1, "B?": 2}]
    assert runs == [[1, 2]]


@since("1.2.13", "no node is next, though one asks")
def test_a_node_is_next_between_its_two_questions(saver):
    """Half-answered, it is still the node that waits."""
    graph = line(("a", ask("A?", "B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    assert graph.get_state(THREAD).next == ("a",)


@since("1.2.13", "the answered question is listed until its superstep ends")
def test_an_answered_question_is_no_longer_listed(saver):
    """Of two parallel questions only the open one is told after the other was answered."""
    graph = fan(("a", ask("A?")), ("b", ask("B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume={ids(graph)["a"]: "yes"}), THREAD)
    assert [each.value for each in graph.get_state(THREAD).interrupts] == ["B?"]


def test_an_answer_by_id_after_a_bare_one_answers_the_question_after_it_too(saver):
    """The third question silently hears the first answer: the two ways must not be mixed."""
    graph = line(("a", ask("A?", "B?", "C?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    result = graph.invoke(Command(resume={ids(graph)["a"]: 2}), THREAD)
    assert result["log"] == [{"A?": 1, "B?": 2, "C?": 1}]


def test_a_plain_continuation_answers_the_second_question_with_the_first_answer(saver):
    """`invoke(None)` between two questions of one node asks nobody (#8837)."""
    graph = line(("a", ask("A?", "B?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(resume=1), THREAD)
    assert graph.invoke(None, THREAD)["log"] == [{"A?": 1, "B?": 1}]


def test_an_answer_that_made_its_node_raise_is_kept(saver):
    """A corrected answer on the same thread silently hears the old one."""

    def picky(answers):
        if answers == ["bad"]:
            raise ValueError(answers)

    graph = line(("a", ask("A?", then=picky)), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    with pytest.raises(ValueError, match="bad"):
        graph.invoke(Command(resume="bad"), THREAD)
    with pytest.raises(ValueError, match="bad"):
        graph.invoke(Command(resume="good"), THREAD)


def test_a_node_that_raises_leaves_its_checkpoint_and_a_text(saver):
    """The thread stands before the node, and the task tells the error as a string."""

    def broken(state):
        raise ValueError("no")

    graph = line(("first", say("first")), ("a", broken), checkpointer=saver)
    with pytest.raises(ValueError, match="no"):
        graph.invoke({"log": []}, THREAD)
    state = graph.get_state(THREAD)
    assert (state.next, state.values) == (("a",), {"log": ["first"]})
    assert state.tasks[0].error == "ValueError('no')"


@pytest.mark.parametrize("stop", [{"interrupt_before": ["b"]}, {"interrupt_after": ["a"]}])
def test_a_static_interrupt_leaves_no_interrupt_object(saver, stop):
    """Only `next` tells that the graph waits; `invoke(None)` goes on."""
    graph = line(("a", say("a")), ("b", say("b")), checkpointer=saver, **stop)
    assert graph.invoke({"log": []}, THREAD) == {"log": ["a"]}
    state = graph.get_state(THREAD)
    assert (state.next, state.interrupts) == (("b",), ())
    assert graph.invoke(None, THREAD) == {"log": ["a", "b"]}


def test_an_update_while_paused_hides_the_question_but_a_resume_still_reaches_it(saver):
    """`interrupts` is empty afterwards though the node is still next (#3003)."""
    graph = line(("first", say("first")), ("a", ask("A?")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.update_state(THREAD, {"log": ["edit"]})
    state = graph.get_state(THREAD)
    assert (state.next, state.interrupts) == (("a",), ())
    result = graph.invoke(Command(resume="yes"), THREAD)
    assert result["log"] == ["first", "edit", {"A?": "yes"}]


def test_an_update_after_two_nodes_at_once_needs_as_node(saver):
    """LangGraph cannot tell whose update it is."""
    graph = fan(("a", say("a")), ("b", say("b")), checkpointer=saver, interrupt_before=["join"])
    graph.invoke({"log": []}, THREAD)
    with pytest.raises(Exception, match="Ambiguous update"):
        graph.update_state(THREAD, {"log": ["edit"]})


def test_a_finished_sibling_does_not_run_again_on_a_resume(saver):
    """Its writes are kept with the checkpoint and handed on."""
    runs = []

    def clerk(state):
        runs.append("clerk")
        return {"log": ["clerk"]}

    graph = fan(("a", ask("A?")), ("clerk", clerk), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    result = graph.invoke(Command(resume="yes"), THREAD)
    assert sorted(map(str, result["log"])) == ["clerk", "join", "{'A?': 'yes'}"]
    assert runs == ["clerk"]


def test_a_goto_that_leads_nowhere_is_ignored_in_silence(saver):
    """No node of that name runs, and no error is raised."""
    graph = line(("a", say("a")), checkpointer=saver)
    graph.invoke({"log": []}, THREAD)
    graph.invoke(Command(goto="nowhere"), THREAD)
    assert graph.get_state(THREAD).values == {"log": ["a"]}


def checkpoint_id(config):
    return config["configurable"]["checkpoint_id"]


@task
def spelt(text):
    return text.upper()


@task
def asked_for(question):
    return interrupt(question)


def test_a_bare_answer_on_a_fork_is_heard_again_after_a_task_that_ran():
    """A question after a `@task` that is not stored there takes it without using it up."""

    @entrypoint(checkpointer=InMemorySaver())
    def flow(text):
        return spelt(text).result(), asked_for("1?").result(), interrupt("2?")

    flow.invoke("a", THREAD)
    fork = flow.update_state(flow.get_state(THREAD).config, None, as_node="__copy__")
    assert flow.invoke(Command(resume="x"), fork) == ("A", "x", "x")
