"""Cases played more than once: until they end well, or as often as was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenario_runner.judge.outcome import is_bad
from scenario_runner.results.model import Attempt, CaseResult
from scenario_runner.results.wrong import wrong_in


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
        message=_first_wrong(case) if is_bad(case.outcome) else None,
    )


def _first_wrong(case: CaseResult) -> str:
    first = next(wrong_in(case), None)
    if first is None:
        return f"{case.file}:{case.line}:1: {case.outcome}"
    return f"{first.place}: {first.said}"
