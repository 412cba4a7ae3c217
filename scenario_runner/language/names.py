"""Rules of templates: each is written right, and every name in it is known where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import field
from functools import partial

from scenario_runner.frozen import frozen
from scenario_runner.language.inline_names import channels_around, graph_values
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.patch_rules import patched_values
from scenario_runner.language.rows import case_rows
from scenario_runner.language.secrets import (
    ENV,
    check_env_free,
    check_secrets_read,
    secret_names,
    secrets_hint,
)
from scenario_runner.language.steps import found_by, sent_values
from scenario_runner.language.template import check, keys_read, names, texts
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, meant, quoted, shown
from scenario_runner.problem import Problem

_OF_MODELS = frozenset({"messages", "prompt"})
"""What a scripted model knows of what it is asked."""

Elsewhere = Mapping[str, Value]
"""Where a name that is not known here is defined all the same."""


@frozen
class _Spot:
    """A value that may hold templates, and what they may name."""

    value: Value
    known: Set[str] | None
    """None where nobody can say: where the branch leaves is already told of."""
    elsewhere: Elsewhere = field(default_factory=dict)
    special: Set[str] = frozenset()
    channels: Set[str] = frozenset()
    """Those of the graph that it is part of, read by `state.NAME`."""
    early: bool = False
    """It is worked out before any step is played."""


def check_names(root: Value, outline: Outline) -> Iterator[Problem]:
    """Problems of every template in the file."""
    named = secret_names(root)
    if named:
        yield from check_env_free(root, outline)
    for spot in _spots(root, outline, frozenset({ENV}) if named else frozenset()):
        yield from _templates(spot)
        if named:
            yield from check_secrets_read(spot.value, named)


def _spots(root: Value, outline: Outline, always: Set[str]) -> Iterator[_Spot]:
    rows = _row_names(root)
    yield from _in_turn(root, always, rows)
    variables = _variable_names(root) | always
    saved = _all_saved(outline)
    if rows:
        yield _Spot(value=root["parameters"], known=variables, elsewhere=rows, early=True)
        variables |= rows.keys()
    if "environment" in root.data:
        yield _Spot(value=root["environment"], known=variables, elsewhere=saved, early=True)
    yield from _scripts(root, variables | saved.keys())
    for value in patched_values(root):
        yield _Spot(value=value, known=variables | always, elsewhere=saved, early=True)
    for value, extra in graph_values(root):
        channels = channels_around(root, value.pointer) if "state" in extra else frozenset[str]()
        yield _Spot(
            value=value, known=variables | extra, special=extra, channels=channels, early=True
        )
    for line in outline.lines.values():
        yield from _line_spots(line, outline, rows.keys() | always, saved)


def _line_spots(
    line: Line, outline: Outline, always: Set[str], saved: Elsewhere
) -> Iterator[_Spot]:
    if line.repeated:
        return
    if line.branch is not None:
        around = outline.names_around(line).keys() | always
        yield from _in_turn(line.branch, around, saved)
        yield from _scripts(line.branch, {*outline.names_of(line), *around, *saved})
        if "for_each" in line.branch.data:
            known_there = around | line.variables.keys()
            rows = line.branch["for_each"]
            yield _Spot(value=rows, known=known_there, elsewhere=saved, early=True)
    known = _known_at_start(line, outline)
    known = None if known is None else known | outline.names_of(line).keys() | always
    for value in patched_values(line.branch) if line.branch is not None else ():
        yield _Spot(value=value, known=known, elsewhere=saved)
    for step in line.steps:
        for value in _step_values(step):
            yield _Spot(value=value, known=known, elsewhere=saved)
        known = None if known is None else known | _saved(step).keys()


def _variable_names(root: Value) -> frozenset[str]:
    variables = root.data.get("variables")
    return frozenset(variables) if isinstance(variables, dict) else frozenset()


def _row_names(root: Value) -> dict[str, Value]:
    """The names of the case's row, as its first case has them."""
    written = root.data.get("parameters")
    if isinstance(written, dict):
        return {name: root["parameters"][name] for name in written}
    return {name: row.value[name] for row in case_rows(root)[:1] for name in row.value.data}


