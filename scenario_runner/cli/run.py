"""`run`: play scenarios, show each case as it ends, write reports."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_runner.cli.bundled import Received, receive
from scenario_runner.cli.covered import MIN_COVERAGE, coverage_code
from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.live import Live
from scenario_runner.cli.options import (
    COLOR,
    KEYWORD,
    PATHS,
    REPORT,
    TAGS,
    ChangedOption,
    CommandWithChanged,
    workers_of,
)
from scenario_runner.cli.show import is_painted, list_cases, plural, write_reports
from scenario_runner.cli.storage import new_run, storage_named, tell_kept
from scenario_runner.cli.tell import Form, Teller
from scenario_runner.cli.update import Updates
from scenario_runner.graphs.taping import Record
from scenario_runner.graphs.tracing import Trace
from scenario_runner.results.durations import read_durations
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.exits import INTERRUPTED, exit_code, first_of
from scenario_runner.suite.options import KEPT
from scenario_runner.suite.run import (
    DURATIONS,
    LAST_RUN,
    Interrupted,
    Options,
    Watch,
    run,
    shard_selected,
)
from scenario_runner.suite.shards import read_shard
from scenario_runner.suite.untold import verified_text
from scenario_runner.suite.usage import INVALID

if TYPE_CHECKING:
    from scenario_runner.cli.watch import Begun
    from scenario_runner.suite.snapshots import FileChange


@click.command("run", cls=CommandWithChanged)
@PATHS
@REPORT
@KEYWORD
@TAGS
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first failure.")
@click.option("--maxfail", type=click.IntRange(min=1), metavar="N", help="Stop after N failures.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one case, instead of the scenario's own.",
)  # fmt: skip
@click.option(
    "--keep-db", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Keep each branch's database in this folder.",
)  # fmt: skip
@click.option(
    "-j", "workers", metavar="N|auto", default="1", callback=lambda _c, _p, v: workers_of(v),
    help="Play N cases at a time, each in a process of its own; auto: one a processor.",
)  # fmt: skip
@click.option(
    "--record", type=click.Choice(["none", "missing", "all"]), default="none",
    help="Ask the network for what a cassette does not answer, or for all of it, and record it.",
)  # fmt: skip
@click.option(
    "--shard", metavar="I/N", callback=lambda _c, _p, v: read_shard(v) if v else None,
    help="Play only part I of N of what is selected; report makes one of their results.",
)  # fmt: skip
@click.option(
    "--durations", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help=f"Cut shards by how long cases took; a copy of {DURATIONS}, the same for all of them.",
)  # fmt: skip
@click.option(
    "--shuffle", type=int, metavar="SEED", help="Play the cases in an order that follows from SEED."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl", "github"]), default="text",
    help="What is printed: text; a JSON line for each case; text and GitHub's annotations.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print only what went wrong, and the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Print each branch.")
@click.option(
    "--retries", type=click.IntRange(min=0), default=0, metavar="N",
    help="Play a case that did not end well up to N times again; it is flaky if it does then.",
)  # fmt: skip
@click.option(
    "--repeat", type=click.IntRange(min=1), default=1, metavar="N", help="Play each case N times."
)
@click.option("--fail-on-flaky", is_flag=True, help="Exit with 1 where a case is flaky.")
@MIN_COVERAGE
@click.option(
    "--resume", is_flag=True,
    help="Go on with the last run, which was ended: what had finished is not played again.",
)  # fmt: skip
@click.option("--failed", is_flag=True, help="Only the cases that were not well in the last run.")
@click.option(
    "--changed", cls=ChangedOption, metavar="REF",
    help="Only the cases touched by what was changed and not committed, or since the line of REF.",
)  # fmt: skip
@click.option(
    "--verify", is_flag=True,
    help="Tell each branch once more as a new conversation, and compare where the two end.",
)  # fmt: skip
@click.option(
    "--update-snapshots", is_flag=True,
    help="Store what steps with a snapshot see, and show what changes.",
)  # fmt: skip
@click.option(
    "--update-expected", is_flag=True,
    help="Write what came in place of expected values that failed, and show what changes.",
)  # fmt: skip
@click.option(
    "--executor", metavar="dask://HOST:PORT", help="Play on the workers of a Dask cluster."
)
@click.option(
    "--trace", type=click.Choice(["langsmith", "otel"]),
    help="Tell LangSmith, or a collector of OpenTelemetry, of runs; never without this.",
)  # fmt: skip
@click.option(
    "--record-models", is_flag=True,
    help="Ask the application's own models, and write what they say as models of the scenario.",
)  # fmt: skip
@click.option(
    "--watch", "watches", is_flag=True,
    help="Run again what each change touches, graph code included; Ctrl-C ends. Extra: watch.",
)  # fmt: skip
@click.option(
    "--storage", metavar="WHERE", default="", envvar="SCENARIO_RUNNER_STORAGE",
    callback=lambda _c, _p, v: storage_named(v),
    help="Keep conversations in sqlite (default), memory, postgresql://..., or a checkpointer "
    "of yours: module:factory or FILE.py:factory.",
)  # fmt: skip
@click.option(
    "--keep-databases", is_flag=True,
    help="Leave a database for each branch on the PostgreSQL server, and say their names.",
)  # fmt: skip
@click.option("--in-process", is_flag=True, help="Play in this process, for debuggers.")
@click.option(
    "--langgraph", metavar="V,V",
    help="Run on each of these releases (1.0.10, latest, current, path:FOLDER), side by side.",
)  # fmt: skip
@click.option(
    "--table", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="With --langgraph: write the table as JSON.",
)  # fmt: skip
@click.option("--list", "only_list", is_flag=True, help="List what would run, and stop.")
@click.option(
    "--from", "from_step", metavar="STEP",
    help="Go on with this step of a branch, from the moment that the last run kept before it.",
)  # fmt: skip
@click.option(
    "--db", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="With --from: the moment to go on from, instead of the last run's.",
)  # fmt: skip
@click.option("--trust", is_flag=True, help="Run the code of a bundle without asking.")
@COLOR
def run_command(  # noqa: PLR0913, PLR0917  # one argument an option
    paths: tuple[str, ...],
    reports: tuple[tuple[str, Path], ...],
    keyword: str | None,
    tags: str | None,
    exitfirst: bool,
    maxfail: int | None,
    timeout: float | None,
    keep_db: Path | None,
    workers: int,
    record: Record,
    shard: tuple[int, int] | None,
    durations: Path | None,
    shuffle: int | None,
    form: Form,
    quiet: bool,
    verbose: bool,
    retries: int,
    repeat: int,
    fail_on_flaky: bool,
    min_coverage: float | None,
    resume: bool,
    failed: bool,
    changed: str | None,
    verify: bool,
    update_snapshots: bool,
    update_expected: bool,
    executor: str | None,
    trace: Trace | None,
    record_models: bool,
    watches: bool,
    storage: str,
    keep_databases: bool,
    in_process: bool,
    langgraph: str | None,
    table: Path | None,
    only_list: bool,
    from_step: str | None,
    db: Path | None,
    trust: bool,
    color: str,
) -> None:
    """Run scenarios: files, folders, or FILE::case and FILE::case::branch; or a bundle."""
    if langgraph is not None:
        from scenario_runner.cli.releases import (  # noqa: PLC0415  # only this needs it
            Shown,
            passed_on,
            run_on_releases,
        )

        context = click.get_current_context()
        shown = Shown(color=is_painted(color), every=verbose, reports=reports, file=table)
        run_on_releases(langgraph, passed_on(context), shown)
    of_files = {
        "--record": record != "none",
        "--resume": resume,
        "--failed": failed,
        "--changed": changed is not None,
        "--watch": watches,
        "--record-models": record_models,
        "--from": from_step is not None,
        "--update-snapshots": update_snapshots,
        "--update-expected": update_expected,
    }
    refused = next((option for option, given in of_files.items() if given), None)
    received = receive(paths, runs=not only_list, trust=trust, refused=refused)
    if from_step is None and db is not None:
        fail("--db is for --from", INVALID, "name the step to go on with: --from STEP")
    if from_step is not None and verify:
        fail("--verify tells a branch from its beginning", INVALID, "take --from or --verify")
    paths, is_bundle = received.paths, received.bundle is not None
    asks = _shows(reports, verbose), reports, min_coverage is not None  # of all that was seen
    whole = any(asks) or update_snapshots or update_expected or record_models or watches
    options = Options(
        keyword=keyword,
        tags=tags,
        max_failures=1 if exitfirst else maxfail,
        timeout=timeout,
        verify=verify,
        workers=workers,
        record=record,
        shard=shard,
        shard_by=received.outside(durations),
        durations=None if is_bundle else DURATIONS,
        shuffle=shuffle,
        journal=None if only_list or is_bundle else LAST_RUN,
        retries=retries,
        repeat=repeat,
        resumed=LAST_RUN if resume else None,
        failed_in=LAST_RUN if failed else None,
        changed_since=changed,
        executor=executor,
        trace=trace,
        storage=storage,
        keep_on_server=new_run() if keep_databases else "",
        in_process=in_process,
        keep_databases=received.outside(keep_db),
        keep_failed=received.outside(_beside(reports)) or (None if is_bundle else KEPT),
        from_step=from_step,
        from_file=db,
        outline=not whole,
        update_snapshots=update_snapshots,
    )
    painted = is_painted(color)
    updates = Updates(snapshots=update_snapshots, expected=update_expected, color=painted)
    if only_list:
        list_cases(shard_selected(paths, options)[0], painted, _why_none(options))
    recordings = None
    if record_models:
        from scenario_runner.cli.record_models import (  # noqa: PLC0415  # only this needs it
            Recordings,
        )

        recordings = Recordings(options, update_expected=update_expected, color=painted)
    options = recordings.options if recordings is not None else options
    teller = Teller(form=form, color=painted, quiet=quiet, verbose=verbose)
    if watches:
        from scenario_runner.cli.watch import watch  # noqa: PLC0415  # only this needs it
        from scenario_runner.suite.watching import (  # noqa: PLC0415  # as above
            require_watchable,
        )

        others = {"update-expected": update_expected, "record-models": record_models}
        require_watchable(options, **others)
        watch(paths, options, partial(_played, received, teller, updates), teller, reports)
    results, interrupted = _played(received, teller, updates, options)
    received.leave()
    teller.end(results)
    if verify:
        teller.say(verified_text(results))
    updates.end(results)
    if recordings is not None and not interrupted:
        recordings.end(results)
    write_reports(results, reports, say=teller.say)
    tell_kept(options, teller.say)
    if interrupted:
        fail("interrupted; what had finished is kept", INTERRUPTED, "run --resume plays the rest")
    if not results.cases:
        nothing_selected(_why_none(options))
    covered = coverage_code(results, min_coverage, teller.say, shown=_shows(reports, verbose))
    code = first_of({exit_code(results, fail_on_flaky=fail_on_flaky), covered})
    sys.exit(code or updates.exit_code or (recordings.exit_code if recordings is not None else 0))


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

        heard = Watch(selected=selected, begun=live.begun, changed=on_change)
        try:
            results, interrupted = run(received.paths, options, on_case, heard), False
        except Interrupted as stopped:
            results, interrupted = stopped.results, True
    if live.unplayed:
        failures = plural(options.max_failures or 1, "failure")
        why = "interrupted" if interrupted else f"stopped after {failures}"
        teller.say(f"{why}: {plural(live.unplayed, 'case')} of {live.total} not played to the end")
    return received.all_told(results), interrupted


def _shows(reports: tuple[tuple[str, Path], ...], verbose: bool) -> bool:
    """Whether coverage is told though nothing less than some of it is an error."""
    return verbose or any(kind == "coverage" for kind, _ in reports)


def _beside(reports: tuple[tuple[str, Path], ...]) -> Path | None:
    """Where the databases of what failed go: beside the first report."""
    return reports[0][1].with_suffix(".databases") if reports else None


def _why_none(options: Options) -> str:
    """Why a run may have nothing to do."""
    if options.changed_since is not None:
        return f"no scenario is touched by what has changed since {options.changed_since}"
    return "no scenario matches"
