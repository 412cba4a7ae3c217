"""A scenario around each example of the schema: the least that it needs to be right there."""

import re
from collections.abc import Callable

from scenario_runner.language.model_rules import SELECTORS
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import keys_of, scenario_schema, schema_text

FILES = {
    **dict.fromkeys(re.findall(r"[\w/]+\.py\b", schema_text()), ""),
    "pyproject.toml": "",
    "order.json": "{}",
    "threads.sqlite": "",
    "shared/login.yaml": "as-reviewer: []\n",
}
"""The project that the examples speak of."""
STATE = {"messages": "messages", "status": None, "draft": None, "turn": None, "seen": None}
INLINE = {
    "state": STATE,
    "nodes": {"agent": None, "human": None, "worker": None},
    "edges": ["START -> agent -> human -> worker"],
}
ALONE = {**INLINE, "nodes": {"agent": None}, "edges": ["START -> agent"]}
SAYING = {"content", "chunks", "structured", "tool_calls", "raises"}
"""What a reply says by itself; the other keys of one stand beside it."""
REJECTED = {"rejected": {"from": "draft", "steps": [{"id": "sent", "resume": False}]}}

SERVER = {"url": "http://127.0.0.1:2024"}
BESIDE = {
    "branch": {"from": "draft", "steps": [{"resume": True}]},
    "cassette": {"path": "tapes/refund.yaml"},
    "compare": {"branches": ["main", "rejected"], "equal": ["$.next"]},
    "edge": {"from": "human", "to": "agent", "when": "{{ state.turn < 5 }}"},
    "expect_failure": {"reason": "known"},
    "graph": {"ref": "shop.agents:build"},
    "graph: fixture": {},
    "graph: url": {"assistant": "agent"},
    "graph: assistant": SERVER,
    "graph: headers": {**SERVER, "assistant": "agent"},
    "graph: edges": ALONE,
    "graph: nodes": ALONE,
    "graph: state": ALONE,
    "listed_answer": {"interrupt": {"node": "legal"}, "value": "ok"},
    "matcher.$approx": {"value": 3.1},
    **{f"model_entry: {selector}": {"reply": "Sunny"} for selector in SELECTORS},
    **{
        f"{owner}: {key}": {"content": "Sunny"}
        for owner in ("model_entry", "model_reply")
        for key in keys_of("model_reply").keys() - SAYING
    },
    "model_entry.raises": {"type": "TimeoutError"},
    "model_reply.raises": {"type": "TimeoutError"},
    "moment: next": {"in": "draft"},
    "moment: nth": {"in": "draft"},
    "moment: source": {"in": "draft"},
    "moment: branch": {"before": "review"},
    "moment: thread": {"before": "review"},
    "node: checkpointer": {"graph": ALONE},
    "node: returns": {"interrupt": "next?"},
    "node.raises": {"type": "TimeoutError"},
    "node.retry": {"max_attempts": 2},
    "node.send": {"to": "worker", "each": [1]},
    "patch.raises": {"type": "TimeoutError"},
    "reply.raises": {"type": "TimeoutError"},
    "skip": {"reason": "known"},
    "step: anchor": {"regenerate": {}},
    "step: as_node": {"update_state": {}},
    "step.edit": {"message": -1, "content": "tea"},
    "step: expect": {"resume": True},
    "step: via": {"resume": True, "at": "draft"},
    "subgraph": ALONE,
    "thread_from": {"file": "threads.sqlite", "thread": "order-7"},
    "file.thread_from": {"file": "threads.sqlite", "thread": "order-7"},
    "ui": {"message": -1},
}
"""What must stand beside any key of an owner, or beside one key of it."""


def framed(way, name, example):
    """A whole scenario, with the example as what the key holds whose owner is at `way`."""
    owner = way.removeprefix("$").removeprefix(".")
    part = {**_beside(owner, name), name: example}
    home, *inner = owner.split(".")
    if home not in scenario_schema()["definitions"]:
        home, inner = "file", [key for key in (home, *inner) if key]
    for depth in range(len(inner), 0, -1):
        part = _within([home, *inner[: depth - 1]], inner[depth - 1], part)
    if home in _HOMES:
        return _HOMES[home](part)
    where, key, shape = next(_references(scenario_schema(), "$", home))
    return framed(where, key, shape(part))


def _within(above, key, part):
    """The part under its key; in a list, or under some name, where its owner has no such key."""
    if key == "items":
        return [part]
    if key == "additionalProperties":
        return {"name": part}
    return {**_beside(".".join(above), key), key: part}


def _references(schema, way, name):
    """Where a definition is held: the way to the owner, the key, and how it is held there."""
    aim = {"$ref": f"#/definitions/{name}"}
    for key, part in schema.get("properties", {}).items():
        if part == aim or aim in part.get("allOf", ()):
            yield way, key, lambda held: held
        elif part.get("items") == aim:
            yield way, key, lambda held: [held]
        elif part.get("additionalProperties") == aim:
            yield way, key, lambda held: {"name": held}
        yield from _references(part, f"{way}.{key}", name)
    for key, part in schema.get("definitions", {}).items():
        yield from _references(part, f"$.{key}", name)


def _beside(owner, name):
    modifies = owner == "step" and name not in ACTS
    act = {"resume": True} if modifies and name not in ("expect", "$include") else {}
    return BESIDE.get(f"{owner}: {name}", BESIDE.get(owner, act))


def _file(part):
    """A conversation with a branch, and all that the examples speak of."""
    return {
        "scenario": "An example",
        "graph": "agents/publish.py:graph",
        "steps": [{"id": "draft", "invoke": {}}],
        **part,
        "branches": {**({} if "steps" in part else REJECTED), **part.get("branches", {})},
    }


def _branch(part):
    return _file({"branches": {"more": part}})


def _step(part):
    return _branch({"from": "rejected/sent", "steps": [part]})


def _expect(part):
    file = _step({"resume": True, "expect": part})
    patched = {key: {"returns": None} for key in part.get("calls", ())}
    return {**file, "patches": patched} if patched else file


def _node(part):
    return _file({"graph": {**INLINE, "nodes": {**INLINE["nodes"], "agent": part}}})


def _graph(part):
    return _file({"graph": part})


def _replies(part):
    return _file({"models": {"llm": part}})


_HOMES: dict[str, Callable] = {
    "file": _file,
    "graph": _graph,
    "channel": lambda part: _graph({**INLINE, "state": {**STATE, "turn": part}}),
    "node": _node,
    "subgraph": lambda part: _node({"graph": part}),
    "edge": lambda part: _graph({**INLINE, "edges": [*INLINE["edges"], part]}),
    "step": _step,
    "expect": _expect,
    "matcher": lambda part: _expect({"values": {"total": part}}),
    "value": lambda part: _step({"invoke": part}),
    "branch": _branch,
    "compare": lambda part: _file({"compare": [part]}),
    "patch": lambda part: _file({"patches": {"shop.tools:get_order": part}}),
    # one object in the place of another has no turns
    "reply": lambda part: _HOMES["patch"](part if "value" in part else [part]),
    "model_script": _replies,
    "model_entry": lambda part: _replies([part]),
    "message_selector": lambda part: _step({"edit": {"message": part, "content": "tea"}}),
    "moment": lambda part: _branch({"from": part, "steps": [{"resume": True}]}),
}
"""Where a definition stands in a file, where that is not merely under the first key that holds
it."""
