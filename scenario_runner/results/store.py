"""Results as JSON: see schemas/results.schema.json for every name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.shape import GraphDrawn
from scenario_runner.language.value import Data
from scenario_runner.problem import Place, Problem, ProblemsError
from scenario_runner.results.codec import decode, encode
from scenario_runner.results.counts import count
from scenario_runner.results.drawn import DrawnOnce, put_back, read_drawn
from scenario_runner.results.model import (
    SCHEMA_VERSION,
    BranchResult,
    CaseResult,
    Environment,
    Results,
    Shard,
)
from scenario_runner.results.pool import PoolWriter
from scenario_runner.results.pool_reader import PoolReader


def to_json(results: Results) -> dict[str, Data]:
    """The results as JSON data; `from_json` gives an equal value back."""
    drawn = DrawnOnce()
    cases = [case_to_json(case, drawn) for case in results.cases]
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "scenario-runner", "version": results.environment.tool},
        "environment": encode(results.environment, Environment, _untouched),
        "started_at": results.started_at,
        "duration": results.duration,
        "outcome": results.outcome,
        "summary": asdict(count(results)),
        "shard": asdict(results.shard) if results.shard is not None else None,
        "graphs": drawn.written(),
        "cases": cases,
    }


def case_to_json(case: CaseResult, drawn: DrawnOnce | None = None) -> dict[str, Data]:
    """One case, with the pool of its repeated values; its graph is a number of `drawn`, or
    stands in it where that is None."""
    number = None
    if drawn is not None:
        case, number = drawn.take_out(case)
    pool = PoolWriter()
    encode(case, CaseResult, pool.count)
    data: dict[str, Data] = encode(case, CaseResult, pool.write)
    leaves = _leaves(case.branches)
    for branch in data["branches"]:
        branch["leaf"] = leaves[branch["name"]]
        for step in branch["steps"]:
            _add_lines(step["findings"])
    for compared in data["compare"]:
        _add_lines(compared["findings"])
    _add_lines(data["findings"])
    if number is not None:
        data["graph"] = number
    return {**data, "checkpoints": _checkpoints(data["branches"]), "pool": pool.entries}


def _add_lines(findings: list[dict[str, Data]]) -> None:
    for finding in findings:
        finding["line"] = finding["place"] and finding["place"]["line"]


def from_json(data: Data) -> Results:
    """The results behind JSON data of `to_json`, of this or an older minor version.

    Raises ProblemsError where the data is something else.
    """
    try:
        version = data["schema_version"]
        if version.split(".")[0] == SCHEMA_VERSION.split(".")[0]:
            return _results(data)
    except (AttributeError, IndexError, LookupError, TypeError, ValueError) as error:
        raise _unreadable(
            "this is not a results file of scenario-runner, or it is damaged"
        ) from error
    raise _unreadable(
        f"results of format {version} cannot be read; this version reads format {SCHEMA_VERSION}",
        hint="use the version of scenario-runner that wrote the file",
    )


def case_from_json(data: dict[str, Data], graphs: Sequence[GraphDrawn] = ()) -> CaseResult:
    """One case as `case_to_json` gave it; `graphs` are those that numbers stand for.

    Raises LookupError, TypeError or ValueError.
    """
    number = data.get("graph")
    if numbered := type(number) is int:
        data = {**data, "graph": None}
    case: CaseResult = decode(data, CaseResult, PoolReader(data["pool"]).read)
    return put_back(case, number, graphs) if numbered else case


def read_json(path: Path) -> Results:
    """Read results.json. Raises OSError, and ProblemsError where it holds something else."""
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _unreadable("this is not a JSON file", file=str(path)) from error
    try:
        return from_json(data)
    except ProblemsError as error:
        first = error.problems[0]
        raise _unreadable(first.message, hint=first.hint, file=str(path)) from error


def json_text(data: Data) -> str:
    """JSON text of data: UTF-8 as it stands where it can be, never NaN or Infinity."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair: only an escape can carry it
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return text + "\n"


def _results(data: dict[str, Any]) -> Results:
    environment: Environment = decode(data["environment"], Environment, _untouched)
    outcome: Outcome = decode(data["outcome"], Outcome, _untouched)
    graphs = read_drawn(data.get("graphs", ()))
    return Results(
        environment=environment,
        started_at=decode(data["started_at"], str, _untouched),
        duration=decode(data["duration"], float, _untouched),
        outcome=outcome,
        cases=tuple(case_from_json(case, graphs) for case in data["cases"]),
        shard=decode(data.get("shard"), Shard | None, _untouched),
    )


def _leaves(branches: tuple[BranchResult, ...]) -> dict[str, str | None]:
    """The newest checkpoint of each branch: its own, else of the step it started from."""
    heads: dict[str, str | None] = {}
    waiting = list(branches)
    while waiting:
        ready = [one for one in waiting if one.start is None or one.start in heads] or waiting
        for branch in ready:
            head = heads.get(branch.start or "")
            for step in branch.steps:
                if step.observation is not None and step.observation.checkpoints:
                    head = step.observation.checkpoints[-1].id
                heads[f"{branch.name}/{step.id}"] = head
            heads[branch.name] = head
        waiting = [one for one in waiting if one not in ready]
    return {branch.name: heads[branch.name] for branch in branches}


def _checkpoints(branches: list[dict[str, Data]]) -> list[Data]:
    """Every checkpoint once, with the branch and the step that made it, oldest first."""
    return [
        {**made, "branch": branch["name"], "created_by": step["id"]}
        for branch in branches
        for step in branch["steps"]
        if step["observation"] is not None
        for made in step["observation"]["checkpoints"]
    ]


def _untouched(value: Data) -> Data:
    return value


_WRITTEN = "name a file that run --report json=FILE has written"


def _unreadable(
    message: str, *, hint: str | None = _WRITTEN, file: str = "results"
) -> ProblemsError:
    place = Place(file=file, line=1, column=1)
    return ProblemsError((Problem(place=place, message=message, hint=hint, code="results"),))
