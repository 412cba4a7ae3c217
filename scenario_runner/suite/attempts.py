"""Cases played more than once: until they end well, or as often as was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Finding
from scenario_runner.problem import Place
from scenario_runner.results.model import Attempt, CaseResult, ErrorTold


def played_again(play: Callable[[], CaseResult], *, retries: int, repeat: int) -> CaseResult:
    """The result of a case that is played `repeat` times, each of them again up to `retries`
    times until it ends well. Where some ended well and some did not, it is flaky."""
    tried: list[CaseResult] = []
    for _ in range(repeat):
        for _ in range(1 + retries):
            tried.append(play())
            if not is_bad(tried[-1].outcome):
                break
        if tried[-1].outcome == "skipped":  # it would be each time
            break
    if len(tried) == 1:
        return tried[0]
    well = [one for one in tried if not is_bad(one.outcome)]
    kept = well[-1] if well else tried[0]
    return replace(
        kept,
        outcome="flaky" if 0 < len(well) < len(tried) else kept.outcome,
        duration=sum(one.duration for one in tried),
        attempts=tuple(_attempt(one) for one in tried),
    )


def _attempt(case: CaseResult) -> Attempt:
    return Attempt(
        outcome=case.outcome,
        duration=case.duration,
        message=next(_wrong(case), None) if is_bad(case.outcome) else None,
    )


def _wrong(case: CaseResult) -> Iterator[str]:
    whole = Place(file=case.file, line=case.line, column=1)
    yield from _of_error(case.error, whole)
    for branch in case.branches:
        start = Place(file=case.file, line=branch.line, column=1)
        yield from _of_error(branch.error, start)
        for step in branch.steps:
            place = Place(file=step.file or case.file, line=step.line, column=1)
            yield from _of_error(step.error, place)
            yield from (_told(one, place) for one in step.findings if _is_unmet(one))
    compared = [finding for one in case.compare for finding in one.findings]
    yield from (_told(one, whole) for one in (*compared, *case.findings) if _is_unmet(one))
    yield f"{whole}: {case.outcome}"


def _of_error(error: ErrorTold | None, place: Place) -> Iterator[str]:
    if error is not None:
        yield f"{error.place or place}: {error.message}"


def _is_unmet(finding: Finding) -> bool:
    return finding.outcome in {"failed", "error"}


def _told(finding: Finding, place: Place) -> str:
    return f"{finding.place or place}: {finding.path}: {finding.message}"
