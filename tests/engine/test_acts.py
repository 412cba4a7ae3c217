"""What each act does, what it is told as, and what is observed, on real graphs."""

import pytest
from playing import named, play, seen

COUNTER = {
    "state": {"n": {"type": "integer", "default": 0, "reducer": "add"}, "word": "string"},
    "nodes": {"a": {"returns": {"n": 1}}, "b": {"returns": {"n": 10, "word": "done"}}},
    "edges": ["START -> a -> b -> END"],
}
ASK = {
    "state": {"heard": {"type": "any"}, "n": {"type": "integer", "default": 0, "reducer": "add"}},
    "nodes": {"ask": {"interrupt": "Well?", "returns": {"heard": ["{{ answer }}"], "n": 1}}},
    "edges": ["START -> ask -> END"],
}
CHAT = {
    "state": {"messages": "messages"},
    "nodes": {"bot": {"returns": {"messages": [{"$ai": "Hello"}]}}},
    "edges": ["START -> bot -> END"],
}


def test_invoke_runs_the_graph(tmp_path):
    """Values, output, nodes in order, one checkpoint a superstep and one for the input."""
    (found,) = seen(play(tmp_path, COUNTER, [{"invoke": {"n": 5}}]))
    made = [(made.source, made.step, made.next) for made in found.checkpoints]
    parents = [made.parent for made in found.checkpoints]
    assert (found.values, found.output) == ({"n": 16, "word": "done"}, {"n": 16, "word": "done"})
    assert (found.visited, found.executions, found.next) == (("a", "b"), {"a": 1, "b": 1}, ())
    assert made == [
        ("input", -1, ("__start__",)),
        ("loop", 0, ("a",)),
        ("loop", 1, ("b",)),
        ("loop", 2, ()),
    ]
    assert parents == [None, *(made.id for made in found.checkpoints[:-1])]
    assert found.head == found.checkpoints[-1].id


def test_a_second_invoke_is_another_turn_of_the_same_thread(tmp_path):
    """The state goes on, and the new line of checkpoints begins at the old head."""
    first, second = seen(play(tmp_path, COUNTER, [{"invoke": {"n": 0}}, {"invoke": {"n": 100}}]))
    assert (first.values["n"], second.values["n"]) == (11, 122)
    assert second.checkpoints[0].parent == first.head


def test_invoke_null_goes_on_where_the_graph_stopped(tmp_path):
    """A static interrupt tells only what is next; null runs the rest."""
    graph = {**COUNTER, "interrupt_before": ["b"]}
    stopped, went_on = seen(play(tmp_path, graph, [{"invoke": {"n": 0}}, {"invoke": None}]))
    assert (stopped.next, stopped.interrupts, stopped.visited) == (("b",), (), ("a",))
    assert (went_on.next, went_on.visited, went_on.values["n"]) == ((), ("b",), 11)


@pytest.mark.parametrize(
    ("option", "value", "stopped"),
    [
        ("interrupt_before", ["b"], ["a"]),
        ("interrupt_after", ["a"], ["a"]),
        ("interrupt_before", "*", []),
        ("interrupt_after", "*", ["a"]),
    ],
)
def test_a_call_stops_where_its_own_options_say(tmp_path, option, value, stopped):
    """For this call alone: the next one runs to the end."""
    steps = [{"invoke": {"n": 0}, option: value}, {"invoke": None}]
    first, second = seen(play(tmp_path, COUNTER, steps))
    assert list(first.visited) == stopped
    assert [*first.visited, *second.visited] == ["a", "b"]


def test_an_empty_option_of_a_step_lifts_the_graphs_own(tmp_path):
    """No static interrupt for this call."""
    graph = {**COUNTER, "interrupt_before": ["b"]}
    (found,) = seen(play(tmp_path, graph, [{"invoke": {"n": 0}, "interrupt_before": []}]))
    assert found.visited == ("a", "b")


def test_looking_changes_nothing(tmp_path):
    """A step with `expect` alone sees the state and makes no checkpoint."""
    steps = [{"invoke": {"n": 0}}, {"expect": {"values": {"n": 11}}}]
    ran, looked = seen(play(tmp_path, COUNTER, steps))
    assert (looked.values, looked.head) == (ran.values, ran.head)
    assert (looked.checkpoints, looked.visited, looked.output) == ((), (), None)


def test_looking_at_an_empty_storage(tmp_path):
    """No values, nothing next, no head."""
    (found,) = seen(play(tmp_path, COUNTER, [{"expect": {"next": []}}]))
    assert (found.next, found.interrupts, found.head) == ((), (), None)
    assert not found.values


