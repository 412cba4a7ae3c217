"""Answers: sent as written, heard as given, or refused before LangGraph misunderstands them."""

import pytest
from playing import named, play, seen

ASK = {
    "state": {"heard": {"type": "any"}},
    "nodes": {"ask": {"interrupt": "Well?", "returns": {"heard": {"answer": "{{ answer }}"}}}},
    "edges": ["START -> ask -> END"],
}
TWICE = {
    "state": {"heard": {"type": "any"}},
    "nodes": {"ask": {"interrupts": ["A?", "B?"], "returns": {"heard": "{{ answers }}"}}},
    "edges": ["START -> ask -> END"],
}
PAIR = {
    "state": {"heard": {"type": "list", "reducer": "add", "default": []}},
    "nodes": {
        "a": {"interrupt": "A?", "returns": {"heard": ["a {{ answer }}"]}},
        "b": {"interrupt": "B?", "returns": {"heard": ["b {{ answer }}"]}},
        "c": {"returns": {"heard": ["c"]}},
    },
    "edges": ["START -> a -> END", "START -> b -> END", "START -> c -> END"],
}
ID = "0123456789abcdef" * 2


def answers(observation):
    """What is told of each answer."""
    return [(told.path, told.given, told.heard, told.received) for told in observation.answers]


def errors(case, branch="main"):
    """Why each step of a branch ended in an error, with its hint."""
    return [step.error and (step.error.kind, step.error.message, step.error.pending)
            for step in named(case)[branch].steps]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        None, False, True, 0, 0.5, "", "text", {}, [], [None], {"a": 1}, {ID: "x"},
        {ID: 1, ID[::-1]: {"deep": None}}, {ID.upper(): "x"}, {"resume": "x"}, "END", "__end__",
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", ["resume", "resume_map"])
def test_any_value_is_heard_as_given(tmp_path, act, value):
    """Also those that LangGraph itself takes for nothing or for a map of ids."""
    answer = value if act == "resume" else {"ask": value}
    case = play(tmp_path, ASK, [{"invoke": {"heard": 0}}, {act: answer}])
    _, found = seen(case)
    assert case.outcome == "passed"
    assert found.values == {"heard": {"answer": value}}
    assert answers(found) == [("ask", value, "as_given", value)]


def test_two_questions_of_a_node_are_answered_in_order(tmp_path):
    """The body runs again for each, and only the new answer is told."""
    case = play(tmp_path, TWICE, [{"invoke": {"heard": 0}}, {"resume": 1}, {"resume": 1}])
    asked, first, second = seen(case)
    addresses = [[one.address for one in found.interrupts] for found in (asked, first, second)]
    assert case.outcome == "passed"
    assert addresses == [["ask"], ["ask[1]"], []]
    assert (answers(first), answers(second)) == (
        [("ask", 1, "as_given", 1)],
        [("ask", 1, "as_given", 1)],
    )
    assert second.values == {"heard": [1, 1]}
    assert [found.executions for found in (asked, first, second)] == [{"ask": 1}] * 3


@pytest.mark.parametrize("odd", [None, {}])
def test_an_odd_answer_after_a_bare_one_in_the_same_node_is_refused(tmp_path, odd):
    """It would have to be sent by id, and LangGraph would then repeat the first answer."""
    steps = [{"invoke": {"heard": 0}}, {"resume": 1}, {"resume": odd}]
    case = play(tmp_path, TWICE, steps)
    reason = "an answer by id after a bare answer in the same node would repeat the first"
    assert errors(case) == [None, None, ("refused", reason, ("ask[1]",))]
    refused = {**steps[2], "expect": {"refused": {"$type": "string"}}}
    case = play(tmp_path, TWICE, [*steps[:2], refused, {"resume": "plain"}])
    assert (case.outcome, seen(case)[-1].values) == ("passed", {"heard": [1, "plain"]})


@pytest.mark.parametrize("odd", [None, {}, False])
def test_all_answers_by_id_in_one_node_are_heard(tmp_path, odd):
    """Addresses of the second question: plain, by its index, or by its number."""
    for address in ("ask", "ask[1]", "ask#1"):
        steps = [
            {"invoke": {"heard": 0}},
            {"resume_map": {"ask": odd}},
            {"resume_map": {address: odd}},
        ]
        case = play(tmp_path, TWICE, steps)
        assert (case.outcome, seen(case)[-1].values) == ("passed", {"heard": [odd, odd]})


def test_parallel_questions_are_answered_one_after_the_other(tmp_path):
    """A finished sibling does not run again, nor does the one that was answered."""
    steps = [{"invoke": {"heard": []}}, {"resume_map": {"b": 2}}, {"resume": 1}]
    case = play(tmp_path, PAIR, steps)
    asked, half, whole = seen(case)
    assert case.outcome == "passed"
    assert (set(asked.visited[0]), asked.next) == ({"a", "b", "c"}, ("a", "b"))
    assert (half.executions.get("c", 0), half.executions["b"]) == (0, 1)
    assert [one.path for one in half.interrupts] == ["a"]
    assert (answers(half), answers(whole)) == (
        [("b", 2, "as_given", 2)],
        [("a", 1, "as_given", 1)],
    )
    assert sorted(whole.values["heard"]) == ["a 1", "b 2", "c"]


