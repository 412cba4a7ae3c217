"""Rules of modifiers: each must change something about the act it stands beside."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.problem import Problem

_OF_RUNS = ("interrupt_before", "interrupt_after", "durability", "recursion_limit", "context")
_OF_CALLS = (*_OF_RUNS, "config")
_WRITTEN_OUT = ("as_node", "interrupt_before", "interrupt_after")
_CHAT = ("edit", "regenerate", "retry")
_APART = "make two steps of it, or a branch from that moment"


def check_modifiers(step: Value, acts: list[str]) -> Iterator[Problem]:
    """Modifiers that do nothing in their step, and templates where none may stand."""
    yield from _of_calls(step, acts)
    yield from _of_acts(step, acts)
    yield from _of_travel(step, acts)
    yield from _no_templates(step)


def _idle(step: Value, key: str, because: str, hint: str) -> Problem:
    return Problem(
        place=step[key].key_place,
        message=f'"{key}" does nothing {because}',
        hint=hint,
        code="idle-modifier",
    )


def _of_calls(step: Value, acts: list[str]) -> Iterator[Problem]:
    idle: tuple[str, ...] = ()
    because = ""
    if not acts and "expect" in step.data:
        idle, because = _OF_CALLS, "in a step without an act"
    elif acts == ["update_state"]:
        idle, because = _OF_RUNS, "with update_state, which runs nothing"
    elif acts == ["reload"]:
        idle, because = _OF_CALLS, "with reload, which runs nothing"
    for key in idle:
        if key in step.data:
            yield _idle(step, key, because, "move it to the step that runs the graph")


def _of_acts(step: Value, acts: list[str]) -> Iterator[Problem]:
    if "as_node" in step.data and "update_state" not in acts:
        hint = "remove it, or update the state in this step"
        yield _idle(step, "as_node", "without update_state", hint)
    if "anchor" in step.data and not set(acts) & set(_CHAT):
        hint = 'remove it; other acts say where to go back to by "at"'
        yield _idle(step, "anchor", "without edit, regenerate or retry", hint)
    if step.data.get("reload") is False:
        yield Problem(
            place=step["reload"].place,
            message='"reload" takes only true',
            hint="write reload: true, or remove it",
            code="wrong-value",
        )


def _of_travel(step: Value, acts: list[str]) -> Iterator[Problem]:
    if "at" not in step.data:
        if "via" in step.data:
            hint = 'add "at", which says where to go back to, or remove it'
            yield _idle(step, "via", "without at", hint)
        return
    for act in acts:
        if act in _CHAT or act == "reload":
            why = "goes back by its anchor" if act in _CHAT else "changes no conversation"
            yield Problem(
                place=step["at"].key_place,
                message=f'"at" cannot stand beside {act}, which {why}',
                hint=_APART if act in _CHAT else "remove it, or go back in a step of its own",
                code="idle-modifier",
            )
    if not acts and "via" in step.data and "expect" in step.data:
        yield _idle(step, "via", "in a step that only looks", "remove it")


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
