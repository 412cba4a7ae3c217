"""What a run says on a terminal: one line for a case that passed, the whole story for others."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.judge.outcome import is_bad
from scenario_runner.problem import Place
from scenario_runner.report.attempts import attempt_lines
from scenario_runner.report.console_step import (
    case_error_lines,
    finding_block,
    problem_picture,
    step_lines,
)
from scenario_runner.report.console_warnings import warning_lines
from scenario_runner.report.paint import Paint, indented
from scenario_runner.report.show import inline, plural, seconds
from scenario_runner.report.visible import cut, one_line, visible
from scenario_runner.results.counts import count
from scenario_runner.results.model import BranchResult, CaseResult, Results, StepResult
from scenario_runner.results.wrong import passed_as_a_whole, passed_unexpectedly

_WAYS = 3
"""Branches of one case for which the console says how to go on; the page does for all."""
_TAIL = 20
"""Lines of printed output that are shown."""


def case_text(case: CaseResult, *, color: bool, width: int = 100, branches: bool = False) -> str:
    """A finished case: one line, and after it what went wrong and how to run it again; where
    `branches` are asked for, a line for each of them too."""
    paint = Paint(on=color, width=width)
    lines = [_headline(case, paint)]
    if branches and not case.problems:
        lines += indented((_branch_headline(branch, paint) for branch in case.branches), 2)
    lines += indented(_attempt_lines(case, paint), 2)
    for problem in case.problems:
        lines += ["", *indented(problem_picture(problem, case, paint).split("\n"), 2)]
    if passed_as_a_whole(case):
        what_to_do = "take expect_failure out, or say when it holds"
        lines += ["", f"  {passed_unexpectedly(None)}; {what_to_do}"]
    if case.error is not None and not case.problems and case.outcome != "xfailed":
        lines += ["", *indented(case_error_lines(case.error, case, paint), 2)]
    for branch in case.branches:
        lines += indented(_branch_lines(branch, case, paint), 2)
    lines += indented(_whole_lines(case, paint), 2)
    warnings = list(indented(warning_lines(case, paint), 2))
    lines += ["", *warnings] if warnings and is_bad(case.outcome) else warnings
    if is_bad(case.outcome):
        lines += indented(_afterwards(case, paint), 2)
    return "\n".join(line.rstrip() for line in lines)


def summary_text(results: Results, *, color: bool = False) -> str:
    """The end of a run: what went wrong with the command for each, then the numbers."""
    paint = Paint(on=color, width=0)
    bad = [case for case in results.cases if is_bad(case.outcome)]
    lines = [f"{paint.outcome(case.outcome)} {paint.strong(visible(case.rerun))}" for case in bad]
    numbers = [
        paint.style(
            outcome, plural(number, "error") if outcome == "error" else f"{number} {outcome}"
        )
        for outcome, number in count(results).cases.items()
        if number
    ]
    said = ", ".join(numbers) or "nothing ran"
    total = plural(len(results.cases), "case")
    lines.append(f"{total}: {said} in {seconds(results.duration)}")
    return "\n".join(lines)


def _headline(case: CaseResult, paint: Paint) -> str:
    told = [] if case.outcome == "skipped" else [seconds(case.duration)]
    if len(case.branches) > 1:
        told.append(plural(len(case.branches), "branch", "branches"))
    if case.reason:
        told.insert(0, one_line(case.reason, 200))
    end = paint.dim(f" ({', '.join(told)})") if told else ""
    return f"{paint.outcome(case.outcome)} {paint.strong(visible(case.id))}{end}"


def _attempt_lines(case: CaseResult, paint: Paint) -> Iterator[str]:
    for one in attempt_lines(case):
        message = f": {one_line(one.message, 500)}" if one.message else ""
        told = f"{one.text}{message}"
        yield paint.style("warning", told) if one.message else paint.dim(told)


def _branch_headline(branch: BranchResult, paint: Paint) -> str:
    ran = [step for step in branch.steps if step.outcome != "skipped"]
    took = f"{plural(len(ran), 'step')}, {seconds(sum(step.duration for step in ran))}"
    told = one_line(branch.reason, 200) if branch.reason else took
    return f"{paint.outcome(branch.outcome)} {visible(branch.name)}{paint.dim(f' ({told})')}"


def _branch_lines(branch: BranchResult, case: CaseResult, paint: Paint) -> list[str]:
    lines: list[str] = []
    if branch.outcome == "xfailed":  # what it shows was foretold
        return lines
    if branch.error is not None:
        title = paint.strong(visible(f"branch {branch.name}"))
        lines += ["", title, *indented(case_error_lines(branch.error, case, paint), 2)]
    if branch.outcome == "skipped" and branch.reason and is_bad(case.outcome):
        lines += ["", paint.dim(visible(f"branch {branch.name} did not run: {branch.reason}"))]
        return lines
    for step in branch.steps:
        told = list(step_lines(step, case, paint))
        if told:
            lines += ["", _step_headline(branch, step, paint), *indented(told, 2)]
    if branch.outcome == "xpassed":
        said = one_line(passed_unexpectedly(branch.reason), 200)
        lines += ["", f"branch {visible(branch.name)}: {said}"]
    left = sum(step.outcome == "skipped" for step in branch.steps)
    if lines and branch.begun_at is not None:
        went_on = f"  this branch went on at {visible(branch.begun_at)}; what was before was kept"
        lines += ["", paint.dim(went_on)]
    if lines and left:
        lines += ["", paint.dim(f"  {plural(left, 'later step')} of this branch did not run")]
    return lines


def _whole_lines(case: CaseResult, paint: Paint) -> Iterator[str]:
    """What is not as it should be between branches, and in the case as a whole."""
    parts = [(f"compare {', '.join(one.branches)}", one.line, one.findings) for one in case.compare]
    for title, line, findings in (*parts, ("the case", case.line, case.findings)):
        place = Place(file=case.file, line=line, column=1)
        shown = [one for one in findings if one.is_unmet]
        if case.outcome == "xfailed":  # what it shows was foretold
            shown = []
        if shown:
            yield from ("", paint.strong(visible(title)))
        for number, finding in enumerate(shown):
            if number:
                yield ""
            yield from indented(finding_block(finding, place, case, paint), 2)


def _step_headline(branch: BranchResult, step: StepResult, paint: Paint) -> str:
    name = f"step {step.id}" if not step.id.startswith("#") else f"step {step.id[1:]}"
    where = f"branch {branch.name}, {name}"
    act = "look" if step.act == "look" else f"{step.act}: {inline(step.given, paint.width)}"
    room = max(20, paint.width - len(where) - 4)
    return f"{paint.strong(visible(where))}  {paint.dim(cut(visible(act), room))}"


def _afterwards(case: CaseResult, paint: Paint) -> Iterator[str]:
    printed = visible(case.printed.rstrip()).split("\n") if case.printed.strip() else []
    if printed:
        cut_off = len(printed) - _TAIL
        yield ""
        yield "printed:" if cut_off <= 0 else f"printed (the last {_TAIL} lines):"
        yield from indented(printed[-_TAIL:], 2)
    if case.database:
        yield from ("", f"storage kept: {visible(case.database)}")
    yield ""
    ways = [b for b in case.branches if b.go_on is not None and is_bad(b.outcome)]
    for branch in ways[:_WAYS]:
        command = paint.strong(visible(branch.go_on or ""))
        yield f"go on from the last good moment of {visible(branch.name)}: {command}"
    if case.rerun:
        yield f"run again: {paint.strong(visible(case.rerun))}"
