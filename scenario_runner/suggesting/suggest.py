"""From a case to the branches it does not tell: played, told as they went, and played again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scenario_runner.coverage.questions import Questions
from scenario_runner.results.model import CaseResult
from scenario_runner.suggesting.branches import Candidate, candidates
from scenario_runner.suggesting.model import IdGiven, NotSuggested, Suggested, Suggestion
from scenario_runner.suggesting.moments import Moments
from scenario_runner.suggesting.playing import Stage, played
from scenario_runner.suite.case import Case
from scenario_runner.suite.case_data import data_of
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.play_case import play_case


def suggest(case: Case, place: Place, *, timeout: float | None = None) -> Suggested | NotSuggested:
    """For each question that the case meets, branches that answer it otherwise, oddly, again after
    going back, or after a restart. `timeout`: of one run, in seconds, instead of the
    scenario's own. Raises ProblemsError where its file cannot be read any more."""
    path = Path(case.scenario.file)
    result = play_case(replace(case, branches=None), Options(timeout=timeout), place)
    if (reason := _unplayed(result)) is not None:
        return reason
    asked = Questions()
    asked.take(result)
    moments = Moments(data=data_of(case, path.parent), case=result)
    found = [one for question in asked.by_path.values() for one in candidates(question, moments)]
    stage = Stage(
        data=moments.named(),
        path=path,
        messages=case.scenario.graph.messages,
        place=place,
        timeout=timeout,
    )
    suggestions, left_out = played(_each_by_a_name(found, result), stage)
    return Suggested(
        file=case.scenario.file,
        questions=tuple(path for path, one in asked.by_path.items() if one.asked),
        suggestions=suggestions,
        ids=tuple(_needed(moments.given.values(), suggestions)),
        left_out=left_out,
    )


def _unplayed(result: CaseResult) -> NotSuggested | None:
    """Why a run tells nothing."""
    steps = [step for branch in result.branches for step in branch.steps]
    if any(step.observation is not None for step in steps):
        return None
    told = (
        result.error,
        *(branch.error for branch in result.branches),
        *(step.error for step in steps),
    )
    for error in told:
        if error is not None:
            return NotSuggested(reason=f"it was not played: {error.message}", hint=error.hint)
    for problem in result.problems:
        return NotSuggested(reason=f"it was not played: {problem.message}", hint=problem.hint)
    return NotSuggested(reason=f"it was not played: {result.reason or result.outcome}")


def _each_by_a_name(found: list[Candidate], result: CaseResult) -> dict[str, Candidate]:
    """By names that the case has not."""
    taken = {branch.name.partition("[")[0] for branch in result.branches}
    named: dict[str, Candidate] = {}
    for one in found:
        name, number = one.name, 1
        while name in taken or name in named:
            number += 1
            name = f"{one.name}-{number}"
        named[name] = one
    return named


def _needed(given: Iterable[IdGiven], suggestions: tuple[Suggestion, ...]) -> Iterable[IdGiven]:
    """The ids that the suggestions name."""
    named = {one.branch["from"].rpartition("/")[2] for one in suggestions}
    named |= {step["at"] for one in suggestions for step in one.branch["steps"] if "at" in step}
    return (one for one in given if one.id in named)
