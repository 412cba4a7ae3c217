"""Scenarios that fail for a reason that is known, with everything else around it that a long
test has: steps, branches, nodes, rows, texts that do not matter."""

from __future__ import annotations

from copy import deepcopy

ASKING = {
    "state": {"status": "string"},
    "nodes": {
        "review": {
            "interrupt": {},
            "returns": {"status": "{{ 'published' if answer else 'rejected' }}"},
        }
    },
    "edges": ["START -> review"],
}
RAISING = {
    "state": {"status": "string"},
    "nodes": {"pay": {"raises": {"type": "TimeoutError", "message": "the bank is closed"}}},
    "edges": ["START -> pay"],
}
PUBLISHED = {"values": {"status": "published"}}

CORES = {
    "another answer": {
        "graph": ASKING,
        "steps": [{"invoke": {}}, {"resume": False, "expect": PUBLISHED}],
    },
    "a stale answer": {
        "graph": ASKING,
        "steps": [
            {"id": "asked", "invoke": {}},
            {"resume": True},
            {"resume": False, "at": "asked", "via": "direct"},
        ],
    },
    "answered twice": {
        "graph": ASKING,
        "steps": [{"invoke": {}}, {"resume": True}, {"resume": True}],
    },
    "a node that raises": {"graph": RAISING, "steps": [{"invoke": {}}]},
    "a question too many": {
        "graph": ASKING,
        "steps": [{"invoke": {}, "expect": {"interrupts": []}}],
    },
    "edited in vain": {
        "graph": ASKING,
        "steps": [
            {"invoke": {}},
            {"update_state": {"status": "draft"}},
            {"resume": False, "expect": PUBLISHED},
        ],
    },
}
"""The smallest scenarios, but for their names."""


def told_at_length(random, core):
    """The core with noise around it, as the whole data of a file."""
    data = deepcopy(core)
    data = {"scenario": "A long story", "description": "It goes on and on.", **data}
    data["tags"] = random.sample(["smoke", "slow", "hitl", "nightly"], 2)
    _more_graph(random, data["graph"])
    _more_steps(random, data)
    _more_branches(random, data)
    if random.random() < 0.5:
        data["variables"] = {"who": "Ada", "where": "at home"}
    if random.random() < 0.3:
        rows = [{"id": "tea", "what": "green tea"}, {"id": "milk", "what": "cold milk"}]
        data["parameters"] = rows[: random.randint(1, 2)]
    return data


def _more_graph(random, graph):
    graph["state"]["notes"] = {"type": "list", "default": []}
    graph["state"]["turn"] = {"type": "integer", "default": 0, "reducer": "add"}
    (core,) = list(graph["nodes"])
    before = [f"before{n}" for n in range(random.randint(0, 3))]
    for node in before:
        graph["nodes"][node] = {"returns": {"turn": 1, "notes": [f"a note of {node}"]}}
    graph["nodes"]["after"] = {"returns": {"notes": ["a note at the very end"]}}
    graph["edges"] = [" -> ".join(["START", *before, core, "after", "END"])]


def _more_steps(random, data):
    steps = []
    for step in data["steps"]:
        steps += [_noise(random) for _ in range(random.randint(0, 5))]
        steps.append(step)
    data["steps"] = steps + [_noise(random) for _ in range(random.randint(0, 3))]


def _noise(random):
    """A step that neither fails nor touches the conversation."""
    other = {"thread": random.choice(["second", "third"])}
    return (
        random.choice(
            [
                {"invoke": {"notes": ["some words about tea"]}, **other},
                {"update_state": {"notes": ["something else"]}, **other, "as_node": "after"},
                {"expect": {"values": {"$type": "mapping"}}, "description": "just looking around"},
                {"expect": {"paths": {"$.next": {"$type": "list"}}}},
            ]
        )
        if random.random() < 0.8
        else {"expect": {"duration": {"$lt": 60}}}
    )


def _more_branches(random, data):
    data["branches"] = {}
    for number in range(random.randint(1, 5)):
        data["branches"][f"side{number}"] = {
            "from": "start",
            "description": "Another way it may go.",
            "steps": [{"expect": {"duration": {"$lt": 60}}} for _ in range(random.randint(1, 3))],
        }


def size(data):
    """How many values there are in it, its name aside."""
    if isinstance(data, dict):
        return 1 + sum(size(part) for key, part in data.items() if key != "scenario")
    if isinstance(data, list):
        return 1 + sum(map(size, data))
    return 1
