"""How many cases and branches ended how."""

from __future__ import annotations

from collections import Counter

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import WORST_FIRST, Outcome
from scenario_runner.results.model import Results


@frozen
class Counts:
    """Numbers by outcome; every outcome has its number, worst first.

    Branches that were only played on the way to selected ones do not count.
    """

    cases: dict[Outcome, int]
    branches: dict[Outcome, int]


def count(results: Results) -> Counts:
    """The numbers of a run."""
    cases = Counter(case.outcome for case in results.cases)
    branches = Counter(
        branch.outcome
        for case in results.cases
        for branch in case.branches
        if not branch.on_the_way
    )
    return Counts(
        cases={outcome: cases[outcome] for outcome in WORST_FIRST},
        branches={outcome: branches[outcome] for outcome in WORST_FIRST},
    )