def test_update_state_stands_for_a_node(tmp_path):
    """As node `a`: `b` is next, and no body runs."""
    steps = [{"update_state": {"n": 7}, "as_node": "a"}, {"invoke": None}]
    updated, went_on = seen(play(tmp_path, COUNTER, steps))
    assert (updated.values, updated.next, updated.executions) == ({"n": 7}, ("b",), {})
    assert [made.source for made in updated.checkpoints] == ["update"]
    assert (went_on.visited, went_on.values["n"]) == (("b",), 17)


LINE = """
from typing import TypedDict
from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    n: int


builder = StateGraph(State)
for name in ("first", "second"):
    builder.add_node(name, lambda state: {"n": state["n"] + 1})
builder.add_edge(START, "first")
builder.add_edge("first", "second")
builder.add_edge("second", END)
"""


@pytest.mark.parametrize(
    "act", [{"update_state": {"n": 1}, "as_node": "secund"}, {"command": {"goto": "secund"}}]
)
def test_a_node_that_is_not_there_is_refused(tmp_path, act):
    """LangGraph ignores it or fails obscurely; here the graph's nodes are listed."""
    steps = [{"invoke": {"n": 0}}, act, {"expect": {"values": {"n": 2}}}]
    case = play(tmp_path, "line.py:builder", steps, files={"line.py": LINE})
    errors = [step.error for step in named(case)["main"].steps]
    assert (errors[1].kind, errors[1].message) == ("refused", 'the graph has no node "secund"')
    assert errors[1].hint == 'did you mean "second"? the graph has first, second'
    act = {**act, "expect": {"refused": {"$contains": "secund"}, "checkpoints": {"added": 0}}}
    case = play(tmp_path, "line.py:builder", [steps[0], act, steps[2]])
    assert case.outcome == "passed"


SIDEWAYS = {
    **ASK,
    "nodes": {**ASK["nodes"], "extra": {"returns": {"n": 100}}},
    "edges": [
        {"from": "START", "to": "extra", "when": "{{ state.n > 1000 }}", "otherwise": "ask"},
        "ask -> END",
        "extra -> END",
    ],
}


def test_a_command_answers_and_updates_at_once(tmp_path):
    """The whole command is one call."""
    steps = [{"invoke": {"n": 0}}, {"command": {"resume": "yes", "update": {"n": 5}}}]
    _, found = seen(play(tmp_path, SIDEWAYS, steps))
    assert found.values == {"heard": ["yes"], "n": 6}
    assert [(answer.path, answer.heard) for answer in found.answers] == [("ask", "as_given")]


def test_a_command_leads_to_another_node_while_a_question_waits(tmp_path):
    """What that node wrote counts when the superstep is whole; until then nothing is amiss."""
    steps = [
        {"invoke": {"n": 0}},
        {"command": {"goto": "extra", "update": {"n": 5}}},
        {"resume": "x"},
    ]
    case = play(tmp_path, SIDEWAYS, steps)
    assert case.outcome == "passed"
    asked, went, done = seen(case)
    assert (went.output["n"], went.values["n"], went.next) == (105, 5, ("ask",))
    assert (asked.visited, went.visited, done.visited) == (("ask",), (("ask", "extra"),), ("ask",))
    assert done.values == {"heard": ["x"], "n": 106}


def test_new_messages_are_told_apart_from_old_ones(tmp_path):
    """By their ids; the input's own are new too."""
    steps = [{"invoke": {"messages": [{"$human": text}]}} for text in ("Hi", "Again")]
    first, second = seen(play(tmp_path, CHAT, steps))
    assert [m["content"] for m in first.messages] == ["Hi", "Hello"]
    assert [m["content"] for m in second.messages] == ["Again", "Hello"]
    assert len(second.values["messages"]) == 4
    assert second.last_message == second.values["messages"][-1]


TENANTS = """
from typing import TypedDict
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime


class State(TypedDict, total=False):
    seen: list


class Context(TypedDict, total=False):
    user: str
    age: int


def look(state: State, config: RunnableConfig, runtime: Runtime[Context]):
    own = {k: v for k, v in config["configurable"].items() if k in ("tenant", "plan", "thread_id")}
    return {"seen": [own, runtime.context]}


builder = StateGraph(State, context_schema=Context)
builder.add_node("look", look)
builder.add_edge(START, "look")
builder.add_edge("look", END)
graph = builder.compile()
"""


def test_config_is_laid_over_by_key_and_context_replaced_whole(tmp_path):
    """The step's over the graph's, for this call alone; the thread is ours."""
    graph = {
        "ref": "tenants.py:graph",
        "config": {"tenant": "t1", "plan": "big"},
        "context": {"user": "u1", "age": 3},
    }
    steps = [
        {"invoke": {"seen": []}},
        {"invoke": {"seen": []}, "config": {"tenant": "t2"}, "context": {"user": "u2"}},
        {"invoke": {"seen": []}},
    ]
    found = [one.values["seen"] for one in seen(play(
        tmp_path, graph, steps, files={"tenants.py": TENANTS}
    ))]  # fmt: skip
    plain = [{"tenant": "t1", "plan": "big", "thread_id": "main"}, {"user": "u1", "age": 3}]
    assert found == [
        plain,
        [{"tenant": "t2", "plan": "big", "thread_id": "main"}, {"user": "u2"}],
        plain,
    ]


