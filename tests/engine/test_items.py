"""What the store holds after a step: of every kind of store, each branch's own."""

import sqlite3

import pytest
from playing import named, play, seen
from store_graphs import SOURCE

FILES = {"stores.py": SOURCE}
READ = {"store": {"$type": "list"}}
FIRST = (("users",), "first", {"n": 0})


def told(found):
    return [(item.namespace, item.key, item.value) for item in found.store]


@pytest.mark.parametrize(
    "graph",
    [
        "memory",
        "memory_async",
        "sqlite",
        "vectors",
        pytest.param(
            "sqlite_vectors",
            marks=pytest.mark.skipif(
                not hasattr(sqlite3.Connection, "enable_load_extension"),
                reason="this Python cannot load what SQLite searches vectors with",
            ),
        ),
        "awaited",
        "endless",
    ],
)
def test_each_branch_has_a_store_of_its_own(tmp_path, graph):
    """As the application built it at first, as it stood at the moment in a branch."""
    steps = [
        {"id": "asked", "invoke": {"n": 1}, "expect": READ},
        {"resume": "main", "expect": READ},
    ]
    other = {"from": "asked", "steps": [{"resume": "other", "expect": READ}]}
    again = {"from": "start", "steps": [{"expect": READ}]}
    branches = {"other": other, "again": again}
    if graph == "endless":  # it cannot be put into
        branches, steps = {}, steps[:1]
    case = play(
        tmp_path, f"stores.py:{graph}", steps, branches, files=FILES, checks={"left_open": "ignore"}
    )
    assert case.outcome == "passed"
    asked, *answered = seen(case)
    assert told(asked) == [FIRST]
    if branches:
        assert told(answered[0]) == [FIRST, (("users", "ada"), "main", {"n": 1})]
        assert told(seen(case, "other")[0]) == [FIRST, (("users", "ada"), "other", {"n": 1})]
        assert told(seen(case, "again")[0]) == [FIRST]


def test_two_cases_meet_no_store_of_each_other(tmp_path):
    """The application's own is never written to."""
    steps = [
        {"invoke": {"n": 1}},
        {"resume": "me", "expect": {"store": [{"key": "first"}, {"key": "me"}]}},
    ]
    for _ in range(2):
        case = play(tmp_path, "stores.py:sqlite", steps, files=FILES)
        assert case.outcome == "passed"


def test_all_items_of_a_large_store_are_read(tmp_path):
    """By namespace and key, however many pages it takes."""
    (found,) = seen(play(tmp_path, "stores.py:many", [{"expect": READ}], files=FILES))
    assert len(found.store) == 2500
    assert told(found) == sorted(told(found), key=lambda item: item[:2])


def test_it_is_read_only_where_something_asks(tmp_path):
    """An expectation, a check, a path; `compare` at the ends of its branches."""
    steps = [
        {"id": "asked", "invoke": {"n": 1}},
        {"expect": {"values": {"n": 1}}},
        {"expect": {"paths": {"$.store[0].key": "first"}}},
        {"expect": {"check": "stores.py:first"}},
        {"save": {"key": "$.store[0].key"}, "expect": {"next": ["put"]}},
        {"expect": {"next": ["put"]}},
    ]
    case = play(
        tmp_path,
        "stores.py:memory",
        steps,
        {"other": {"from": "asked", "steps": [{"expect": {"next": ["put"]}}]}},
        files={
            "stores.py": SOURCE + "def first(seen):\n    assert seen['store'][0]['key'] == 'first'"
        },
        compare=[{"branches": ["main", "other"], "equal": ["$.store"]}],
        checks={"left_open": "ignore"},
    )
    assert case.outcome == "passed"
    read = [found.store is not None for found in seen(case)]
    assert read == [False, False, True, True, True, True]


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ("sealed", "the store (Sealed) cannot be read: PermissionError: only by name"),
        (
            "strange",
            "the store (Strange) cannot be read: TypeError: a search gave int instead of a list",
        ),
        ("none", "the graph has no store; give it one with store: memory, under graph"),
    ],
)
def test_a_store_that_cannot_be_read_is_told_of(tmp_path, graph, said):
    """At the expectation that asks; a check just finds none."""
    steps = [{"invoke": {"n": 1}, "expect": {"check": "stores.py:nothing"}}, {"expect": READ}]
    more = SOURCE + "def nothing(seen):\n    assert seen['store'] is None"
    case = play(tmp_path, f"stores.py:{graph}", steps, files={"stores.py": more})
    first, second = case.branches[0].steps
    (finding,) = (one for one in second.findings if one.expectation == "store")
    assert (first.outcome, second.outcome) == ("passed", "error")
    assert finding.message.startswith(said)


