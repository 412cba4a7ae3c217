"""`NAME.snapshots.yaml`: the snapshots of a scenario file, stored beside it.

A mapping of cases, of their branches, of their steps, to what each step's `snapshot` saw. It is
written by `run --update-snapshots` and reviewed as code is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scenario_runner.language.model import Scenario, Snapshots
from scenario_runner.language.source import read
from scenario_runner.language.text import decode, place_in
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind
from scenario_runner.problem import Problem, ProblemsError, line_of

COMMENT = "Written by scenario-runner run --update-snapshots: review it, and keep it with the code."

_CONFLICT = re.compile(r"^(<{7} .*|={7}|>{7} .*|\|{7} .*)$", re.MULTILINE)
_NOTHING = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_SUFFIX = re.compile(r"\.scenario\.(ya?ml)$")


def snapshots_path(scenario: str) -> str:
    """Where the snapshots of a scenario file are stored."""
    return _SUFFIX.sub(r".snapshots.\1", scenario)


def with_snapshots(scenarios: Sequence[Scenario], path: Path) -> tuple[Scenario, ...]:
    """The cases of a file, each with what is stored for it. Raises ProblemsError where the
    stored file cannot be read; a file that no step asks for is not."""
    if not any(map(expects_snapshots, scenarios)):
        return tuple(scenarios)
    shown = snapshots_path(scenarios[0].file)
    own = Path(snapshots_path(str(path.absolute())))
    stored = read_snapshots(own, shown)
    cases = tuple(scenario.case_name for scenario in scenarios)
    return tuple(
        replace(
            scenario,
            snapshots=Snapshots(
                file=shown, path=str(own), stored=stored.get(case, {}), cases=cases
            ),
        )
        for scenario, case in zip(scenarios, cases, strict=True)
    )


def expects_snapshots(scenario: Scenario) -> bool:
    """Whether any step of a case has a `snapshot`."""
    steps = (step for branch in scenario.branches for step in branch.steps)
    return any(expected.key == "snapshot" for step in steps for expected in step.expect)


def read_snapshots(path: Path, shown: str) -> dict[str, dict[str, dict[str, Data]]]:
    """What is stored, by case, branch and step; nothing where there is no such file.

    Raises ProblemsError.
    """
    content = _content(path, shown)
    if content is None:
        return {}
    text = decode(shown, content)
    if not _NOTHING.sub("", text).strip():
        return {}
    if (found := _CONFLICT.search(text)) is not None:
        raise _problems(text, _conflict(shown, text, found))
    try:
        source = read(shown, content)
    except ProblemsError as error:
        raise _problems(text, *error.problems) from None
    if problems := list(_misshapen(source.value)):
        raise _problems(text, *problems)
    data: dict[str, dict[str, dict[str, Data]]] = source.data
    return data


def _content(path: Path, shown: str) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        message = "the stored snapshots cannot be read"
        problem = Problem(
            place=place_in(shown, "", 0),
            message=message,
            hint="check that it is a file, and its permissions",
            code="unreadable",
        )
        raise ProblemsError((problem,)) from None


def _problems(text: str, *problems: Problem) -> ProblemsError:
    """With their lines, since whoever shows them has the scenario's text, not this one."""
    return ProblemsError(tuple(replace(p, line=line_of(text, p.place)) for p in problems))


def _conflict(shown: str, text: str, found: re.Match[str]) -> Problem:
    return Problem(
        place=place_in(shown, text, found.start(), len(found.group())),
        message="a merge conflict was left here",
        hint="take either side, then run with --update-snapshots and review what it changes",
        code="merge-conflict",
    )


def _misshapen(root: Value) -> Iterator[Problem]:
    """A mapping of mappings of mappings; what steps have stored may be anything."""
    for value in _levels(root):
        if not isinstance(value.data, dict):
            yield Problem(
                place=value.place,
                message=f"here stands {kind(value.data)}, not the snapshots of cases, branches "
                "and steps",
                hint="take back the change, or delete the file and run with --update-snapshots",
                code="wrong-snapshots",
            )


def _levels(root: Value) -> Iterator[Value]:
    yield root
    for case in root.data if isinstance(root.data, dict) else ():
        yield root[case]
        for branch in root.data[case] if isinstance(root.data[case], dict) else ():
            yield root[case][branch]
