"""`--update-expected`: what came in place of expected values that failed, in the file itself.

Only leaves that failed are rewritten, and only where all that share them agree: rows of a
table are one text. The file is checked before it is written; acts are never touched.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.load import cases_of, load_cases
from scenario_runner.language.model import Scenario
from scenario_runner.language.source import read
from scenario_runner.plan.operations import step_name
from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.alone import alone
from scenario_runner.suite.kept import is_foretold
from scenario_runner.suite.rewrite import Asked, Left, Rewriting
from scenario_runner.suite.secrets import secrets_of
from scenario_runner.suite.snapshots import FileChange
from scenario_runner.whole_file import write_text


@frozen
class Amended:
    """What became of one file."""

    change: FileChange
    count: int
    """How many values were rewritten."""
    left: tuple[Left, ...]


def amend(results: Results) -> list[Amended]:
    """Rewrite the expected values that failed in a run, file by file."""
    cases: dict[str, list[CaseResult]] = {}
    for case in results.cases:
        cases.setdefault(case.file, []).append(case)
    return [_file(file, told) for file, told in cases.items() if any(map(_has_failed, told))]


def _has_failed(case: CaseResult) -> bool:
    return any(
        finding.outcome == "failed"
        for branch in case.branches
        for step in branch.steps
        for finding in step.findings
    )


def _file(file: str, cases: list[CaseResult]) -> Amended:
    path = Path(file)
    try:
        with alone(path):
            content = path.read_bytes()
            source = read(file, content)
            if any(case.source != source.text for case in cases):
                return _nothing(file, "it was changed while the scenarios ran")
            rewriting = Rewriting(source=source)
            rewriting.all_of(_asked(load_cases(file), cases))
            if rewriting.text != source.text:
                mark = "\ufeff" if content.startswith(BOM_UTF8) else ""
                cases_of((mark + rewriting.text).encode(), file)
                write_text(path, mark + rewriting.text)
    except ProblemsError as error:
        first = error.problems[0]
        return _nothing(file, f"it would not be valid any more ({first.message})")
    except OSError as error:
        return _nothing(file, f"{error.strerror}")
    change = FileChange(file=file, before=source.text, after=rewriting.text)
    return Amended(change=change, count=rewriting.count, left=rewriting.left())


def _nothing(file: str, why: str) -> Amended:
    fault = f"nothing was written to {file}: {why}"
    return Amended(change=FileChange(file=file, faults=(fault,)), count=0, left=())


# --- what is asked, and what came ---------------------------------------------------------


def _asked(scenarios: Iterable[Scenario], cases: list[CaseResult]) -> Iterator[Asked]:
    played = {
        (case.scenario, case.row, branch.name, step.id): step
        for case in cases
        for branch in case.branches
        for step in branch.steps
        if step.observation is not None
    }
    for scenario in scenarios:
        masks = tuple(f"***{name}" for name, _ in secrets_of(scenario).mask.values)
        for branch in scenario.branches:
            for index, step in enumerate(branch.steps):
                way = (scenario.name, scenario.row_id, branch.name, step_name(step, index))
                for expectation in step.expect:
                    yield Asked(
                        expectation=expectation,
                        played=played.get(way),
                        foretold=is_foretold(scenario, branch.name),
                        masks=masks,
                    )
