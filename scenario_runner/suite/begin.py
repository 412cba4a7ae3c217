"""A first scenario for a graph: run once on an input, told as it went, and run again to be sure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.checks import DEFAULT_LOUDNESS
from scenario_runner.language.load import cases_of
from scenario_runner.language.value import Data
from scenario_runner.results.model import CaseResult, StepResult
from scenario_runner.suite.case import Case
from scenario_runner.suite.first_answers import FirstBranch, first_branches
from scenario_runner.suite.first_expect import first_expectations
from scenario_runner.suite.first_text import FirstStep, first_text
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.play_case import play_case

_ATTEMPTS = 3


@frozen
class Beginning:
    """What a first scenario is made of."""

    path: Path
    """Where it is to stand; nothing is written there yet."""
    name: str
    graph: Data
    """As the key `graph` holds it, relative to that place."""
    given: Data
    """The input."""
    schema: str | None = None
    timeout: float | None = None
    """Seconds for one run; None: as scenarios have it."""


@frozen
class Begun:
    """A scenario that passes."""

    text: str
    seen: Observation
    branches: tuple[FirstBranch, ...]
    checks: tuple[str, ...]
    """The built-in checks that spoke up."""
    varied: bool
    """The graph did not do the same each time; what differed is expected loosely."""


@frozen
class NotBegun:
    """A run of which no scenario could be made."""

    result: CaseResult
    """The last one."""
    varies: bool = False
    """Because the graph does something else each time."""


def begin(wanted: Beginning, place: Place) -> Begun | NotBegun:
    """The first scenario. Raises ProblemsError where the input, or what the graph did, cannot
    be written in a scenario, CannotWrite where no file can hold it."""
    result = _play(_Draft(wanted=wanted), place)
    first = latest = _seen(result)
    checks = set(_spoken(result))
    for attempt in range(_ATTEMPTS):
        if first is None or latest is None:
            return NotBegun(result=result)
        draft = _Draft(wanted=wanted, seen=(first, latest), checks=tuple(sorted(checks)))
        result = _play(draft, place)
        if result.outcome == "passed":
            return Begun(
                text=draft.text,
                seen=first,
                branches=draft.branches,
                checks=draft.checks,
                varied=attempt > 0,
            )
        latest = _seen(result)
        checks |= set(_spoken(result))
    return NotBegun(result=result, varies=True)


_Seen: TypeAlias = tuple[Observation, Observation]


@frozen
class _Draft:
    """A file that is not yet known to pass."""

    wanted: Beginning
    seen: _Seen | None = None
    """None for the very first run."""
    checks: tuple[str, ...] = ()

    @property
    def branches(self) -> tuple[FirstBranch, ...]:
        return () if self.seen is None else tuple(first_branches(self.seen[0]))

    @property
    def text(self) -> str:
        wanted = self.wanted
        return first_text(
            name=wanted.name,
            graph=wanted.graph,
            schema=wanted.schema,
            timeout=wanted.timeout,
            step=self._step(),
            branches=self.branches,
            checks=self.checks,
        )

    def _step(self) -> FirstStep:
        if self.seen is None:
            return FirstStep(id="first", given=self.wanted.given, expect={})
        first, latest = self.seen
        graph = self.wanted.graph
        messages = graph.get("messages", "messages") if isinstance(graph, dict) else "messages"
        expect = first_expectations(first, latest, self.wanted.given, messages)
        stopped = "stopped" if first.next and first.raises is None else "first"
        step_id = "asked" if first.interrupts else stopped
        return FirstStep(id=step_id, given=self.wanted.given, expect=expect)


def _play(draft: _Draft, place: Place) -> CaseResult:
    path = draft.wanted.path
    (scenario, *_) = cases_of(draft.text.encode(), path, shown_as=str(path))
    case = Case(id=f"{path}::{scenario.case_name}", scenario=scenario)
    return play_case(case, Options(), place)


def _step(result: CaseResult) -> StepResult | None:
    return next((step for branch in result.branches for step in branch.steps), None)


def _seen(result: CaseResult) -> Observation | None:
    step = _step(result)
    return None if step is None else step.observation


def _spoken(result: CaseResult) -> Iterator[str]:
    """The built-in checks that made the step fail."""
    step = _step(result)
    for finding in step.findings if step is not None else ():
        if finding.outcome == "failed" and finding.expectation in DEFAULT_LOUDNESS:
            yield finding.expectation
