"""The reports of a pytest session, from what its tests tell; under xdist, of all workers."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from scenario_runner.judge.outcome import worst
from scenario_runner.judge.verdict import WORST_FIRST
from scenario_runner.report.kinds import NotAReportError, Wanted, reports_wanted
from scenario_runner.report.write import write
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.store import case_from_json
from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.collect import collect
from scenario_runner.suite.environment import environment
from scenario_runner.suite.unplayed import broken_case


@dataclass(kw_only=True, slots=True)
class _Told:
    """What is known of one case: the last that each worker played of it."""

    by_worker: dict[str, CaseResult] = field(default_factory=dict)

    def worst(self) -> CaseResult:
        """Where several workers played parts of a case, the one that went worst."""
        return min(self.by_worker.values(), key=lambda case: WORST_FIRST.index(case.outcome))


class Records:
    """Collects what tests tell, and writes the reports at the end."""

    def __init__(self, config: pytest.Config, asked: Sequence[str]) -> None:
        self._reports = _wanted(asked)
        self._config = config
        self._cases: dict[str, _Told] = {}
        self._said: list[tuple[str, bool]] = []
        self._began = time.perf_counter()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the case that was played for a test."""
        if (text := getattr(report, "scenario_case", None)) is not None:
            case = case_from_json(json.loads(text))
            told = self._cases.setdefault(case.id, _Told())
            told.by_worker[getattr(report, "worker_id", "")] = case

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep a file that cannot be run."""
        path = self._config.rootpath / report.nodeid
        if not report.failed or ".scenario." not in path.name or not path.is_file():
            return
        start = self._config.invocation_params.dir
        shown = path.relative_to(start) if path.is_relative_to(start) else path
        for case in collect([str(shown)]):
            if isinstance(case, BrokenCase):
                self._cases[case.id] = _Told(by_worker={"": broken_case(case)})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports; one that cannot be written fails the run."""
        results = self._results()
        for kind, path in self._reports:
            try:
                write(results, kind, path)
            except OSError as error:
                why = f"the report {path} cannot be written: {error.strerror}"
                self._said.append((why, False))
                session.exitstatus = session.exitstatus or pytest.ExitCode.USAGE_ERROR
            else:
                self._said.append((f"{kind} report: {path}", True))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the reports are."""
        for line, well in self._said:
            terminalreporter.write_line(line, red=not well)

    def _results(self) -> Results:
        cases = tuple(self._cases[name].worst() for name in sorted(self._cases))
        return Results(
            environment=environment(self._config.getoption("scenario_storage")),
            started_at=self._started_at,
            duration=time.perf_counter() - self._began,
            outcome=worst(case.outcome for case in cases),
            cases=cases,
        )


def _wanted(asked: Sequence[str]) -> Wanted:
    try:
        return reports_wanted(asked)
    except NotAReportError as error:
        raise pytest.UsageError(f"--scenario-report: {error}") from None
