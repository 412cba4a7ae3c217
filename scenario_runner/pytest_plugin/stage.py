"""Where the cases of a pytest session are played: one pool of workers, begun when needed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator

import pytest

from scenario_runner.pytest_plugin.updates import change_told
from scenario_runner.results.model import CaseResult
from scenario_runner.results.store import case_to_json
from scenario_runner.suite.case import Case
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.snapshots import FileChange, store
from scenario_runner.suite.storing import drop_databases

_NAME = "scenario_runner_stage"

OWN_DURATION = pytest.StashKey[float]()
"""Seconds that the steps of a test's own branch took."""


class Stage:
    """Plays cases, and completes the reports of their tests. A plugin of its own, registered
    with the first scenario file."""

    def __init__(self, *, in_process: bool, shares: bool, updates: bool, storage: str) -> None:
        self._storage = storage
        self._in_process = in_process
        self._updates = updates
        self._shares = shares
        self._places: dict[bool, Place] = {}
        """Where cases are played: in this process or not."""
        self._open = contextlib.ExitStack()
        self._played: CaseResult | None = None
        self._change: FileChange | None = None

    @classmethod
    def of(cls, config: pytest.Config) -> Stage:
        """The one of this session."""
        found = config.pluginmanager.get_plugin(_NAME)
        if isinstance(found, Stage):
            return found
        asked = bool(config.getoption("scenario_report"))
        stage = cls(
            in_process=config.getoption("scenario_in_process"),
            shares=asked,
            updates=config.getoption("scenario_update_snapshots"),
            storage=config.getoption("scenario_storage"),
        )
        config.pluginmanager.register(stage, _NAME)
        return stage

    def play(self, case: Case, *, here: bool = False) -> CaseResult:
        """Play a case, and store what it has seen where that is asked for; `here`: in this
        process, whatever was asked for."""
        here = here or self._in_process
        if here not in self._places:
            places = in_this_process() if here else in_workers(1)
            self._places[here] = self._open.enter_context(places)
        options = Options(in_process=here, update_snapshots=self._updates, storage=self._storage)
        self._played = play_case(case, options, self._places[here])
        self._change = store(case.scenario, self._played) if self._updates else None
        return self._played

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say of a branch how long it took itself and where it was skipped; and, with what it
        reports, the case that was played for it, since xdist carries nothing else."""
        report = yield
        if call.when != "call" or OWN_DURATION not in item.stash:
            return report
        report.duration = item.stash[OWN_DURATION]
        if report.skipped and isinstance(report.longrepr, tuple):
            report.longrepr = (str(item.path), (item.location[1] or 0) + 1, report.longrepr[2])
        if self._change is not None:
            report.scenario_change = change_told(self._change)  # type: ignore[attr-defined]  # as below
        self._change = None
        if self._shares and self._played is not None:
            told = json.dumps(case_to_json(self._played))
            report.scenario_case = told  # type: ignore[attr-defined]  # reports carry what is set
        self._played = None
        return report

    def pytest_unconfigure(self) -> None:
        """End the workers."""
        if self._places:
            self._places.clear()
            self._open.close()
            drop_databases(self._storage)
