"""Rules of single steps: one act, modifiers that mean something, values that can be sent."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.expected import check_expected, check_input, check_jsonpath
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import keys_of
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.problem import Problem

_OF_RUNS = ("interrupt_before", "interrupt_after", "durability", "recursion_limit", "context")
_OF_CALLS = (*_OF_RUNS, "config")
_WRITTEN_OUT = ("as_node", "interrupt_before", "interrupt_after")
_SENT = ("invoke", "resume", "update_state", "config", "context")


def check_step(step: Value) -> Iterator[Problem]:
    """All problems of one step but those of its shape and its templates."""
    acts = [key for key in step.data if key in ACTS]
    yield from _several_acts(step, acts)
    yield from _idle_modifiers(step, acts)
    yield from _no_templates(step)
    for value in sent_values(step):
        yield from check_input(value)
    if "invoke" in acts:
        yield from _slipped_in(step["invoke"])
    expect = step.data.get("expect")
    for key in expect if isinstance(expect, dict) else ():
        yield from check_expected(key, step["expect"][key])
    save = step.data.get("save")
    for name, path in save.items() if isinstance(save, dict) else ():
        if isinstance(path, str):
            yield from check_jsonpath(step["save"][name], path, at_key=False)


def sent_values(step: Value) -> Iterator[Value]:
    """What the step sends to the graph."""
    for key in _SENT:
        if key in step.data:
            yield step[key]
    for key in ("command", "resume_map"):
        if isinstance(step.data.get(key), dict):
            for part in step.data[key]:
                yield step[key][part]


def _several_acts(step: Value, acts: list[str]) -> Iterator[Problem]:
    for act in acts[1:]:
        yield Problem(
            place=step[act].key_place,
            message=f'a step has one act; this one has "{acts[0]}" and "{act}"',
            hint="make two steps of it",
            code="several-acts",
            related=((step[acts[0]].key_place, "the other act"),),
        )


def _idle_modifiers(step: Value, acts: list[str]) -> Iterator[Problem]:
    idle: tuple[str, ...] = ()
    because = ""
    if not acts and "expect" in step.data:
        idle, because = _OF_CALLS, "in a step without an act"
    elif acts == ["update_state"]:
        idle, because = _OF_RUNS, "with update_state, which runs nothing"
    for key in idle:
        if key in step.data:
            yield Problem(
                place=step[key].key_place,
                message=f'"{key}" does nothing {because}',
                hint="move it to the step that runs the graph",
                code="idle-modifier",
            )
    if "as_node" in step.data and "update_state" not in acts:
        yield Problem(
            place=step["as_node"].key_place,
            message='"as_node" does nothing without update_state',
            hint="remove it, or update the state in this step",
            code="idle-modifier",
        )


def _no_templates(step: Value) -> Iterator[Problem]:
    for key in _WRITTEN_OUT:
        written = step.data.get(key)
        parts = written if isinstance(written, list) else [written]
        if any(map(is_template, parts)):
            yield Problem(
                place=step[key].place,
                message=f'"{key}" cannot be a template',
                hint="write the node's name out",
                code="no-template-here",
            )


def _slipped_in(value: Value) -> Iterator[Problem]:
    """An `expect` that is indented into the input: every key of it is an expectation."""
    inner = value.data.get("expect") if isinstance(value.data, dict) else None
    if isinstance(inner, dict) and inner and inner.keys() <= keys_of("expect").keys():
        yield Problem(
            place=value["expect"].key_place,
            message='this "expect" is part of the input',
            hint='indent it like "invoke", to be an expectation of the step',
            code="expect-in-input",
        )
