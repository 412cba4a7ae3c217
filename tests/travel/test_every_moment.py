"""Moments of every kind: as the start of a branch, as something to look at, to go on from."""

import pytest
from travelling import NEWEST, ending, last, play

PLAIN = [{"id": "ran", "invoke": {"log": []}}]
TEAM = [{"id": "asked", "invoke": {"said": {}}}, {"id": "one", "resume": 1}, {"resume": 2}]
NULL = {"invoke": None}
LOOK = {"expect": {"next": {"$type": "list"}}}


def stands(values, *following, **asks):
    """What is seen at a moment."""
    return {"values": values, "next": sorted(following), "asks": asks}


MOMENTS = {
    "before a node that was passed": (
        ("plain", PLAIN, {"before": "review"}),
        stands({"log": ["draft"]}, "review"),
        (NULL, stands({"log": ["draft", "reviewed", "shipped"]})),
    ),
    "before a node that asks": (
        ("loop", [{"invoke": {"log": ["hi"]}}, {"resume": "a"}], {"before": "human"}),
        stands({"log": ["hi", "you said hi", "a", "you said a"]}, "human"),
        (
            NULL,
            stands({"log": ["hi", "you said hi", "a", "you said a"]}, "human", human={"said": 4}),
        ),
    ),
    "a checkpoint of a step, by what was next": (
        ("plain", PLAIN, {"in": "ran", "next": ["ship"]}),
        stands({"log": ["draft", "reviewed"]}, "ship"),
        (NULL, stands({"log": ["draft", "reviewed", "shipped"]})),
    ),
    "a checkpoint of a step, by its number": (
        ("plain", PLAIN, {"in": "ran", "source": "loop", "nth": 1}),
        stands({"log": ["draft"]}, "review"),
        (NULL, stands({"log": ["draft", "reviewed", "shipped"]})),
    ),
    "new input after a step that asks": (
        ("two", [{"id": "asked", "invoke": {"log": []}}, {"resume": "Ann"}], "asked"),
        stands({"log": []}, "form", form="name?"),
        ({"invoke": {"log": ["anew"]}}, stands({"log": ["anew"]}, "form", form="name?")),
    ),
    "an update that stands for the node that asks": (
        ("choice", [{"id": "asked", "invoke": {"log": []}}, {"resume": "no"}], "asked"),
        stands({"log": []}, "review", review="ok?"),
        (
            {"update_state": {"log": [["yes"]]}, "as_node": "review"},
            stands({"log": [["yes"]]}, "publish"),
        ),
    ),
    "an update that is not the node's answer": (
        ("loop", [{"id": "asked", "invoke": {"log": ["hi"]}}, {"resume": "a"}], "asked"),
        stands({"log": ["hi", "you said hi"]}, "human", human={"said": 2}),
        (
            {"update_state": {"log": ["!"]}, "as_node": "agent"},
            stands({"log": ["hi", "you said hi", "!"]}, "human"),
        ),
    ),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_a_moment_can_be_looked_at(tmp_path, name):
    """A step with `at` alone shows the state as it stood, and changes nothing."""
    (graph, steps, moment), there, _ = MOMENTS[name]
    case = play(tmp_path, graph, [*steps, LOOK, {"at": moment, **LOOK}, LOOK])
    before, looked, after = case.branches[0].steps[-3:]
    assert ending(looked) == there
    assert ending(after) == ending(before)


@pytest.mark.parametrize("name", MOMENTS)
def test_a_branch_goes_on_from_a_moment(tmp_path, name):
    """What a branch starts from is the moment as it stood."""
    (graph, steps, moment), there, (act, gives) = MOMENTS[name]
    branches = {"b": {"from": moment, "steps": [LOOK, act]}}
    case = play(tmp_path, graph, steps, branches=branches)
    (branch,) = (each for each in case.branches if each.name == "b")
    assert [ending(step) for step in branch.steps] == [there, gives]


@pytest.mark.parametrize("name", MOMENTS)
def test_the_thread_goes_on_from_a_moment(tmp_path, name):
    """An act with `at` gives what a branch from there gives, in the same thread."""
    (graph, steps, moment), _, (act, gives) = MOMENTS[name]
    case = play(tmp_path, graph, [*steps, {"at": moment, **act}, LOOK])
    acted, looked = case.branches[0].steps[-2:]
    assert [ending(acted), ending(looked)] == [gives, gives]


SUBGRAPHS = {"shared": {"ref": "team"}, "with a memory": {"ref": "team", "args": {"keeps": True}}}


@pytest.mark.parametrize("graph", SUBGRAPHS.values(), ids=SUBGRAPHS)
def test_a_branch_starts_before_a_node_of_a_subgraph(tmp_path, graph):
    """`before: team/second`: the first question is answered, the second not yet asked."""
    branches = {"b": {"from": {"before": "team/second"}, "steps": [LOOK, NULL]}}
    case = play(tmp_path, graph, TEAM, branches=branches)
    (branch,) = (each for each in case.branches if each.name == "b")
    looked, ran = branch.steps
    assert ending(looked) == stands({"said": {}}, "team")
    assert ending(ran) == {
        "values": {"said": {}},
        "next": ["team"],
        "asks": {"team/second": "second?"},
    }
    assert ran.observation.executions == {"team": 1, "team/second": 1}


def test_a_branch_starts_from_nothing(tmp_path):
    """`start` is an empty storage."""
    branches = {"b": {"from": "start", "steps": [{"invoke": {"log": ["x"]}}]}}
    case = play(tmp_path, "two", [{"invoke": {"log": []}}, {"resume": "A"}], branches=branches)
    assert ending(last(case, "b")) == stands({"log": ["x"]}, "form", form="name?")


def test_static_interrupts_are_gone_back_to(tmp_path):
    """A gate set by interrupt_before stops again after an update at an earlier gate."""
    gated = {"ref": "plain", "interrupt_before": ["review", "ship"]}
    case = play(
        tmp_path,
        gated,
        [
            {"id": "drafted", "invoke": {"log": []}},
            {"id": "reviewed", "invoke": None},
            {"invoke": None},
            {"at": "drafted", "update_state": {"log": ["mended"]}, "as_node": "draft"},
            {"invoke": None},
            {"invoke": None},
            {"at": "reviewed", "invoke": None},
        ],
    )
    assert [ending(step) for step in case.branches[0].steps] == [
        stands({"log": ["draft"]}, "review"),
        stands({"log": ["draft", "reviewed"]}, "ship"),
        stands({"log": ["draft", "reviewed", "shipped"]}),
        stands({"log": ["draft", "mended"]}, "review"),
        stands({"log": ["draft", "mended", "reviewed"]}, "ship"),
        stands({"log": ["draft", "mended", "reviewed", "shipped"]}),
        stands({"log": ["draft", "reviewed", "shipped"]}),
    ]


@pytest.mark.parametrize("graph", SUBGRAPHS.values(), ids=SUBGRAPHS)
def test_a_thread_does_not_go_back_into_a_subgraph(tmp_path, graph):
    """LangGraph would take a subgraph's checkpoint for none of the thread's: refused; seen it
    can be."""
    inside = {"before": "team/second"}
    case = play(tmp_path, graph, [*TEAM, {"at": inside, **LOOK}, {"at": inside, "resume": 3}])
    looked, refused = case.branches[0].steps[-2:]
    assert ending(looked) == stands({"said": {}}, "team")
    assert (refused.error.kind, refused.error.message, refused.error.hint) == (
        "refused",
        "the moment is inside the subgraph team",
        "branch from the moment instead: a branch is a copy of the whole storage",
    )


OFFICE = [{"id": "first", "invoke": {"said": {}}}, {"id": "second", "resume": "a"}, {"resume": "b"}]
"""A subgraph with a memory, called three times."""


def test_a_memory_is_as_it_was_at_the_moment(tmp_path):
    """A subgraph that remembers has forgotten what came after the moment, or `auto` refuses;
    a branch is exact."""
    answer = {"resume": "z"}
    branches = {"b": {"from": "second", "steps": [answer]}}
    steps = [*OFFICE, {"at": "second", **answer}]
    case = play(tmp_path, "remembers", steps, branches=branches)
    exact = {
        "values": {"said": {"call 1": "a", "call 2": "z"}},
        "next": ["office"],
        "asks": {"office/clerk": "and?"},
    }
    assert ending(last(case, "b")) == exact
    back = last(case)
    if NEWEST:
        assert (ending(back), back.observation.travel.via) == (exact, "replay")
    else:
        assert ending(back) == exact or back.error.kind == "refused"


def test_a_refused_way_back_changes_nothing(tmp_path):
    """After a refusal the thread stands where it stood."""
    steps = [
        *OFFICE,
        LOOK,
        {"at": "first", "invoke": {"said": {}}, "expect": {"refused": {"$contains": "remember"}}},
        LOOK,
        {"resume": "c"},
    ]
    before, _, after, resumed = play(tmp_path, "remembers", steps).branches[0].steps[3:]
    assert ending(after) == ending(before)
    assert ending(resumed)["values"] == {"said": {"call 1": "a", "call 2": "b", "call 3": "c"}}
