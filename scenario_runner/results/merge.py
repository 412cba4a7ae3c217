"""Results read back from what runs have written, and several of them as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scenario_runner.judge.outcome import worst
from scenario_runner.problem import Place, Problem, ProblemsError
from scenario_runner.results.journal import is_journal, read_journal
from scenario_runner.results.model import Results
from scenario_runner.results.store import read_json


def read_results(path: Path) -> Results:
    """The results in a results.json or in a journal. Raises ProblemsError."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
    except OSError:
        first = ""
    return read_journal(path) if is_journal(first) else read_json(path)


def merged(parts: Sequence[Results]) -> Results:
    """Results of several runs, shards say, as those of one: the earliest start, the sum of
    what they took. Raises ProblemsError where two of them hold the same case."""
    cases = tuple(case for part in parts for case in part.cases)
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise ProblemsError((_twice(case.id, case.file, case.line),))
        seen.add(case.id)
    return Results(
        environment=parts[0].environment,
        started_at=min(part.started_at for part in parts),
        duration=sum(part.duration for part in parts),
        outcome=worst(case.outcome for case in cases),
        cases=cases,
    )


def _twice(case: str, file: str, line: int) -> Problem:
    return Problem(
        place=Place(file=file, line=line, column=1),
        message=f'two of the results hold the case "{case}"',
        hint="merge results of different cases, as shards give them",
        code="results",
    )
