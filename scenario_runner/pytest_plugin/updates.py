"""What `--scenario-update-snapshots` has changed in files, shown at the end of the session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from scenario_runner.report.changed import changed_text
from scenario_runner.suite.ci import refuse_in_ci
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.snapshots import FileChange


class Updates:
    """Hears of each change from the reports of tests, which xdist carries from its workers."""

    def __init__(self) -> None:
        """Raises UsageError in CI."""
        try:
            refuse_in_ci("--scenario-update-snapshots", "snapshots")
        except UsageFault as fault:
            raise pytest.UsageError(f"{fault.message}; {fault.hint}") from None
        self._changes: list[FileChange] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what was changed for a test."""
        if (told := getattr(report, "scenario_change", None)) is not None:
            self._changes.append(change_heard(told))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show it."""
        for line, well in self._lines():
            terminalreporter.write_line(line, red=not well)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What could not be stored fails the run."""
        if any(change.faults for change in self._changes):
            session.exitstatus = session.exitstatus or pytest.ExitCode.USAGE_ERROR

    def _lines(self) -> Iterator[tuple[str, bool]]:
        for change in self._changes:
            told = changed_text(change.file, change.before, change.after, color=False)
            yield from ((line, True) for line in told.split("\n") if told)
            yield from ((f"error: {fault}", False) for fault in change.faults)


def change_told(change: FileChange) -> str:
    """A change as a report carries it."""
    return json.dumps(asdict(change))


def change_heard(told: str) -> FileChange:
    """A change that a report carried."""
    data = json.loads(told)
    return FileChange(**{**data, "faults": tuple(data["faults"])})
