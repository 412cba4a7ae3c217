"""Rules of the nodes of graphs told in YAML, but for what is inside their subgraphs."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.inline_jumps import check_jumps
from scenario_runner.language.inline_told import ENDS, Told, check_channels, told_at
from scenario_runner.language.inline_words import check_exception, check_function
from scenario_runner.language.inputs import check_input
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

ACTS = ("interrupt", "interrupts", "raises", "call", "returns", "update", "goto", "send")
_ONE_OF = (
    ("interrupt", "interrupts", "put all questions into interrupts"),
    ("returns", "update", "they mean the same: put all channels into one of them"),
)


def check_node(node: Value, name: str, told: Told) -> Iterator[Problem]:
    """Its name, and each thing that it does."""
    yield from _name(node, name, told)
    data = node.data
    if not isinstance(data, dict):
        return
    yield from _together(node)
    for key in ("interrupt", "interrupts", "returns", "update"):
        if key in data:
            yield from check_input(node[key])
    if "call" in data:
        yield from check_function(node["call"])
    if isinstance(data.get("raises"), dict) and "type" in data["raises"]:
        yield from check_exception(node["raises"]["type"])
    if isinstance(data.get("retry"), dict):
        yield from _retried(node["retry"])
    for key in ("returns", "update"):
        if key in data:
            yield from check_channels(node[key], told.channels, told.graph)
    yield from check_jumps(node, told)


def _name(node: Value, name: str, told: Told) -> Iterator[Problem]:
    message: str | None = None
    if name in ENDS or name in {"__start__", "__end__"}:
        message = f"a node cannot be called {name}, which is an end of the graph"
    elif name.startswith("__"):
        message = f"{quoted(name)} is a name that LangGraph keeps for itself"
    elif set(name) & {"|", ":"} or not name:
        message = f"the node name {quoted(name)} cannot hold | and :"
    elif name in told.channels:
        message = f"{quoted(name)} names a channel and a node"
    if message is not None:
        yield told_at(node.key_place, message, "give the node another name")


def _together(node: Value) -> Iterator[Problem]:
    """Keys that do not go with one another."""
    data = node.data
    for one, other, hint in _ONE_OF:
        if one in data and other in data:
            message = f"a node has {quoted(one)} or {quoted(other)}, not both"
            yield told_at(node[other].key_place, message, hint)
    if "graph" in data:
        for key in (key for key in data if key in ACTS):
            yield told_at(
                node[key].key_place, f"a node that is a graph cannot have {quoted(key)} as well",
                "give it to a node inside that graph",
            )  # fmt: skip
    elif "checkpointer" in data:
        yield told_at(
            node["checkpointer"].key_place, '"checkpointer" does nothing without "graph"',
            "remove it, or tell a graph here", "idle-modifier",
        )  # fmt: skip


def _retried(retry: Value) -> Iterator[Problem]:
    named = retry.data.get("retry_on")
    if isinstance(named, list):
        for index in range(len(named)):
            yield from check_exception(retry["retry_on"][index])
    elif named is not None:
        yield from check_exception(retry["retry_on"])
