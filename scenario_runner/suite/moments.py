"""`--from STEP`: a branch goes on from where it stood before a step, in a database that was kept.

`BRANCH.moment` beside the databases of a case that failed holds the world before the first step
that was not well, and what led to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from scenario_runner import __version__
from scenario_runner.judge.outcome import is_bad
from scenario_runner.language.model import Scenario
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.plan.beginning import Beginning
from scenario_runner.plan.fingerprint import fingerprint
from scenario_runner.plan.operations import step_name
from scenario_runner.results.model import StepResult
from scenario_runner.suite.case import file_name, rerun_command
from scenario_runner.suite.usage import UsageFault

_TABLE = "scenario_runner_moment"  # engine.kept_world.TABLE; importing it would import LangGraph
_OURS = str(Path(__file__).resolve().parents[1]) + os.sep
_AGAIN = "run it without --from; the next failure keeps one"


def moment_file(folder: Path, branch: str) -> Path:
    """Where the moment of a branch is kept."""
    return folder / f"{file_name(branch)}.moment"


def facts_of(scenario: Scenario, branch: str, index: int) -> dict[str, Any]:
    """What is kept with a moment: which one it is, and what led there."""
    step = next(b for b in scenario.branches if b.name == branch).steps[index]
    return {
        "tool": __version__,
        "case": scenario.case_name,
        "branch": branch,
        "step": step_name(step, index),
        "before": fingerprint(scenario, branch, index),
        "code": dict(_code(scenario.graph.root)),
    }


def _code(root: str) -> Iterator[tuple[str, str]]:
    """The project's modules that this process has loaded, each with the hash of its file."""
    for module in list(sys.modules.values()):
        path = vars(module).get("__file__") if hasattr(module, "__dict__") else None
        if not isinstance(path, str) or not path.endswith(".py"):
            continue
        inside = path.startswith(root + os.sep) and "site-packages" not in path
        if inside and not os.path.realpath(path).startswith(_OURS):
            yield os.path.relpath(path, root), _digest(Path(path))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def command_of(file: str, case: str, branch: str, steps: tuple[StepResult, ...]) -> str | None:
    """The command that goes on from the last good moment of a branch; None where all was well."""
    first = next((step.id for step in steps if is_bad(step.outcome)), None)
    if first is None:
        return None
    return f"{rerun_command(file, case, branch)} --from {shlex.quote(first)}"


def beginning_of(scenario: Scenario, branch: str, name: str, file: Path | None) -> Beginning:
    """Where a branch goes on: the moment before the step called `name`, which `file` holds.
    Raises UsageFault."""
    steps = next(b for b in scenario.branches if b.name == branch).steps
    names = [step_name(step, index) for index, step in enumerate(steps)]
    if name not in names:
        message = f"the branch {branch} has no step {quoted(name)}"
        raise UsageFault(message, suggestion(name, names, "it has"))
    if file is None:
        raise UsageFault(f"the last run has kept no moment before {quoted(name)}", _AGAIN)
    told = _facts(file)
    if (told.get("branch"), told.get("step")) != (branch, name):
        held = quoted(f"{told.get('branch')}/{told.get('step')}")
        hint = f"go on from there, or {_AGAIN}"
        raise UsageFault(f"{file} holds the moment before {held}, not before {quoted(name)}", hint)
    index = names.index(name)
    if told.get("before") != fingerprint(scenario, branch, index):
        message = f"what the scenario says before {quoted(name)} has changed since {file} was kept"
        raise UsageFault(message, _AGAIN)
    return Beginning(branch=branch, index=index, step=name, file=str(file.resolve()))


def changed_code(scenario: Scenario, file: Path) -> tuple[str, ...]:
    """The project's modules that are not as they were when the earlier steps were played.
    Raises UsageFault."""
    root = Path(scenario.graph.root)
    code = _facts(file).get("code")
    known = code if isinstance(code, Mapping) else {}
    return tuple(sorted(str(name) for name, was in known.items() if _digest(root / name) != was))


def _facts(file: Path) -> dict[str, Any]:
    import sqlite3  # noqa: PLC0415  # the command itself opens no database unless asked to go on

    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
            ((text,),) = source.execute(f"SELECT told FROM {_TABLE}").fetchall()  # noqa: S608  # ours
        told = json.loads(text)
        if told["tool"] != __version__:
            message = f"{file} was kept by Scenario Runner {quoted(told['tool'])}"
            raise UsageFault(message, _AGAIN)
    except (sqlite3.Error, OSError, LookupError, TypeError, ValueError, RecursionError):
        hint = "name a BRANCH.moment that a run has kept beside its databases"
        raise UsageFault(f"{file} holds no moment to go on from", hint) from None
    return dict(told)
