"""Trying scenarios: each is read and checked first, and played only where it could run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scenario_runner.language.value import Data
from scenario_runner.results.model import CaseResult
from scenario_runner.shrinking.failure import Failure, failures_of
from scenario_runner.suite.case import Case
from scenario_runner.suite.case_data import case_of
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.play_case import play_case

Clock = Callable[[], float]


class OutOfTime(Exception):  # not an error: the smallest scenario so far stands
    """There is no time for another run."""


@dataclass(kw_only=True)
class Trials:
    """Candidates, as they would be at `path`, each played once."""

    path: Path
    place: Place
    target: Failure
    given: frozenset[Failure]
    """All that is wrong with the scenario as it was given."""
    timeout: float
    """Seconds for one run."""
    ends: float
    """When to stop, by the clock."""
    clock: Clock = time.monotonic
    runs: int = 0
    _known: dict[str, bool] = field(default_factory=dict)

    def fails(self, data: Data) -> bool:
        """Whether this scenario fails as the given one does. Raises OutOfTime."""
        known = json.dumps(data, ensure_ascii=False)
        if known not in self._known:
            self._known[known] = self._try(data)
        return self._known[known]

    def _try(self, data: Data) -> bool:
        case = case_of(data, self.path)
        if case is None:
            return False
        if self.clock() > self.ends:
            raise OutOfTime
        self.runs += 1
        result = play(case, self.place, self.timeout)
        found = failures_of(result)
        return self.target in found and not any(map(self._is_another, found))

    def _is_another(self, failure: Failure) -> bool:
        """Whether the expectation has become wrong in a second way: it would go on failing once
        what is wrong was mended."""
        return failure not in self.given and failure.same_expectation(self.target)


def play(case: Case, place: Place, timeout: float | None) -> CaseResult:
    """What becomes of the case, in a process that can be killed."""
    return play_case(case, Options(timeout=timeout), place)
