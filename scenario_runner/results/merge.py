"""Results read back from what runs have written, and several of them as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import worst
from scenario_runner.problem import Place, Problem
from scenario_runner.results.journal import is_journal, read_journal
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.shards import shard_problems
from scenario_runner.results.store import read_json


def read_results(path: Path) -> Results:
    """The results in a results.json or in a journal. Raises ProblemsError."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
    except OSError:
        first = ""
    return read_journal(path) if is_journal(first) else read_json(path)


@frozen
class Merged:
    """Results of several runs as those of one, and what does not fit together in them."""

    results: Results
    problems: tuple[Problem, ...]


def merged(parts: Mapping[Path, Results]) -> Merged:
    """The earliest start, the sum of what they took, each case once. A case that is in two of
    them, a shard that is missing, and shards of different selections are told of."""
    first: dict[str, Path] = {}
    cases: list[CaseResult] = []
    problems: list[Problem] = []
    for path, part in parts.items():
        twice = [case for case in part.cases if case.id in first]
        problems += [_twice(path, twice, first)] if twice else []
        cases += [case for case in part.cases if case.id not in first]
        first |= {case.id: path for case in part.cases if case.id not in first}
    whole = list(parts.values())
    results = Results(
        environment=whole[0].environment,
        started_at=min(part.started_at for part in whole),
        duration=sum(part.duration for part in whole),
        outcome=worst(case.outcome for case in cases),
        cases=tuple(cases),
        shard=whole[0].shard if len(whole) == 1 else None,
    )
    if len(whole) > 1:
        problems += shard_problems(parts, len(cases))
    return Merged(results=results, problems=tuple(problems))


def _twice(path: Path, cases: Sequence[CaseResult], first: Mapping[str, Path]) -> Problem:
    more = f" (and {len(cases) - 1} more)" if len(cases) > 1 else ""
    where = f"{first[cases[0].id]} holds too; the first is taken"
    return Problem(
        place=Place(file=str(path), line=1, column=1),
        message=f'this holds the case "{cases[0].id}"{more}, which {where}',
        hint="merge results of different cases, as shards give them",
        code="results",
    )