def test_a_store_that_cannot_be_copied_is_told_of(tmp_path):
    """Before anything is written to the application's own."""
    case = play(tmp_path, "stores.py:locked", [{"invoke": {"n": 1}}], files=FILES)
    error = case.error
    assert "the store of the graph (stores.Locked) cannot be copied" in error.message
    assert error.hint == "give it an empty one in memory, by store: memory under graph"


def test_so_is_one_that_cannot_be_copied_any_more(tmp_path):
    """The branch that would need it is; the others go on."""
    steps = [{"invoke": {"n": 1}}, {"id": "put", "resume": 1}]
    other = {"from": "put", "steps": [{"invoke": {"n": 2}}]}
    case = play(
        tmp_path,
        "stores.py:locks_itself",
        steps,
        {"other": other},
        files=FILES,
        checks={"left_open": "ignore"},
    )
    branches = named(case)
    assert (branches["main"].outcome, branches["other"].outcome) == ("passed", "error")
    assert "cannot be copied" in branches["other"].error.message


@pytest.mark.parametrize("graph", ["none", "locked", "memory"])
def test_store_memory_gives_an_empty_one(tmp_path, graph):
    """Where there is none, and in place of the application's own."""
    steps = [
        {"id": "asked", "invoke": {"n": 1}, "expect": {"store": []}},
        {"resume": "a", "expect": {"store": [{"namespace": ["users", "ada"], "key": "a"}]}},
        {"reload": True, "expect": {"store": {"$length": 1}}},
    ]
    other = {"from": "asked", "steps": [{"resume": "b", "expect": {"store": [{"key": "b"}]}}]}
    told = {"ref": f"stores.py:{graph}", "store": "memory"}
    case = play(tmp_path, told, steps, {"other": other}, files=FILES)
    assert case.outcome == "passed"


def test_functions_that_inline_nodes_call_get_it(tmp_path):
    """As LangGraph gives it to nodes: by a parameter of that name, sync or async."""
    graph = {
        "store": "memory",
        "state": {"n": "integer"},
        "nodes": {"put": {"call": "keeping:put"}, "aput": {"call": "keeping:aput"}},
        "edges": ["START -> put -> aput -> END"],
    }
    files = {
        "keeping.py": "def put(state, store):\n    store.put(('a',), 'b', {'n': state['n']})\n"
        "async def aput(state, store):\n    await store.aput(('a',), 'c', {'n': state['n']})\n"
    }
    wanted = [{"key": "c"}, {"namespace": ["a"], "key": "b", "value": {"n": 1}}]
    steps = [{"invoke": {"n": 1}, "expect": {"store": wanted}}]
    assert play(tmp_path, graph, steps, files=files).outcome == "passed"


def test_a_way_back_that_is_given_up_leaves_no_trace_in_the_store(tmp_path):
    """`auto` tries what is exact; what a try put into the store is undone with the rest."""
    source = """
from typing import TypedDict
from langgraph.graph import START, StateGraph
from langgraph.store.base import BaseStore
from langgraph.types import interrupt

class S(TypedDict, total=False):
    n: int
    seen: int

def count(state, *, store: BaseStore):
    found = store.search(("runs",), limit=100)
    store.put(("runs",), str(len(found)), {"n": state["n"]})
    return {"seen": len(found)}

def ask(state):
    interrupt("First?")
    interrupt("Second?")
    return {}

inner = StateGraph(S)
inner.add_node("count", count)
inner.add_node("ask", ask)
inner.add_edge(START, "count")
inner.add_edge("count", "ask")
builder = StateGraph(S)
builder.add_node("team", inner.compile())
builder.add_edge(START, "team")
graph = builder.compile()
"""
    steps = [
        {"id": "asked", "invoke": {"n": 1}, "expect": {"store": {"$length": 1}}},
        {"resume": 1},
        {
            "resume": 2,
            "at": "asked",
            "expect": {"refused": {"$present": True}, "store": {"$length": 1}},
        },
    ]
    told = {"ref": "counting.py:graph", "store": "memory"}
    case = play(
        tmp_path, told, steps, files={"counting.py": source}, checks={"left_open": "ignore"}
    )
    assert [step.outcome for step in case.branches[0].steps] == ["passed"] * 3
