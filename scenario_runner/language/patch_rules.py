"""Rules of `patches`: targets that name something, one reply each; and of the `calls` asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.language.inline_words import check_exception
from scenario_runner.language.inputs import check_input
from scenario_runner.language.matchers import is_matcher
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.references import check_called, check_target
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, meant, quoted
from scenario_runner.problem import Problem

REPLIES = ("returns", "raises", "call")
_KEYS = ("returns", "value", "raises", "call")


def check_patches(root: Value, folder: Path, told: Outline) -> Iterator[Problem]:
    """Problems of all patches of a scenario, and of expectations that name what is no patch."""
    yield from _of_owner(root, folder, known=None)
    for line in told.lines.values():
        if line.branch is not None and not line.repeated:
            yield from _of_owner(line.branch, folder, known=_around(root, line, told))
        if not line.repeated:
            yield from _calls(line, _in_force(root, line, told))


def patched_values(owner: Value) -> Iterator[Value]:
    """The values in patches that templates may stand in."""
    for entry in _entries(owner):
        for one in _replies(entry):
            for key in ("returns", "value"):
                if key in one.data:
                    yield one[key]
            if isinstance(one.data.get("raises"), dict) and "message" in one.data["raises"]:
                yield one["raises"]["message"]


def _entries(owner: Value) -> Iterator[Value]:
    written = owner.data.get("patches")
    for target in written if isinstance(written, dict) else ():
        yield owner["patches"][target]


def _replies(entry: Value) -> Iterator[Value]:
    several = isinstance(entry.data, list)
    many = [entry[index] for index in range(len(entry.data))] if several else [entry]
    yield from (one for one in many if isinstance(one.data, dict))


def _of_owner(owner: Value, folder: Path, *, known: list[str] | None) -> Iterator[Problem]:
    """`known`: what is patched around a branch; None for the scenario's own."""
    for entry in _entries(owner):
        yield from check_target(entry, folder)
        target = str(entry.pointer[-1])
        if entry.data is None and target not in (known or ()):
            message = f"{quoted(target)} is not patched here, so there is nothing to take out"
            hint = _meant(target, known or [], "patched are")
            yield _told(entry, message, hint or "give it a stand-in, or remove it")
        for one in _replies(entry):
            yield from _reply(one, folder, in_turn=isinstance(entry.data, list))


def _reply(one: Value, folder: Path, *, in_turn: bool) -> Iterator[Problem]:
    keys = [key for key in _KEYS if key in one.data]
    if in_turn and "value" in keys:
        yield _told(
            one["value"], '"value" puts one object in the place of another, so it has no turns',
            "write returns for what a call gives",
        )  # fmt: skip
    if len(keys) > 1:
        yield _told(
            one[keys[1]], f"a stand-in has one of {listed(_KEYS)}; this one has "
            f"{quoted(keys[0])} and {quoted(keys[1])}", "keep one of them",
        )  # fmt: skip
    if not keys and not one.data:
        told = f"a stand-in has one of {listed(REPLIES if in_turn else _KEYS)}"
        yield _told(one, told, "for example: {returns: {id: 7}}")
    for key in ("returns", "value"):
        if key in one.data:
            yield from check_input(one[key])
    if "call" in one.data:
        yield from check_called(one["call"], folder)
    if isinstance(one.data.get("raises"), dict) and "type" in one.data["raises"]:
        yield from check_exception(one["raises"]["type"])


def _told(value: Value, message: str, hint: str | None) -> Problem:
    return Problem(place=value.key_place, message=message, hint=hint, code="patch")


def _meant(target: str, known: list[str], what: str) -> str | None:
    """The target that was probably meant: modules are alike, names tell."""
    by_name = {name.rpartition(":")[2]: name for name in known}
    close = meant(target.rpartition(":")[2], by_name)
    if close is not None:
        return f"did you mean {quoted(by_name[close])}?"
    return f"{what}: {listed(known)}" if known else None


# --- what is patched where ----------------------------------------------------------------


def _around(root: Value, line: Line, told: Outline) -> list[str]:
    """What is patched where a branch leaves."""
    names = _laid_over([], root)
    for before, _ in reversed(told.way_to(line)[0]):
        if before.branch is not None:
            names = _laid_over(names, before.branch)
    return names


def _in_force(root: Value, line: Line, told: Outline) -> list[str]:
    names = _around(root, line, told)
    return names if line.branch is None else _laid_over(names, line.branch)


def _laid_over(names: list[str], owner: Value) -> list[str]:
    own = {str(entry.pointer[-1]): entry.data for entry in _entries(owner)}
    kept = [name for name in names if name not in own]
    return kept + [name for name, data in own.items() if data is not None]


def _calls(line: Line, known: list[str]) -> Iterator[Problem]:
    for step in line.steps:
        expect = step.data.get("expect")
        written = expect.get("calls") if isinstance(expect, dict) else None
        if not isinstance(written, dict) or is_matcher(written):
            continue
        for target in written:
            if target not in known:
                hint = _meant(target, known, "calls are counted of what is patched")
                yield _told(
                    step["expect"]["calls"][target],
                    f"{quoted(target)} is not patched here",
                    hint or "calls are counted of what is patched: add it to patches",
                )
