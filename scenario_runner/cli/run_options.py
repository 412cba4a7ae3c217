"""What a run is to do, of what `run` is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from scenario_runner.cli.bundled import Received
from scenario_runner.cli.ending import fail
from scenario_runner.cli.run_arguments import Asked
from scenario_runner.cli.storage import new_run
from scenario_runner.results.selected import read_selected
from scenario_runner.suite.options import DURATIONS, KEPT, LAST_RUN, Options
from scenario_runner.suite.selection import failed_files
from scenario_runner.suite.usage import INVALID, UsageFault


def named(asked: Asked) -> Asked:
    """What is asked for, with what the last run had selected, or the files of what failed in it,
    where no paths are given. Raises UsageError, UsageFault where it cannot be known what is
    meant."""
    if asked.resume and (asked.failed or not asked.paths):
        return _gone_on_with(asked)
    if asked.paths:
        return asked
    if asked.failed:
        return replace(asked, paths=failed_files(LAST_RUN))
    raise click.UsageError("Missing argument 'PATHS...'.")


def _gone_on_with(asked: Asked) -> Asked:
    """Just what the run had selected that was ended."""
    selected = read_selected(LAST_RUN)
    if selected is None:
        hint = "run the scenarios once; each run is remembered in the folder it is started in"
        if LAST_RUN.exists():
            hint = "give the paths of the run; its journal does not say what it had selected"
        raise UsageFault("there is no last run to go on with", hint)
    if asked.failed and not selected.failed:
        message = "--resume plays what had not finished, --failed what had failed"
        raise UsageFault(message, "take one of them away; the last run was none of --failed")
    if not asked.paths:
        _require_no_selection(asked)
    return replace(asked, paths=selected.paths, tags=selected.tags, keyword=None, going_on=selected)


def _require_no_selection(asked: Asked) -> None:
    given = {
        "-k": asked.keyword is not None,
        "-t": asked.tags is not None,
        "--shard": asked.shard is not None,
        "--changed": asked.changed is not None,
        "--from": asked.from_step is not None,
    }
    for name, is_given in given.items():
        if is_given:
            message = f"--resume alone goes on with all that the last run had selected, not {name}"
            raise UsageFault(message, "take it away, or give paths too")


def options_of(asked: Asked, received: Received) -> Options:
    """The options of the run; ends the command where some do not go together."""
    if asked.from_step is None and asked.db is not None:
        fail("--db is for --from", INVALID, "name the step to go on with: --from STEP")
    if asked.from_step is not None and asked.verify:
        fail("--verify tells a branch from its beginning", INVALID, "take --from or --verify")
    is_bundle = received.bundle is not None
    return Options(
        keyword=asked.keyword,
        tags=asked.tags,
        max_failures=1 if asked.exitfirst else asked.maxfail,
        timeout=asked.timeout,
        verify=asked.verify,
        workers=asked.workers,
        record=asked.record,
        shard=asked.shard,
        shard_by=received.outside(asked.durations),
        durations=None if is_bundle else DURATIONS,
        shuffle=asked.shuffle,
        journal=None if asked.only_list or is_bundle else LAST_RUN,
        retries=asked.retries,
        repeat=asked.repeat,
        resumed=LAST_RUN if asked.resume else None,
        going_on=asked.going_on,
        failed_in=LAST_RUN if asked.failed and asked.going_on is None else None,
        changed_since=asked.changed,
        executor=asked.executor,
        trace=asked.trace,
        storage=asked.storage,
        keep_on_server=new_run() if asked.keep_databases else "",
        in_process=asked.in_process,
        keep_databases=received.outside(asked.keep_db),
        keep_failed=received.outside(_beside(asked.reports)) or (None if is_bundle else KEPT),
        from_step=asked.from_step,
        from_file=asked.db,
        outline=not _wants_all(asked),
        update_snapshots=asked.update_snapshots,
    )


def _wants_all(asked: Asked) -> bool:
    """Whether something needs all that was seen, not the summary alone."""
    told = bool(asked.reports) or asked.shows_coverage or asked.min_coverage is not None
    written = asked.update_snapshots or asked.update_expected or asked.record_models
    return told or written or asked.watches


def _beside(reports: tuple[tuple[str, Path], ...]) -> Path | None:
    """Where the databases of what failed go: beside the first report that is a file."""
    files = [path for _, path in reports if path.is_file() or not path.exists()]
    return files[0].with_suffix(".databases") if files else None


def why_none(options: Options) -> str:
    """Why a run may have nothing to do."""
    if options.changed_since is not None:
        return f"no scenario is touched by what has changed since {options.changed_since}"
    if options.failed_in is not None:
        return "no scenario matches of those that were not well in the last run"
    return "no scenario matches"