def test_parallel_questions_are_answered_at_once(tmp_path):
    """Each hears its own, whatever the order of the addresses."""
    case = play(tmp_path, PAIR, [{"invoke": {"heard": []}}, {"resume_map": {"b": 2, "a": None}}])
    _, found = seen(case)
    assert sorted(answers(found)) == [("a", None, "as_given", None), ("b", 2, "as_given", 2)]
    assert sorted(found.values["heard"]) == ["a None", "b 2", "c"]


@pytest.mark.parametrize(
    ("graph", "act", "reason", "pending"),
    [
        (PAIR, {"resume": 1}, "2 interrupts are pending, and a bare answer fits only one",
         ("a", "b")),
        (PAIR, {"resume_map": {"c": 1}}, 'no interrupt is pending at "c"', ("a", "b")),
        (PAIR, {"resume_map": {"a#2": 1}}, 'no interrupt is pending at "a#2"', ("a", "b")),
        (PAIR, {"resume_map": {"a[1]": 1}}, 'no interrupt is pending at "a[1]"', ("a", "b")),
        (PAIR, {"resume_map": {"a": 1, "a#1": 1}},
         '"a#1" and another address mean the same interrupt', ("a", "b")),
        (PAIR, {"command": {"resume": 1}},
         "2 interrupts are pending, and a bare answer fits only one", ("a", "b")),
    ],
)  # fmt: skip
def test_what_would_not_be_heard_is_refused(tmp_path, graph, act, reason, pending):
    """With what was pending; nothing has changed, and the conversation can go on."""
    case = play(tmp_path, graph, [{"invoke": {"heard": []}}, act])
    assert errors(case) == [None, ("refused", reason, pending)]
    steps = [
        {"invoke": {"heard": []}},
        {**act, "expect": {"refused": {"$contains": reason}, "checkpoints": {"added": 0}}},
        {"resume_map": {"a": 1, "b": 2}},
    ]
    case = play(tmp_path, graph, steps)
    before, refused, after = seen(case)
    assert case.outcome == "passed"
    assert (refused.values, refused.next, refused.head) == (before.values, before.next, before.head)
    assert (refused.executions, refused.visited) == ({}, ())
    assert sorted(after.values["heard"]) == ["a 1", "b 2", "c"]


@pytest.mark.parametrize("act", [{"resume": 1}, {"resume_map": {"ask": 1}},
                                 {"command": {"resume": 1}}])  # fmt: skip
def test_nothing_waits(tmp_path, act):
    """Before the conversation and after its end there is nobody to hear an answer."""
    begun = play(tmp_path, ASK, [act])
    ended = play(tmp_path, ASK, [{"invoke": {"heard": 0}}, {"resume": "x"}, act])
    said = "nothing is waiting for an answer: the conversation has not begun"
    assert errors(begun) == [("refused", said, ())]
    said = "nothing is waiting for an answer: the graph has finished"
    assert errors(ended) == [None, None, ("refused", said, ())]


def test_an_answer_at_a_static_interrupt_is_heard_by_nobody(tmp_path):
    """The graph goes on, and `stale_resume` says that the answer was lost."""
    graph = {
        "state": {"n": "integer"},
        "nodes": {"a": {"returns": {"n": 1}}},
        "edges": ["START -> a -> END"],
        "interrupt_before": ["a"],
    }
    case = play(tmp_path, graph, [{"invoke": {"n": 0}}, {"resume": "yes"}])
    _, found = seen(case)
    assert answers(found) == [("a", "yes", "never", None)]
    assert (case.outcome, found.values) == ("failed", {"n": 1})


def test_a_node_that_is_next_without_a_listed_question_hears_a_bare_answer(tmp_path):
    """After `update_state` LangGraph lists nothing, and still delivers it (#3003)."""
    steps = [{"invoke": {"heard": 0}}, {"update_state": {"heard": 5}}, {"resume": "yes"}]
    case = play(tmp_path, ASK, steps)
    _, updated, found = seen(case)
    assert (updated.interrupts, updated.next) == ((), ("ask",))
    assert (answers(found), found.values) == (
        [("ask", "yes", "as_given", "yes")],
        {"heard": {"answer": "yes"}},
    )
    assert case.outcome == "passed"


def test_an_answer_that_cannot_be_sent_bare_needs_a_listed_question(tmp_path):
    """There is no id to send it by."""
    steps = [{"invoke": {"heard": 0}}, {"update_state": {"heard": 5}}, {"resume": None}]
    assert errors(play(tmp_path, ASK, steps))[2][:2] == (
        "refused",
        "LangGraph lists no interrupt, and would misread this answer without one",
    )


