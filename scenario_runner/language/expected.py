"""Expectations: the shape that each key of `expect` wants, and the matchers in it.

Asked when a file is read, and again when it runs of what templates gave.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.expected_calls import calls
from scenario_runner.language.expected_events import events
from scenario_runner.language.expected_messages import message, messages
from scenario_runner.language.expected_snapshot import snapshot
from scenario_runner.language.expected_store import store
from scenario_runner.language.expected_ui import ui
from scenario_runner.language.facts import check_fact
from scenario_runner.language.inputs import check_input
from scenario_runner.language.matchers import check_tree, is_matcher
from scenario_runner.language.own_checks import check
from scenario_runner.language.shapes import Rule, count, is_open, list_of, mapping_of, wrong
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import flow, kind, quoted, suggestion
from scenario_runner.problem import Problem

__all__ = ["check_expected", "check_input", "check_matcher"]


def check_expected(key: str, value: Value) -> list[Problem]:
    """Problems of one entry of `expect`; none for a key that is no expectation."""
    rule = _RULES.get(key)
    return list(rule(value)) if rule is not None else []


def check_matcher(value: Value) -> list[Problem]:
    """Problems of the matchers in any expected value."""
    return list(check_tree(value))


# --- where the graph stands ---------------------------------------------------------------


def _node(value: Value) -> Iterator[Problem]:
    data = value.data
    if data in {"END", "__end__"} if isinstance(data, str) else False:
        yield from wrong(value, "END is never next", "write [] for a graph that has ended")
    elif isinstance(data, str) or is_open(data):
        yield from check_tree(value)
    else:
        yield from wrong(value, f"a node's name is text, not {kind(data)}", _node_hint(data))


def _node_hint(data: Data) -> str:
    if isinstance(data, list):
        return "name the nodes one after another"
    return (
        f'put it in quotes: "{flow(data)}"' if isinstance(data, int | float) else "write its name"
    )


def _next(value: Value) -> Iterator[Problem]:
    hint = "write [] for a graph that has ended"
    if isinstance(value.data, str) and value.data not in {"END", "__end__", ""}:
        hint = f"write [{value.data}]"
    yield from list_of(value, _node, "next", hint)


_INTERRUPT: dict[str, Rule] = {"node": _node, "path": _node, "value": check_tree}


def _interrupt(value: Value) -> Iterator[Problem]:
    yield from mapping_of(value, _INTERRUPT, "an interrupt", "write {node: review, value: ...}")


def _interrupts(value: Value) -> Iterator[Problem]:
    hint = "write [{node: review, value: ...}], or [] for none"
    yield from list_of(value, _interrupt, "interrupts", hint)


def _visit(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, list):
        for index in range(len(value.data)):
            yield from _node(value[index])
    else:
        yield from _node(value)


def _visited(value: Value) -> Iterator[Problem]:
    yield from list_of(value, _visit, "visited", "write [draft, [legal, finance]]")


def _executions(value: Value) -> Iterator[Problem]:
    data = value.data
    if is_open(data):
        yield from check_tree(value)
    elif not isinstance(data, dict):
        hint = "write {draft: 1, review: 2}"
        yield from wrong(value, f"executions must be a mapping, not {kind(data)}", hint)
    else:
        for key in data:
            yield from count(value[key])


_SUBGRAPH: dict[str, Rule] = {
    "values": check_tree,
    "next": _next,
    "interrupts": _interrupts,
    "visited": _visited,
}


def _subgraph(value: Value) -> Iterator[Problem]:
    yield from mapping_of(value, _SUBGRAPH, "a subgraph", "write {next: [ask]}")


def _subgraphs(value: Value) -> Iterator[Problem]:
    if is_open(value.data):
        yield from check_tree(value)
    elif not isinstance(value.data, dict):
        hint = "write {team: {next: [ask]}}, by the node that holds the subgraph"
        yield from wrong(value, f"subgraphs must be a mapping, not {kind(value.data)}", hint)
    else:
        for key in value.data:
            yield from _subgraph(value[key])


# --- what went wrong, what was made, how long it took -------------------------------------


def _text(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, str) or is_matcher(value.data):
        yield from check_tree(value)
    else:
        yield from wrong(
            value, f"{value.pointer[-1]} must be text or a matcher, not {kind(value.data)}",
            "write {$contains: ...}, or {$present: true} for any",
        )  # fmt: skip


def _raises(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, str):
        return
    hint = "write {type: ValueError, message: {$contains: ...}}"
    yield from mapping_of(value, {"type": _text, "message": _text}, "raises", hint)


def _source(value: Value) -> Iterator[Problem]:
    known = ("input", "loop", "update", "fork")
    data = value.data
    if is_open(data):
        yield from check_tree(value)
    elif data not in known:
        hint = suggestion(str(data), known, "sources are")
        message = f"the source of a checkpoint is text, not {kind(data)}"
        if isinstance(data, str):
            message = f"no checkpoint has the source {quoted(data)}"
        yield from wrong(value, message, hint)


def _sources(value: Value) -> Iterator[Problem]:
    yield from list_of(value, _source, "sources", "write [input, loop], the oldest first")


def _parent(value: Value) -> Iterator[Problem]:
    if not isinstance(value.data, str) and value.data is not None:
        hint = "write the id of a step"
        yield from wrong(value, f"parent must be a moment, not {kind(value.data)}", hint)


def _checkpoints(value: Value) -> Iterator[Problem]:
    rules: dict[str, Rule] = {"added": count, "sources": _sources, "parent": _parent}
    yield from mapping_of(value, rules, "checkpoints", "write {added: 2, sources: [loop, loop]}")


def _paths(value: Value) -> Iterator[Problem]:
    if is_template(value.data):
        return
    if not isinstance(value.data, dict):
        hint = 'write {"$.values.status": published}'
        yield from wrong(value, f"paths must be a mapping, not {kind(value.data)}", hint)
        return
    for path in value.data:
        yield from check_fact(value[path], path, at_key=True)
        yield from check_tree(value[path])


def _duration(value: Value) -> Iterator[Problem]:
    data = value.data
    if is_open(data):
        yield from check_tree(value)
    elif isinstance(data, bool) or not isinstance(data, int | float):
        yield from wrong(value, f"duration is in seconds, not {kind(data)}", "write {$lt: 2}")


def _stale(value: Value) -> Iterator[Problem]:
    if not isinstance(value.data, bool) and not is_template(value.data):
        hint = "write stale_resume: true"
        yield from wrong(value, f"stale_resume is true or false, not {kind(value.data)}", hint)


_RULES: dict[str, Rule] = {
    "values": check_tree,
    "output": check_tree,
    "messages": messages,
    "last_message": message,
    "next": _next,
    "interrupts": _interrupts,
    "visited": _visited,
    "executions": _executions,
    "raises": _raises,
    "refused": _text,
    "checkpoints": _checkpoints,
    "subgraphs": _subgraphs,
    "store": store,
    "events": events,
    "calls": calls,
    "paths": _paths,
    "snapshot": snapshot,
    "check": check,
    "duration": _duration,
    "ui": ui,
    "stale_resume": _stale,
}
