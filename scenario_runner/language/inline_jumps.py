"""Rules of `goto` and `send` in graphs told in YAML, and where they may lead."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.inline_told import (
    Told,
    check_node_name,
    names_in,
    subgraph_of,
    told_at,
)
from scenario_runner.language.inputs import check_input
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem


def check_jumps(node: Value, told: Told) -> Iterator[Problem]:
    """What a node goes to is there, and takes what it is sent."""
    for target in _targets(node):
        if target.data == "START":
            yield told_at(target.place, "nothing can go to START", "name a node, or END")
        else:
            yield from check_node_name(target.data, target.place, told.nodes, ("END",))
    send = node.data.get("send")
    if isinstance(send, dict):
        yield from _send(node["send"], told)


def leads_to(node: dict[str, object], nodes: tuple[str, ...]) -> Iterator[str]:
    """Where a node may go without edges: by a template, or a Python function, anywhere. A name
    that is not there is told by itself, and may have meant any."""
    goto, send = node.get("goto"), node.get("send")
    to = send.get("to") if isinstance(send, dict) else None
    named = [*(goto if isinstance(goto, list) else [goto]), to]
    names = [name for name in named if isinstance(name, str) and name != "END"]
    if "call" in node or any(name not in nodes for name in names):
        yield from nodes
    else:
        yield from names


def _targets(node: Value) -> Iterator[Value]:
    """Each node that `goto` names in plain text."""
    goto = node.data.get("goto")
    found = [node["goto"][index] for index in range(len(goto))] if isinstance(goto, list) else []
    if isinstance(goto, str):
        found = [node["goto"]]
    yield from (one for one in found if isinstance(one.data, str) and not is_template(one.data))


def _send(send: Value, told: Told) -> Iterator[Problem]:
    to, each = send.data.get("to"), send.data.get("each")
    if to in ("START", "END"):
        yield told_at(send["to"].place, f"nothing can be sent to {to}", "name a node")
    elif isinstance(to, str) and not is_template(to):
        yield from check_node_name(to, send["to"].place, told.nodes, ())
    if isinstance(each, str) and each and not is_template(each):
        yield told_at(
            send["each"].place, '"each" must be a list, or a template that gives one',
            f'write "{{{{ {each} }}}}", or [{each}]' if _is_simple(each) else "put [ ] around it",
        )  # fmt: skip
    if isinstance(each, list):
        yield from check_input(send["each"])
    if isinstance(to, str) and (inner := subgraph_of(told.node(to))) is not None:
        yield from _into_graph(send, names_in(inner, "state"))


def _is_simple(text: str) -> bool:
    return '"' not in text and len(text) <= 100


def _into_graph(send: Value, channels: tuple[str, ...]) -> Iterator[Problem]:
    """A graph takes a mapping of its channels."""
    name, each = send.data.get("as"), send.data.get("each")
    if isinstance(name, str):
        if channels and name not in channels:
            yield told_at(
                send["as"].place, f"the graph it is sent to has no channel {quoted(name)}",
                suggestion(name, channels, "its channels are"), "unknown-channel",
            )  # fmt: skip
        return
    for index, item in enumerate(each if isinstance(each, list) else ()):
        if not isinstance(item, dict) and not is_template(item):
            first = channels[0] if channels else "name"
            yield told_at(
                send["each"][index].place,
                f"a graph takes a mapping of its channels, not {kind(item)}",
                f"add as: {first}, or write {{{first}: ...}}",
            )
