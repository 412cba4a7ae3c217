"""`run`: play scenarios, show each case as it ends, write reports."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from scenario_runner.cli.bundled import Received, receive
from scenario_runner.cli.covered import coverage_code
from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.live import Live
from scenario_runner.cli.options import CommandWithChanged
from scenario_runner.cli.run_arguments import Asked, run_arguments
from scenario_runner.cli.run_options import named, options_of, why_none
from scenario_runner.cli.show import list_cases, plural, warn_of_journal, write_reports
from scenario_runner.cli.storage import tell_kept
from scenario_runner.cli.tell import Teller
from scenario_runner.cli.update import Updates
from scenario_runner.results.durations import read_durations
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.exits import INTERRUPTED, exit_code, first_of
from scenario_runner.suite.options import DURATIONS, Options, Watch
from scenario_runner.suite.run import Interrupted, run
from scenario_runner.suite.selection import done_before, shard_selected
from scenario_runner.suite.untold import verified_text

if TYPE_CHECKING:
    from scenario_runner.cli.record_models import Recordings
    from scenario_runner.cli.watch import Begun
    from scenario_runner.suite.snapshots import FileChange


@click.command("run", cls=CommandWithChanged)
@run_arguments
def run_command(**given: Any) -> None:
    """Run scenarios: files, folders, or FILE::case and FILE::case::branch; or a bundle."""
    asked = named(_said(Asked(**given)))
    if asked.langgraph is not None:
        _on_releases(asked, asked.langgraph)
    received = receive(
        asked.paths, runs=not asked.only_list, trust=asked.trust, refused=asked.of_files
    )
    options = options_of(asked, received)
    if asked.only_list:
        selected = shard_selected(received.paths, options)[0]
        done = done_before(selected, options)
        selected = [case for number, case in enumerate(selected) if number not in done]
        list_cases(selected, asked.painted, why_none(options))
    sys.exit(_run(asked, received, options))


def _said(asked: Asked) -> Asked:
    """What is asked for. Which cases a run goes on with is not for pyproject.toml to say."""
    if not asked.resume:
        return asked
    source = click.get_current_context().get_parameter_source
    names = ("keyword", "tags", "shard", "changed", "paths")
    unsaid: dict[str, Any] = {
        one: () if one == "paths" else None
        for one in names
        if source(one) is not ParameterSource.COMMANDLINE
    }
    return replace(asked, **unsaid)


def _on_releases(asked: Asked, wanted: str) -> NoReturn:
    from scenario_runner.cli.releases import (  # noqa: PLC0415  # only this needs it
        Shown,
        passed_on,
        require_touched,
        run_on_releases,
    )

    shown = Shown(color=asked.painted, every=asked.verbose, reports=asked.reports, file=asked.table)
    arguments = passed_on(click.get_current_context())
    chosen = Options(keyword=asked.keyword, tags=asked.tags, changed_since=asked.changed)
    require_touched(asked.paths, chosen)
    run_on_releases(wanted, arguments, shown)


def _run(asked: Asked, received: Received, options: Options) -> int:
    """Play, tell, write; the exit code."""
    updates = Updates(
        snapshots=asked.update_snapshots, expected=asked.update_expected, color=asked.painted
    )
    recordings = _recordings(asked, options)
    options = options if recordings is None else recordings.options
    teller = Teller(form=asked.form, color=asked.painted, quiet=asked.quiet, verbose=asked.verbose)
    if asked.watches:
        _watch(asked, received, options, teller, updates)
    results, interrupted = _played(received, teller, updates, options)
    received.leave()
    teller.end(results)
    if asked.verify:
        teller.say(verified_text(results))
    updates.end(results)
    if recordings is not None and not interrupted:
        recordings.end(results)
    written = write_reports(results, asked.reports, say=teller.say)
    tell_kept(options, teller.say)
    if interrupted:
        hint = "run --resume plays the rest"
        fail("interrupted; what had finished is kept", INTERRUPTED, hint)
    if not results.cases and (shard := results.shard) is not None and shard.selected:
        of = f"{plural(shard.selected, 'case')} for {plural(shard.total, 'shard')}"
        teller.say(f"nothing is left for shard {shard.index}: there are {of}")
        return written
    if not results.cases:
        nothing_selected(why_none(options))
    covered = coverage_code(results, asked.min_coverage, teller.say, shown=asked.shows_coverage)
    code = first_of({exit_code(results, fail_on_flaky=asked.fail_on_flaky), covered, written})
    return code or updates.exit_code or (0 if recordings is None else recordings.exit_code)


def _recordings(asked: Asked, options: Options) -> Recordings | None:
    if not asked.record_models:
        return None
    from scenario_runner.cli.record_models import Recordings  # noqa: PLC0415  # only this needs it

    return Recordings(options, update_expected=asked.update_expected, color=asked.painted)


def _watch(
    asked: Asked, received: Received, options: Options, teller: Teller, updates: Updates
) -> NoReturn:
    from scenario_runner.cli.watch import watch  # noqa: PLC0415  # only this needs it
    from scenario_runner.suite.watching import require_watchable  # noqa: PLC0415  # as above

    others = {"update-expected": asked.update_expected, "record-models": asked.record_models}
    require_watchable(options, **others)
    play = partial(_played, received, teller, updates)
    watch(received.paths, options, play, teller, asked.reports)


def _played(
    received: Received,
    teller: Teller,
    updates: Updates,
    options: Options,
    begun: Begun = lambda _count: None,
) -> tuple[Results, bool]:
    """The results, and whether Ctrl-C ended the run."""
    took = read_durations(DURATIONS)
    with Live(terminal=teller.draws, took=took, workers=options.workers) as live:

        def on_case(case: CaseResult) -> None:
            live.ended(case, teller.case(received.told(case)))

        def on_change(change: FileChange) -> None:
            with live.aside():
                updates.heard(change)

        def selected(cases: list[str]) -> None:
            with live.aside():
                begun(len(cases))
            live.selected(cases)

        def unwritten(why: str) -> None:
            with live.aside():
                warn_of_journal(why)

        heard = Watch(selected=selected, begun=live.begun, changed=on_change, unwritten=unwritten)
        try:
            results, interrupted = run(received.paths, options, on_case, heard), False
        except Interrupted as stopped:
            results, interrupted = stopped.results, True
    if live.unplayed:
        failures = plural(options.max_failures or 1, "failure")
        why = "interrupted" if interrupted else f"stopped after {failures}"
        teller.say(f"{why}: {plural(live.unplayed, 'case')} of {live.total} not played to the end")
    if options.going_on is not None:
        gone = len(options.going_on.cases) - len(results.cases) - live.unplayed
        if gone > 0:
            teller.say(f"not there any more: {plural(gone, 'case')} of those to go on with")
    return received.all_told(results), interrupted
