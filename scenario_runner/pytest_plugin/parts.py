"""What the tests of a case say, from its result: nothing that went wrong goes unsaid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scenario_runner.judge.conditions import holds
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.model import Branch, Scenario
from scenario_runner.report.junit_case import Test, tests
from scenario_runner.results.model import BranchResult, CaseResult, CompareResult
from scenario_runner.suite.conditions import skip_reason, version_of


def part_lines(scenario: Scenario) -> dict[str, int]:
    """The names of a case's tests, each with its line: its branches, then its comparisons."""
    lines = {branch.name: branch.place.line for branch in scenario.branches}
    for number, entry in enumerate(scenario.compare, start=1):
        name = f"compare {', '.join(entry.branches)}"
        lines[name if name not in lines else f"{name} #{number}"] = entry.place.line
    return lines


def wanted_branches(scenario: Scenario, names: Iterable[str]) -> frozenset[str] | None:
    """The branches to play for the named tests; None for all, and for what compares them."""
    wanted = frozenset(names)
    branches = {branch.name for branch in scenario.branches}
    compares = not wanted <= branches
    return None if compares or (wanted == branches and not scenario.compare) else wanted


def parts(case: CaseResult, scenario: Scenario, names: Iterable[str]) -> dict[str, Test]:
    """What each of the named tests says of a case that was played for them."""
    found = tests(case)
    if not case.branches:
        return dict.fromkeys(names, _quiet(found[0]))
    known = {name: _with_case_error(test, case) for name, test in _named(found, scenario).items()}
    said = {name: known.pop(name) for name in names}
    for test in known.values():
        if is_bad(test.outcome):
            said = _laid_on(test, said, scenario)
    if any(finding.is_unmet for finding in case.findings):
        first, test = next(iter(said.items()))
        told = replace(test.told, findings=case.findings)
        said[first] = replace(test, outcome=worst([test.outcome, "failed"]), told=told)
    return {name: _quiet(_foretold(test, case, scenario)) for name, test in said.items()}


def loudest(said: dict[str, Test]) -> str:
    """The test that shows what the graph printed: the first that went wrong, else the first."""
    return next((name for name, test in said.items() if is_bad(test.outcome)), next(iter(said)))


def _named(found: tuple[Test, ...], scenario: Scenario) -> dict[str, Test]:
    """The tests of branches and comparisons, by the names they have here."""
    named = {test.told.branches[0].name: test for test in found if test.told.branches}
    compared = list(part_lines(scenario))[len(scenario.branches) :]
    return named | dict(zip(compared, (t for t in found if t.told.compare), strict=False))


def _with_case_error(test: Test, case: CaseResult) -> Test:
    """A branch that could not begin for a reason that all branches have says that reason."""
    if test.outcome != "error" or any(_has_own_error(one) for one in test.told.branches):
        return test
    return replace(test, told=replace(test.told, error=case.error))


def _has_own_error(branch: BranchResult) -> bool:
    return branch.error is not None or any(step.error is not None for step in branch.steps)


def _laid_on(other: Test, said: dict[str, Test], scenario: Scenario) -> dict[str, Test]:
    """What went wrong in a branch that is no test of this run is told by those it kept from
    running; where it was played only on the way to them and kept none, by the first.

    A comparison has all branches played: what went wrong in others is no concern of this run.
    """
    on_the_way = any(branch.on_the_way for branch in other.told.branches)
    kept = [name for name, test in said.items() if _was_kept(name, test, scenario)]
    if not on_the_way and other.outcome != "error":
        return said
    result = dict(said)
    for name in kept or list(said)[: int(on_the_way)]:
        test = said[name]
        branches = (*other.told.branches, *test.told.branches)
        outcome = worst([other.outcome, test.outcome])
        told = replace(test.told, outcome=outcome, branches=branches, error=other.told.error)
        result[name] = replace(test, outcome=outcome, told=told)
    return result


def _was_kept(name: str, test: Test, scenario: Scenario) -> bool:
    """Whether a test was skipped for what happened, not for what the file says."""
    branch = _branch(name, scenario)
    return test.outcome == "skipped" and (branch is None or skip_reason(branch.skip) is None)


def _foretold(test: Test, case: CaseResult, scenario: Scenario) -> Test:
    """The test with what was expected of its branch and of the whole case; when that is not
    asked for (--runxfail), it tells what went wrong."""
    if test.outcome in {"xfailed", "xpassed"}:
        branch = _branch(test.told.branches[-1].name, scenario) if test.told.branches else None
        expected = branch.expect_failure if branch is not None else None
        told = _as_found(test.told) if test.outcome == "xfailed" else test.told
        test = replace(test, reason=expected.reason if expected else test.reason, told=told)
    whole = scenario.expect_failure
    if whole is None or not holds(whole.when, version_of):
        return test
    if is_bad(test.outcome):
        return replace(test, outcome="xfailed", reason=whole.reason)
    if test.outcome == "passed" and case.outcome == "xpassed":
        return replace(
            test, outcome="xpassed", reason=whole.reason, told=_as_passed(test.told, whole.reason)
        )
    return test


def _as_found(told: CaseResult) -> CaseResult:
    """The case as if no failure had been expected of its branches."""
    branches = tuple(replace(one, outcome=_of_steps(one)) for one in told.branches)
    compared = tuple(replace(one, outcome=_of_ends(one)) for one in told.compare)
    outcome = worst([*(one.outcome for one in branches), *(one.outcome for one in compared)])
    return replace(told, outcome=outcome, branches=branches, compare=compared)


def _of_ends(one: CompareResult) -> Outcome:
    return "failed" if any(finding.is_unmet for finding in one.findings) else one.outcome


def _of_steps(branch: BranchResult) -> Outcome:
    return "error" if branch.error else worst(step.outcome for step in branch.steps)


def _as_passed(told: CaseResult, reason: str) -> CaseResult:
    branches = tuple(replace(one, outcome="xpassed", reason=reason) for one in told.branches)
    return replace(told, outcome="xpassed", branches=branches)


def _branch(name: str, scenario: Scenario) -> Branch | None:
    return next((branch for branch in scenario.branches if branch.name == name), None)


def _quiet(test: Test) -> Test:
    """Without what the graph printed: pytest shows that in a section of its own."""
    return replace(test, told=replace(test.told, printed=""))
