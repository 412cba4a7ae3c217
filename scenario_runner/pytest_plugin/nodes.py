"""Scenario files as pytest sees them: file, case, and a test for each branch and comparison."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from scenario_runner.graphs.lent import lent
from scenario_runner.language.load import load_cases
from scenario_runner.language.model import FixtureGraph, Scenario
from scenario_runner.problem import ProblemsError
from scenario_runner.pytest_plugin.failure import (
    ScenarioError,
    ScenarioFailed,
    shown_problems,
    shown_test,
)
from scenario_runner.pytest_plugin.fixtures import FixtureFault, graph_from, scenario
from scenario_runner.pytest_plugin.parts import loudest, part_lines, parts, wanted_branches
from scenario_runner.pytest_plugin.stage import OWN_DURATION, Stage
from scenario_runner.report.junit_case import Test
from scenario_runner.report.visible import one_line
from scenario_runner.results.model import CaseResult
from scenario_runner.suite.case import Case
from scenario_runner.suite.conditions import skip_reason

_MARK = re.compile(r"[^\W_][\w+.\-/]*")
"""Tags that `-m` can name."""
_MEANT_OTHERWISE = frozenset(
    {"skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings", "xdist_group"}
)
"""Marks that pytest acts on; a tag is only a word."""


class ScenarioFile(pytest.Module):
    """A `NAME.scenario.yaml`; a module, so that fixtures of that scope live as long as it."""

    obj = None  # no Python is imported for it

    def collect(self) -> list[pytest.Collector]:
        """The cases of the file. Raises ProblemsError where it cannot be run."""
        Stage.of(self.config)
        return [
            ScenarioCase.from_parent(
                self, name=one_line(scenario.case_name, 200), scenario=scenario
            )
            for scenario in load_cases(self.path, shown_as=shown_path(self.path, self.config))
        ]

    def repr_failure(  # type: ignore[override]  # as pytest's own collectors: they know no styles
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """The problems of the file as `scenario-runner validate` draws them."""
        if not isinstance(excinfo.value, ProblemsError):
            return super().repr_failure(excinfo)
        try:
            text = self.path.read_bytes().decode("utf-8-sig", errors="replace")
        except OSError:
            text = ""
        return shown_problems(excinfo.value.problems, text)


class ScenarioCase(pytest.Collector):
    """A scenario; played once for all of its tests that are selected."""

    def __init__(self, *, scenario: Scenario, **node: Any) -> None:
        super().__init__(**node)
        self.scenario = scenario
        self._said: dict[str, Test] = {}
        self._printed: dict[str, str] = {}
        self._selected: tuple[str, ...] = ()
        self._fault: FixtureFault | None = None
        for tag in scenario.tags:
            _mark(self, tag)
        if self.config.pluginmanager.hasplugin("xdist"):
            self.add_marker(pytest.mark.xdist_group(_group(self)))

    def collect(self) -> list[pytest.Item]:
        """A test for each branch and each comparison."""
        tags = {branch.name: branch.tags for branch in self.scenario.branches}
        test = FixtureTest if isinstance(self.scenario.graph.source, FixtureGraph) else ScenarioTest
        return [
            test.from_parent(self, name=name, line=line, tags=tags.get(name, ()))
            for name, line in part_lines(self.scenario).items()
        ]

    def said_of(self, test: ScenarioTest) -> tuple[Test, str]:
        """What a test says, and what the graph printed if it is this test's to show.

        The first test plays the case for all that are selected; one that asks again, as with
        pytest-rerunfailures, has it played again for itself.
        """
        __tracebackhide__ = True  # what a fixture raises is shown with its own lines
        if test.name in self._said:
            return self._said.pop(test.name), self._printed.pop(test.name, "")
        if self._fault is not None:
            raise self._fault
        if not self._selected:
            items = self.session.items
            self._selected = tuple(item.name for item in items if item.parent is self)
        names = dict.fromkeys((test.name, *self._selected))
        scenario = self.scenario
        case = Case(
            id=f"{scenario.file}::{scenario.case_name}",
            scenario=scenario,
            branches=wanted_branches(scenario, names),
        )
        try:
            played = test.play(case)
        except FixtureFault as fault:
            self._fault = fault
            raise
        said = parts(played, scenario, names)
        self._printed = {loudest(said): played.printed}
        self._said = said | self._said
        return self._said.pop(test.name), self._printed.pop(test.name, "")


class ScenarioTest(pytest.Item):
    """A branch, or a comparison of branches."""

    parent: ScenarioCase

    def __init__(self, *, line: int, tags: tuple[str, ...] = (), **node: Any) -> None:
        super().__init__(**node)
        self._line = line
        for tag in tags:
            _mark(self, tag)

    def play(self, case: Case) -> CaseResult:
        """Play the case that this test is of."""
        return Stage.of(self.config).play(case)

    def runtest(self) -> None:
        """Have the case played, unless it was, and say what became of this part of it."""
        __tracebackhide__ = True
        test, printed = self.parent.said_of(self)
        self.stash[OWN_DURATION] = test.duration
        self.user_properties += [one for one in test.properties if one not in self.user_properties]
        if printed:
            self.add_report_section("call", "stdout", printed)
        runxfail = self.config.getoption("runxfail")
        if test.outcome == "passed" or (test.outcome == "xpassed" and runxfail):
            return
        if test.outcome == "skipped":
            pytest.skip(test.reason or "it did not run")
        if test.outcome == "xfailed":
            pytest.xfail(test.reason or "")
        raise (ScenarioError if test.outcome == "error" else ScenarioFailed)(test)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The failure as the console draws it."""
        if isinstance(excinfo.value, ScenarioFailed | ScenarioError):
            return shown_test(excinfo.value.test)
        if isinstance(excinfo.value, pytest.xfail.Exception):  # pytest 8.2 shows it under -rx
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the branch stands, lines from 0 as pytest counts them."""
        return self.path, self._line - 1, f"{self.parent.name}::{self.name}"


class FixtureTest(ScenarioTest, pytest.Function):
    """A branch or a comparison where a fixture gives the graph: fixtures are for functions."""

    def __init__(self, **node: Any) -> None:
        super().__init__(callobj=scenario, **node)

    def play(self, case: Case) -> CaseResult:
        """Play the case in this process, with the graph that the fixture gives to this test."""
        __tracebackhide__ = True
        source = case.scenario.graph.source
        if not isinstance(source, FixtureGraph) or skip_reason(case.scenario.skip) is not None:
            return super().play(case)
        with lent(source.name, graph_from(self, source)):
            return Stage.of(self.config).play(case, here=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The failure as the console draws it; what a fixture raises, as pytest does."""
        match excinfo.value:
            case ScenarioFailed() | ScenarioError() | pytest.xfail.Exception():
                return super().repr_failure(excinfo, style)
            case FixtureFault(problem=problem):
                return shown_problems((problem,), self.parent.scenario.text)
            case _:
                return pytest.Function.repr_failure(self, excinfo)


def shown_path(path: Path, config: pytest.Config) -> str:
    """A file as messages call it: from where pytest was started, if it is below."""
    start = config.invocation_params.dir
    return str(path.relative_to(start)) if path.is_relative_to(start) else str(path)


def _mark(node: pytest.Collector | pytest.Item, tag: str) -> None:
    """Make a tag a marker where it can be one, and a keyword for `-k` in any case."""
    node.extra_keyword_matches.add(tag)
    if tag in _MEANT_OTHERWISE or not _MARK.fullmatch(tag):
        return
    node.config.addinivalue_line("markers", f"{tag}: a tag of scenarios")
    node.add_marker(getattr(pytest.mark, tag))


def _group(case: ScenarioCase) -> str:
    """A word that xdist can hang on the case's tests to keep them together."""
    word = re.sub(r"[^\w.-]", "_", case.path.name.partition(".scenario.")[0])
    return f"{word}-{zlib.crc32(case.nodeid.encode()):08x}"