def _in_turn(owner: Value, around: Set[str], elsewhere: Elsewhere) -> Iterator[_Spot]:
    """The variables of a scenario or a branch, each of which sees those above it."""
    known = set(around)
    every = {name: owner["variables"][name] for name in _variable_names(owner)}
    for name in owner.data["variables"] if every else ():
        later = {**elsewhere, **every}
        yield _Spot(value=every[name], known=frozenset(known), elsewhere=later, early=True)
        known.add(name)


def _scripts(owner: Value, known: Set[str]) -> Iterator[_Spot]:
    """Scripts are read while the graph runs: what any step has saved may be there by then."""
    if owner.data.get("models") is not None:
        yield _Spot(value=owner["models"], known=known | _OF_MODELS, special=_OF_MODELS)


def _step_values(step: Value) -> Iterator[Value]:
    yield from sent_values(step)
    yield from found_by(step)
    expect = step.data.get("expect")
    for key in expect if isinstance(expect, dict) else ():
        yield step["expect"][key]


def _saved(step: Value) -> dict[str, Value]:
    save = step.data.get("save")
    return {name: step["save"][name] for name in save} if isinstance(save, dict) else {}


def _all_saved(outline: Outline) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for line in outline.lines.values():
        for step in line.steps:
            for name, value in _saved(step).items():
                found.setdefault(name, value)
    return found


def _known_at_start(line: Line, outline: Outline) -> Set[str] | None:
    """What the steps before a branch have saved; None where the branch leads nowhere."""
    way, whole = outline.way_to(line)
    if not whole:
        return None
    return {name for before, count in way for step in before.steps[:count] for name in _saved(step)}


def _templates(spot: _Spot) -> Iterator[Problem]:
    known = spot.known
    for pointer, text in texts(spot.value.data):
        told = partial(Problem, place=spot.value.at(*pointer))
        if (fault := check(text)) is not None:
            yield told(message=fault.message, hint=fault.hint, code="template")
            continue
        if known is None:
            continue
        for name in sorted(names(text) - known):
            if name == ENV and ENV not in spot.elsewhere:
                hint = secrets_hint(keys_read(text, ENV))
                yield told(message=_NOT_KNOWN.format(quoted(name)), hint=hint, code="unknown-name")
                continue
            yield _unknown(name, partial(told, code="unknown-name"), known, spot)


_NOT_KNOWN = "the name {} is not known here"


def _where_known(later: Value, spot: _Spot) -> str:
    """Why a name that the file does define is not known where it is read."""
    match later.pointer[-2:]:
        case ("save", _) if spot.early:
            return "nothing is saved yet when this is worked out: use a variable"
        case ("save", _):
            return (
                "a saved value is known in the steps after it, and in branches that leave after it"
            )
        case ("variables", _):
            return "a variable is known to those below it: move it up, above this one"
        case _:
            return "the values of a row are known in the steps: write the template there"


def _unknown(name: str, told: partial[Problem], known: Set[str], spot: _Spot) -> Problem:
    message = _NOT_KNOWN.format(quoted(name))
    if (later := spot.elsewhere.get(name)) is not None:
        return told(
            message=message,
            hint=_where_known(later, spot),
            related=((later.key_place, "it is defined here"),),
        )
    if name == "answer" and "answers" in spot.special:
        return told(message=message, hint="give the node an interrupt to be answered")
    if name in spot.channels:
        return told(message=message, hint=f"write state.{shown(name)}")
    close = meant(name, known)
    names_here = sorted(known)
    hint = f"did you mean {quoted(close)}?" if close else f"known names are: {listed(names_here)}"
    if not close and not names_here:
        hint = "define it under variables"
        if not spot.early:
            hint += ", or save it in an earlier step"
    return told(message=message, hint=hint)
