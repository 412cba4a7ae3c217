"""The text of a first scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.language.write import WIDTH, Room, entry, key
from scenario_runner.suite.first_answers import FirstBranch

_NOTE = """\
# Written by scenario-runner init: what stands under expect is what the graph did when it was
# run. Read it, and correct what the graph should do otherwise."""
_GAPS = """\
# These are skipped until somebody says what is answered and what must be true then: write
# it, and take the line "skip" out."""


@frozen
class FirstStep:
    """The one step of the branch `main`."""

    id: str
    given: Data
    expect: Mapping[str, Data]


def first_text(
    *,
    name: str,
    graph: Data,
    schema: str | None,
    timeout: float | None,
    step: FirstStep,
    branches: Sequence[FirstBranch],
    checks: Sequence[str],
) -> str:
    """The whole file. `schema` is the path of a schema for editors, `timeout` in seconds;
    `checks` are the built-in ones that spoke up. Raises CannotWrite."""
    lines = [f"# yaml-language-server: $schema={schema}"] if schema is not None else []
    lines += [_NOTE, *_entry("scenario", name), *_entry("graph", graph)]
    if timeout is not None:
        lines += _entry("timeout", int(timeout) if timeout.is_integer() else timeout)
    if checks:
        lines += _entry("checks", dict.fromkeys(checks, "warn"))
        lines[-1] += "  # TODO: find out why, and take this out"
    lines += ["steps:", f"  - id: {step.id}", *_entry("invoke", step.given, 4)]
    lines += ["    expect:"] if step.expect else []
    lines += [line for word, data in step.expect.items() for line in _entry(word, data, 6)]
    if branches:
        lines += ["branches:", *(f"  {line}" for line in _GAPS.splitlines())]
    for branch in branches:
        lines += _branch(branch, step.id)
    return "\n".join(lines) + "\n"


def _entry(name: str, data: Data, margin: int = 0) -> list[str]:
    lines = entry(name, data, room=Room(columns=WIDTH - margin))
    return [" " * margin + line if line else line for line in lines]


def _branch(branch: FirstBranch, start: str) -> list[str]:
    first, *more = _entry(branch.act, branch.value, 8)
    return [
        f"  {key(branch.name)}:",
        f"    from: {start}",
        f'    skip: "TODO: {branch.wanting}"',
        "    steps:",
        f"      - {first.lstrip()}",
        *more,
        "        # expect: {next: [], values: {...}}",
    ]