AGE = """
from typing import TypedDict
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    n: int


def ask(state):
    return {"n": int(interrupt("n?"))}


builder = StateGraph(State)
builder.add_node("ask", ask)
builder.add_edge(START, "ask")
builder.add_edge("ask", END)
"""


def test_an_answer_that_made_the_node_raise_is_heard_again(tmp_path):
    """LangGraph keeps it; the corrected one is told to be stale, or pinned as such."""
    steps = [
        {"invoke": {"n": 0}},
        {"resume": "many", "expect": {"raises": {"type": "ValueError"}}},
        {"resume": "36"},
    ]
    files = {"age.py": AGE}
    case = play(tmp_path, "age.py:builder", steps, files=files)
    _, raised, stale = seen(case)
    assert answers(raised) == [("ask", "many", "as_given", "many")]
    assert answers(stale) == [("ask", "36", "otherwise", "many")]
    assert case.outcome == "error"
    steps[2]["expect"] = {"raises": {"type": "ValueError"}, "stale_resume": True}
    assert play(tmp_path, "age.py:builder", steps, files=files).outcome == "passed"


def test_a_node_that_is_tried_again_hears_its_own_answer_again(tmp_path):
    """`invoke: null` after a failure: the same question, its answer, and no fault."""
    steps = [
        {"invoke": {"n": 0}},
        {"resume": "many", "expect": {"raises": {"type": "ValueError"}}},
        {"invoke": None, "expect": {"raises": {"type": "ValueError"}}},
    ]
    case = play(tmp_path, "age.py:builder", steps, files={"age.py": AGE})
    found = seen(case)[-1]
    assert (found.executions, found.raises.type, answers(found)) == ({"ask": 1}, "ValueError", [])
    assert case.outcome == "passed"


def test_an_invoke_that_answers_a_question_with_an_older_answer_is_found(tmp_path):
    """`invoke: null` between two questions hands the first answer to the second (#8837)."""
    case = play(tmp_path, TWICE, [{"invoke": {"heard": 0}}, {"resume": 1}, {"invoke": None}])
    found = seen(case)[-1]
    assert found.values == {"heard": [1, 1]}
    assert answers(found) == [("ask", None, "otherwise", 1)]
    assert case.outcome == "failed"


FLOW = """
from langgraph.func import entrypoint, task
from langgraph.types import interrupt


@task
def count(word):
    return len(word)


@entrypoint()
def flow(words):
    total = sum(count(word).result() for word in words)
    name = interrupt("name?")
    if name == "bad":
        raise ValueError("bad name")
    return f"{name} has {total}"
"""


def test_a_functional_graph_answers_a_new_input_with_an_old_answer(tmp_path):
    """After a resume that raised, a whole new turn hears it; it is found."""
    steps = [
        {"invoke": ["ab", "c"], "expect": {"interrupts": [{"node": "flow"}]}},
        {"resume": "bad", "expect": {"raises": {"type": "ValueError"}}},
        {"invoke": ["abcd"], "expect": {"raises": {"type": "ValueError"}}},
    ]
    case = play(tmp_path, "flow.py:flow", steps, files={"flow.py": FLOW})
    _, raised, new = seen(case)
    assert answers(raised) == [("flow", "bad", "as_given", "bad")]
    assert [told[2:] for told in answers(new)] == [("otherwise", "bad")]
    assert case.outcome == "failed"


def test_a_functional_graph_hears_and_counts(tmp_path):
    """Tasks that have finished do not run again when an answer comes."""
    steps = [{"invoke": ["ab", "c"]}, {"resume": "Ann"}]
    case = play(tmp_path, "flow.py:flow", steps, files={"flow.py": FLOW})
    asked, done = seen(case)
    assert case.outcome == "passed"
    assert (asked.executions, done.executions) == ({"flow": 1, "flow/count": 2}, {"flow": 1})
    assert (asked.visited, done.visited) == (("flow",), ("flow",))
    assert (done.output, answers(done)) == ("Ann has 3", [("flow", "Ann", "as_given", "Ann")])


def test_a_branch_hears_its_own_answer_wherever_it_starts(tmp_path):
    """Half-answered moments included; main's later answers are unknown to it."""
    steps = [{"id": "asked", "invoke": {"heard": 0}}, {"id": "half", "resume": "m1"},
             {"id": "done", "resume": "m2"}]  # fmt: skip
    branches = {
        "all-new": {"from": "asked", "steps": [{"resume": "b1"}, {"id": "end", "resume": "b2"}]},
        "half-new": {"from": "half", "steps": [{"resume": "c2"}]},
        "again": {"from": "all-new/end", "steps": [{"invoke": {"heard": 0}}, {"resume": "d1"}]},
    }
    case = play(tmp_path, TWICE, steps, branches)
    ends = ("main", "all-new", "half-new")
    last = {name: seen(case, name)[-1].values["heard"] for name in ends}
    assert last == {"main": ["m1", "m2"], "all-new": ["b1", "b2"], "half-new": ["m1", "c2"]}
    assert [one.address for one in seen(case, "again")[-1].interrupts] == ["ask[1]"]
    assert case.outcome == "passed"
