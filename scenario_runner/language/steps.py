"""Rules of single steps: one act, modifiers that mean something, values that can be sent."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.expected import check_expected, check_input
from scenario_runner.language.facts import check_fact
from scenario_runner.language.matchers import check_tree
from scenario_runner.language.modifiers import check_modifiers
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import keys_of
from scenario_runner.language.selectors import check_contents
from scenario_runner.language.value import Value
from scenario_runner.problem import Problem

_TAKES_ANYTHING = ("invoke", "resume", "update_state")
_SENT = ("invoke", "resume", "update_state", "config", "context")


def check_step(step: Value) -> Iterator[Problem]:
    """All problems of one step but those of its shape and its templates."""
    acts = [key for key in step.data if key in ACTS]
    yield from _several_acts(step, acts)
    yield from check_modifiers(step, acts)
    for value in sent_values(step):
        yield from check_input(value)
    for value in _selectors(step):
        yield from check_contents(value)
    for value in _questions(step):
        yield from check_tree(value)
    for act in acts:
        yield from _slipped_in(step[act], act)
    expect = step.data.get("expect")
    for key in expect if isinstance(expect, dict) else ():
        yield from check_expected(key, step["expect"][key])
    save = step.data.get("save")
    for name, path in save.items() if isinstance(save, dict) else ():
        if isinstance(path, str):
            yield from check_fact(step["save"][name], path, at_key=False)


def sent_values(step: Value) -> Iterator[Value]:
    """What the step sends to the graph."""
    for key in _SENT:
        if key in step.data:
            yield step[key]
    for key in ("command", "resume_map"):
        if isinstance(step.data.get(key), dict):
            for part in step.data[key]:
                yield step[key][part]
    for answer in _listed_answers(step):
        if "value" in answer.data:
            yield answer["value"]
    edit = step.data.get("edit")
    if isinstance(edit, dict) and "content" in edit:
        yield step["edit"]["content"]


def found_by(step: Value) -> Iterator[Value]:
    """What the step finds messages and interrupts by, where templates may stand."""
    for value in _selectors(step):
        for key in ("id", "content"):
            if isinstance(value.data, dict) and key in value.data:
                yield value[key]
    yield from _questions(step)


def _selectors(step: Value) -> Iterator[Value]:
    for act in ("edit", "regenerate", "retry"):
        if isinstance(step.data.get(act), dict) and "message" in step.data[act]:
            yield step[act]["message"]


def _listed_answers(step: Value) -> Iterator[Value]:
    answers = step.data.get("resume_map")
    for index, answer in enumerate(answers if isinstance(answers, list) else ()):
        if isinstance(answer, dict):
            yield step["resume_map"][index]


def _questions(step: Value) -> Iterator[Value]:
    for answer in _listed_answers(step):
        interrupt = answer.data.get("interrupt")
        if isinstance(interrupt, dict) and "value" in interrupt:
            yield answer["interrupt"]["value"]


def _several_acts(step: Value, acts: list[str]) -> Iterator[Problem]:
    for act in acts[1:]:
        yield Problem(
            place=step[act].key_place,
            message=f'a step has one act; this one has "{acts[0]}" and "{act}"',
            hint="make two steps of it",
            code="several-acts",
            related=((step[acts[0]].key_place, "the other act"),),
        )


def _slipped_in(value: Value, act: str) -> Iterator[Problem]:
    """An `expect` that is indented into what is sent: every key of it is an expectation."""
    if act not in _TAKES_ANYTHING:
        return  # told as an unknown key
    inner = value.data.get("expect") if isinstance(value.data, dict) else None
    if isinstance(inner, dict) and inner and inner.keys() <= keys_of("expect").keys():
        yield Problem(
            place=value["expect"].key_place,
            message=f'this "expect" is part of what "{act}" sends',
            hint=f'indent it like "{act}", to be an expectation of the step',
            code="expect-in-input",
        )