@pytest.mark.parametrize(
    ("durability", "made"), [("sync", 4), ("async", 4), ("exit", 1), (None, 4)]
)
def test_durability_decides_how_many_checkpoints_are_kept(tmp_path, durability, made):
    """Sync unless said otherwise; the values are the same."""
    step = {"invoke": {"n": 0}, **({"durability": durability} if durability else {})}
    (found,) = seen(play(tmp_path, COUNTER, [step]))
    assert (found.values["n"], len(found.checkpoints)) == (11, made)


LOOP = {
    "state": {"n": {"type": "integer", "default": 0, "reducer": "add"}},
    "nodes": {"a": {"returns": {"n": 1}}},
    "edges": ["START -> a -> a"],
}


def test_a_graph_without_end_is_ended_by_its_recursion_limit(tmp_path):
    """Raised by LangGraph, judged as `raises`; the step's limit wins over the graph's."""
    step = {"invoke": {"n": 0}, "expect": {"raises": {"type": "GraphRecursionError"}}}
    graph = {**LOOP, "recursion_limit": 5}
    case = play(tmp_path, graph, [step, {**step, "recursion_limit": 3}])
    assert case.outcome == "passed"
    assert [found.executions for found in seen(case)] == [{"a": 5}, {"a": 3}]


RAISES = {
    "state": {"n": {"type": "integer", "default": 0, "reducer": "add"}},
    "nodes": {
        "a": {"returns": {"n": 1}},
        "b": {"raises": {"type": "ValueError", "message": "no {{ state.n }}"}},
    },
    "edges": ["START -> a -> b -> END"],
}


def test_a_graph_that_raises_ends_its_branch_and_no_other(tmp_path):
    """An error with the graph's own words; later steps and branches from there are skipped."""
    steps = [
        {"id": "fine", "invoke": {"n": 0}, "interrupt_after": ["a"]},
        {"id": "bad", "invoke": None},
        {"id": "later", "expect": {"values": {"n": 1}}},
    ]
    branches = {
        "other": {"from": "fine", "steps": [{"expect": {"values": {"n": 1}}}]},
        "after": {"from": "later", "steps": [{"expect": {"values": {"n": 1}}}]},
    }
    case = play(tmp_path, RAISES, steps, branches)
    outcomes = {name: branch.outcome for name, branch in named(case).items()}
    assert outcomes == {"main": "error", "other": "passed", "after": "skipped"}
    assert [step.outcome for step in named(case)["main"].steps] == ["passed", "error", "skipped"]
    error = named(case)["main"].steps[1].error
    assert (error.kind, error.message) == ("raised", "the graph raised ValueError: no 1")
    reason = named(case)["after"].reason
    assert reason == "it starts after main/later, which did not run"


def test_what_is_raised_can_be_expected_and_the_branch_goes_on(tmp_path):
    """Class, dotted name, message; state and executions are of the step as far as it came."""
    steps = [
        {"invoke": {"n": 0}, "expect": {"raises": {"type": "ValueError", "message": "no 1"}}},
        {"expect": {"values": {"n": 1}, "next": ["b"]}},
    ]
    case = play(tmp_path, RAISES, steps)
    raised, after = seen(case)
    assert case.outcome == "passed"
    assert (raised.raises.type, raised.raises.qualified) == ("ValueError", "builtins.ValueError")
    assert (raised.executions, raised.next, after.next) == ({"a": 1, "b": 1}, ("b",), ("b",))


OWN = """
from typing import TypedDict
from langgraph.graph import END, START, StateGraph


class OutOfTea(Exception):
    def __str__(self):
        raise RuntimeError("not even a text")


class State(TypedDict, total=False):
    n: int


def pour(state):
    raise OutOfTea


builder = StateGraph(State)
builder.add_node("pour", pour)
builder.add_edge(START, "pour")
builder.add_edge("pour", END)
"""


def test_an_exception_without_a_text_is_still_told(tmp_path):
    """Its class, and the user's own frames."""
    case = play(tmp_path, "own.py:builder", [{"invoke": {"n": 0}}], files={"own.py": OWN})
    (step,) = named(case)["main"].steps
    assert step.observation.raises.type == "OutOfTea"
    assert "in pour" in step.observation.raises.traceback
    assert "langgraph" not in step.observation.raises.traceback
    assert "OutOfTea" in step.error.message
