"""`run --watch`: play, and play again what each change touches, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from scenario_runner.cli.show import plural, write_reports
from scenario_runner.cli.tell import Teller
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.report.visible import visible
from scenario_runner.results.journal import keep_journal
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.exits import INTERRUPTED
from scenario_runner.suite.options import LAST_RUN, Options
from scenario_runner.suite.touched import Changed
from scenario_runner.suite.usage import UsageFault
from scenario_runner.suite.watching import again, changes

_SHOWN = 3
"""Files that are named of a change."""

Begun = Callable[[int], None]
"""Hears how many cases are to be played."""
Play = Callable[[Options, Begun], tuple[Results, bool]]
"""Plays what the options select and tells of each case; whether Ctrl-C ended it."""


def watch(
    paths: Sequence[str],
    options: Options,
    play: Play,
    teller: Teller,
    reports: tuple[tuple[str, Path], ...],
) -> NoReturn:
    """Play all, then what each change touches; reports and the journal hold the last result of
    each case. Raises UsageFault before anything is played."""
    # what is saved twice in a second may look to Python as if it were compiled already
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    whole: Results | None = None
    played: list[tuple[float, float]] = []
    try:
        for changed in changes(paths, played):
            asked = options if whole is None else again(options, changed)
            began = time.time()
            results, interrupted = _played(asked, changed, play, teller)
            played[:] = [*played[-1:], (began, time.time())]
            if results is not None:
                whole = _merged(whole, results)
                _tell(whole, results, reports, teller)
            if interrupted:
                break
    except KeyboardInterrupt:
        pass
    sys.exit(INTERRUPTED)


def _played(
    options: Options, changed: Changed, play: Play, teller: Teller
) -> tuple[Results | None, bool]:
    """The results where there is anything to play; a path that is not there any more ends
    nothing, as it may come back."""

    def begun(count: int) -> None:
        if count and changed.files:
            teller.say(f"\n{_named(changed)} changed: {plural(count, 'case')}")

    try:
        results, interrupted = play(options, begun)
    except UsageFault as fault:
        if not changed.files:
            raise
        click.echo(f"error: {fault.message}", err=True)
        return None, False
    first = not changed.files
    return (results if first or results.cases else None), interrupted


def _named(changed: Changed) -> str:
    """The files that are there: an editor that saves one leaves traces of others. Those that are
    gone where that is all that has changed."""
    there = {path for path in changed.files if Path(path).is_file()}
    names = sorted(visible(os.path.relpath(path)) for path in there or changed.files)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _tell(
    whole: Results, results: Results, reports: tuple[tuple[str, Path], ...], teller: Teller
) -> None:
    teller.end(results)
    write_reports(whole, reports, say=lambda _line: None)
    keep_journal(LAST_RUN, whole)
    bad = sum(is_bad(case.outcome) for case in whole.cases)
    told = f"{bad} of {plural(len(whole.cases), 'case')} not well" if bad else "all is well"
    teller.say(f"{told}; waiting for changes, Ctrl-C ends")


def _merged(whole: Results | None, results: Results) -> Results:
    """The last result of each case that is still there."""
    if whole is None:
        return results
    files = {case.file for case in results.cases}
    kept: dict[str, CaseResult] = {
        case.id: case for case in whole.cases if case.file not in files and Path(case.file).exists()
    }
    cases = tuple(sorted([*kept.values(), *results.cases], key=lambda case: case.file))
    return replace(whole, cases=cases, outcome=worst(case.outcome for case in cases))
