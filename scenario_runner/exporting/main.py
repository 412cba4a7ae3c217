"""The end of a script: `main`, which plays its branches and compares their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario_runner.exporting.compare import compare_lines
from scenario_runner.exporting.patches import stand_ins
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import call, comment, lines, text
from scenario_runner.exporting.writing import Writing
from scenario_runner.language.model import ExpectFailure, Skip, When
from scenario_runner.plan.operations import BranchPlan


def main_lines(
    told: Sequence[BranchPlan], writing: Writing, playing: Sequence[str]
) -> Iterator[str]:
    """The function that plays the branches `told`. `playing`: its lines that place models."""
    yield from ("", "", "async def main():")
    yield from stand_ins(
        writing.plan.scenario, Scope(script=writing.script, names=writing.names.scenario)
    )
    yield "    async with AsyncExitStack() as opened:"
    yield from playing
    for planned in told:
        branch, name = planned.branch, writing.functions[planned.branch.name]
        skip = branch.skip
        if skip is not None and skip.when is None:
            yield from comment(f"The runner skips {branch.name}: {skip.reason}", 8)
        else:
            fails = branch.expect_failure or writing.plan.scenario.expect_failure
            yield from _called(branch.name, name, skip, fails, writing.script)
    played = {planned.branch.name for planned in told if not planned.branch.skip}
    for compare in writing.plan.scenario.compare if writing.linear is None else ():
        yield from compare_lines(compare, played, writing.script)
    yield '        print("all that was asserted holds")'


def _called(
    branch: str, function: str, skip: Skip | None, fails: ExpectFailure | None, script: Script
) -> Iterator[str]:
    """The call of a branch, where it is not skipped."""
    indent = 8
    if skip is not None and skip.when is not None:
        yield from comment(f"The runner skips it: {skip.reason}", indent)
        yield from lines("if not ", _applies(skip.when, script), ":", indent=indent)
        indent += 4
    if fails is None:
        yield f"{' ' * indent}await {function}(opened)"
    else:
        yield from _failing(branch, function, fails, script, indent)


def _failing(
    branch: str, function: str, fails: ExpectFailure, script: Script, indent: int
) -> Iterator[str]:
    """The call of a branch that is expected to fail."""
    space = " " * indent
    yield from comment(f"{branch} is expected to fail: {fails.reason}", indent)
    yield f"{space}try:"
    yield f"{space}    await {function}(opened)"
    yield f"{space}except Exception as error:"
    yield from lines("print(", text(f"{branch} fails, as expected:"), ", error)", indent=indent + 4)
    if fails.when is not None:
        yield from lines("if not ", _applies(fails.when, script), ":", indent=indent + 4)
        yield f"{space}        raise"
    if fails.strict and fails.when is None:
        yield f"{space}else:"
        told = call("AssertionError", text(f"{branch} was expected to fail"))
        yield from lines("raise ", told, indent=indent + 4)


def _applies(when: When, script: Script) -> str:
    return f"{script.use('applies')}({text(when.package)}, {text(when.specifier)})"
