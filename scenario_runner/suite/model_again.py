"""A scenario played from the replies that were recorded, beside the run that they were heard in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scenario_runner.judge.differences import differences
from scenario_runner.judge.ignored import without
from scenario_runner.judge.verify import ending
from scenario_runner.language.load import cases_of
from scenario_runner.language.model import Scenario
from scenario_runner.results.model import BranchResult, CaseResult, StepResult
from scenario_runner.suite.case import Case
from scenario_runner.suite.model_text import Text
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.play_case import play_case

_LIVE, _AGAIN = "the live run", "this one"


def again(
    text: Text, played: Iterable[CaseResult], options: Options, place: Place
) -> Iterator[str]:
    """In what the new text, played without the models, does something else; none where it does
    the same in each step. Raises ProblemsError where it is not valid."""
    alone = Options(timeout=options.timeout, in_process=options.in_process, record="none")
    live = {result.row: result for result in played}
    content = (text.mark + text.after).encode()
    for scenario in cases_of(content, text.file, shown_as=text.file):
        case = Case(id=text.file, scenario=scenario)
        result = play_case(case, replace(alone, on_models=None), place)
        yield from _between(scenario, live[scenario.row_id], result)


def _between(scenario: Scenario, live: CaseResult, now: CaseResult) -> Iterator[str]:
    if now.error is not None:
        yield f"it ended in an error: {now.error.message}"
        return
    for one, other in zip(live.branches, now.branches, strict=True):
        yield from _branches(scenario, one, other)
    known = {(finding.expectation, finding.message) for finding in live.findings}
    for finding in now.findings:
        is_new = (finding.expectation, finding.message) not in known
        if finding.outcome != "passed" and is_new:
            yield finding.message


def _branches(scenario: Scenario, live: BranchResult, now: BranchResult) -> Iterator[str]:
    if now.error is not None:
        yield f"{live.name} ended in an error: {now.error.message}"
        return
    for one, other in zip(live.steps, now.steps, strict=True):
        where = f"{live.name}/{one.id}"
        told = list(_steps(scenario, one, other))
        yield from (f"{where}: {each}" for each in told)
        if told:  # what comes after it is no news
            return


def _steps(scenario: Scenario, live: StepResult, now: StepResult) -> Iterator[str]:
    if now.error is not None and live.error is None:
        yield now.error.message
    elif live.observation is not None and now.observation is not None:
        ours = without(ending(live.observation), scenario.ignore)
        theirs = without(ending(now.observation), scenario.ignore)
        for each in differences(ours, theirs):
            yield f"{each.path}: {each.said(_LIVE, _AGAIN)}"
    if live.outcome != now.outcome and live.error is None and now.error is None:
        yield f"it {_ended(live)} live, and {_ended(now)} from the replies"


def _ended(step: StepResult) -> str:
    return step.outcome if step.outcome != "error" else "ended in an error"
