"""What ran and what was heard, as it was: LangGraph's own streams announce more, or less."""

import shutil
from pathlib import Path

import pytest
from playing import play, seen

SHAPES = Path(__file__).parent / "shapes_seen.py"


@pytest.fixture
def played(tmp_path):
    """The observations of a conversation with a graph of `shapes_seen`."""
    shutil.copy(SHAPES, tmp_path)

    def converse(graph, *steps, outcome="passed"):
        case = play(tmp_path, f"shapes_seen.py:{graph}", list(steps))
        assert case.outcome == outcome
        return seen(case)

    return converse


GO = {"invoke": {"log": []}}


@pytest.mark.parametrize(
    ("graph", "visited", "executions"),
    [
        ("retrying", ("flaky",), {"flaky": 3}),
        ("sending", ("plan", ("worker", "worker", "worker")), {"plan": 1, "worker": 3}),
        ("same_names", ("team",), {"team": 1, "team/team": 1}),
        ("called_by_hand", ("call",), {"call": 1, "call/child": 1}),
        ("handing_over", ("first", "third"), {"first": 1, "third": 1}),
    ],
)
def test_bodies_are_counted_as_they_start(played, graph, visited, executions):
    """One for each retry and each Send; a name that stands twice in an address is two bodies."""
    (found,) = played(graph, GO)
    assert (found.visited, found.executions) == (visited, executions)


def test_tasks_of_a_functional_graph_are_bodies_of_their_own(played):
    """Each call of a `@task` counts, under the entrypoint, and is no visited node."""
    (found,) = played("flow", {"invoke": [1, 2, 3]})
    assert (found.visited, found.executions) == (("flow",), {"flow": 1, "flow/double": 3})
    assert found.output == {"log": [2, 4, 6]}


def test_sync_and_async_nodes_run_in_one_superstep(played):
    """Both are seen as one set."""
    (found,) = played("mixed", GO)
    assert [set(step) for step in found.visited] == [{"wait", "now"}]
    assert sorted(found.values["log"]) == ["async", "sync"]


@pytest.mark.parametrize(
    ("graph", "again"),
    [
        ("team_none", {"team/ask": 1, "team/after": 1, "end": 1}),
        ("team_true", {"team/ask": 1, "team/after": 1, "end": 1}),
        ("team_false", {"team/before": 1, "team/ask": 1, "team/after": 1, "end": 1}),
    ],
)
def test_a_question_inside_a_subgraph_of_each_kind(played, graph, again):
    """What runs again when it is answered depends on what the subgraph keeps."""
    asked, done = played(graph, GO, {"resume": "yes"})
    first = {path: n for path, n in asked.executions.items() if "/" in path}
    second = {path: n for path, n in done.executions.items() if path != "team"}
    assert (first, second) == ({"team/before": 1, "team/ask": 1}, again)
    hidden = graph == "team_false"
    (told,) = done.answers
    assert told.heard == ("unknown" if hidden else "as_given")
    assert done.values["log"][-4:] == ["before", "yes", "after", "end"]


@pytest.mark.parametrize("graph", ["team_none", "team_true"])
def test_a_paused_subgraph_is_seen_inside(played, graph):
    """Its values, what is next in it, its question and the nodes that ran in it."""
    asked, done = played(graph, GO, {"resume": "yes"})
    inside = asked.subgraphs["team"]
    assert (inside.values, inside.next, inside.visited) == (
        {"log": ["before"]}, ("ask",), ("before", "ask"),
    )  # fmt: skip
    assert [(one.node, one.path, one.value) for one in inside.interrupts] == [
        ("ask", "team/ask", "ok?")
    ]
    assert done.subgraphs["team"].visited == ("ask", "after")
    assert (asked.visited, asked.next) == (("team",), ("team",))


def test_a_question_three_deep(played):
    """Its address names every node on the way; only what waits runs again."""
    asked, done = played("nested", GO, {"resume_map": {"top/low/deep": None}})
    assert [(one.node, one.path) for one in asked.interrupts] == [("deep", "top/low/deep")]
    assert set(asked.subgraphs) == {"top", "top/low"}
    assert [(told.path, told.heard) for told in done.answers] == [("top/low/deep", "as_given")]
    assert done.values["log"][-2:] == [None, "mid"]


def test_nodes_are_seen_in_each_of_several_subgraphs(played):
    """Also further in than one."""
    asked, _ = played("nested", GO, {"resume": "yes"})
    inside = {path: inner.visited for path, inner in asked.subgraphs.items()}
    assert (asked.visited, inside) == (("top",), {"top": ("low",), "top/low": ("deep",)})


def test_answers_inside_a_subgraph_that_stores_nothing_are_judged_by_what_it_asks_next(played):
    """Another question: the first may have been heard, which nobody sees. The same one: not."""
    asked, one, two = played(
        "unheard_inside", GO, {"resume": "a"}, {"resume": "b"}, outcome="failed"
    )
    asks = [[each.value for each in found.interrupts] for found in (asked, one, two)]
    assert asks == [["one?"], ["two?"], ["two?"]]
    assert [told.heard for found in (one, two) for told in found.answers] == ["unknown", "never"]
    assert one.subgraphs["top/low"].visited == ("first", "both")


def test_what_a_node_heard_that_leaves_for_the_graph_around_is_not_known(played):
    """LangGraph stores nothing of it; that it was asked and is done is known."""
    _, left = played("leaving", GO, {"resume": "home"})
    assert (left.values, left.next) == ({"log": ["home", "end"]}, ())
    assert [(told.path, told.heard) for told in left.answers] == [("team/leave", "unknown")]


def test_an_older_answer_is_told_though_its_node_leaves_for_the_graph_around(played):
    """It is stored with the first of two questions, and is heard instead of the new one."""
    first = {"id": "asked", **GO}
    steps = [first, {"resume": "ask"}, {"resume": "home"}]
    *_, stale = played(
        "leaving", *steps, {"at": "asked", "via": "direct", "resume": "away"}, outcome="failed"
    )
    assert [told.heard for told in stale.answers] == ["never"]
    assert stale.values["log"][0] == "ask"


def test_workers_of_a_fan_out_are_answered_by_number(played):
    """In task order; each hears its own, and those that have finished do not run again."""
    asked, one, rest = played(
        "asking_workers", GO, {"resume_map": {"worker#2": "b"}},
        {"resume_map": {"worker#1": "a", "worker#2": "c"}},
    )  # fmt: skip
    assert [found.address for found in asked.interrupts] == ["worker#1", "worker#2", "worker#3"]
    assert (asked.visited, asked.executions) == ((("worker",) * 3,), {"worker": 3})
    assert asked.next == ("worker",) * 3
    assert [found.value for found in one.interrupts] == [0, 2]
    assert sorted(rest.values["log"]) == ["0 a", "1 b", "2 c"]
    assert [told.heard for told in (*one.answers, *rest.answers)] == ["as_given"] * 3
