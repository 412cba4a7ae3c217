"""What `run` is asked for: its arguments and options, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from scenario_runner.cli.covered import MIN_COVERAGE
from scenario_runner.cli.options import (
    COLOR,
    KEYWORD,
    MAYBE_PATHS,
    REPORT,
    TAGS,
    ChangedOption,
    workers_of,
)
from scenario_runner.cli.show import is_painted
from scenario_runner.cli.storage import storage_named
from scenario_runner.cli.tell import Form
from scenario_runner.frozen import frozen
from scenario_runner.graphs.taping import Record
from scenario_runner.graphs.tracing import Trace
from scenario_runner.results.selected import Selected
from scenario_runner.suite.options import DURATIONS
from scenario_runner.suite.shards import read_shard

# fmt: off
_ARGUMENTS = (
    MAYBE_PATHS,
    REPORT,
    KEYWORD,
    TAGS,
    click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first failure."),
    click.option(
        "--maxfail", type=click.IntRange(min=1), metavar="N",
        help="Stop after N failures."
    ),
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
        help="Seconds for one case, instead of the scenario's own.",
    ),
    click.option(
        "--keep-db", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
        help="Keep each branch's database in this folder.",
    ),
    click.option(
        "-j", "workers", metavar="N|auto", default="1", callback=lambda _c, _p, v: workers_of(v),
        help="Play N cases at a time, each in a process of its own; auto: one a processor.",
    ),
    click.option(
        "--record", type=click.Choice(["none", "missing", "all"]), default="none",
        help="Ask the network for what a cassette does not answer, or for all of "
        "it, and record it.",
    ),
    click.option(
        "--shard", metavar="I/N", callback=lambda _c, _p, v: read_shard(v) if v else None,
        help="Play only part I of N of what is selected; report makes one of their results.",
    ),
    click.option(
        "--durations", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        help=f"Cut shards by how long cases took; a copy of {DURATIONS}, the same for all of them.",
    ),
    click.option(
        "--shuffle", type=int, metavar="SEED",
        help="Play the cases in an order that follows from SEED."
    ),
    click.option(
        "--format", "form", type=click.Choice(["text", "jsonl", "github"]), default="text",
        help="What is printed: text; a JSON line for each case; text and GitHub's annotations.",
    ),
    click.option(
        "-q", "--quiet", is_flag=True,
        help="Print only what went wrong, and the summary."
    ),
    click.option("-v", "--verbose", is_flag=True, help="Print each branch."),
    click.option(
        "--retries", type=click.IntRange(min=0), default=0, metavar="N",
        help="Play a case that did not end well up to N times again; it is flaky if it does then.",
    ),
    click.option(
        "--repeat", type=click.IntRange(min=1), default=1, metavar="N",
        help="Play each case N times."
    ),
    click.option("--fail-on-flaky", is_flag=True, help="Exit with 1 where a case is flaky."),
    MIN_COVERAGE,
    click.option(
        "--resume", is_flag=True,
        help="Go on with the last run, which was ended: what had finished is not played again. "
        "Without PATHS: with all that it had selected.",
    ),
    click.option(
        "--failed", is_flag=True,
        help="Only the cases that were not well in the last run."
    ),
    click.option(
        "--changed", cls=ChangedOption, metavar="REF",
        help="Only the cases touched by what was changed and not committed, or "
        "since the line of REF.",
    ),
    click.option(
        "--verify", is_flag=True,
        help="Tell each branch once more as a new conversation, and compare where the two end.",
    ),
    click.option(
        "--update-snapshots", is_flag=True,
        help="Store what steps with a snapshot see, and show what changes.",
    ),
    click.option(
        "--update-expected", is_flag=True,
        help="Write what came in place of expected values that failed, and show what changes.",
    ),
    click.option(
        "--executor", metavar="dask://HOST:PORT", help="Play on the workers of a Dask cluster."
    ),
    click.option(
        "--trace", type=click.Choice(["langsmith", "otel"]),
        help="Tell LangSmith, or a collector of OpenTelemetry, of runs; never without this.",
    ),
    click.option(
        "--record-models", is_flag=True,
        help="Ask the application's own models, and write what they say as models of the scenario.",
    ),
    click.option(
        "--watch", "watches", is_flag=True,
        help="Run again what each change touches, graph code included; Ctrl-C ends. Extra: watch.",
    ),
    click.option(
        "--storage", metavar="WHERE", default="", envvar="SCENARIO_RUNNER_STORAGE",
        callback=lambda _c, _p, v: storage_named(v),
        help="Keep conversations in sqlite (default), memory, postgresql://..., or a checkpointer "
        "of yours: module:factory or FILE.py:factory.",
    ),
    click.option(
        "--keep-databases", is_flag=True,
        help="Leave a database for each branch on the PostgreSQL server, and say their names.",
    ),
    click.option("--in-process", is_flag=True, help="Play in this process, for debuggers."),
    click.option(
        "--langgraph", metavar="V,V",
        help="Run on each of these releases (1.0.10, latest, current, path:FOLDER), side by side.",
    ),
    click.option(
        "--table", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="With --langgraph: write the table as JSON.",
    ),
    click.option("--list", "only_list", is_flag=True, help="List what would run, and stop."),
    click.option(
        "--from", "from_step", metavar="STEP",
        help="Go on with this step of a branch, from the moment that the last run kept before it.",
    ),
    click.option(
        "--db", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        help="With --from: the moment to go on from, instead of the last run's.",
    ),
    click.option("--trust", is_flag=True, help="Run the code of a bundle without asking."),
    COLOR,
)
# fmt: on


def run_arguments(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all of them, in the order in which its help lists them."""
    for argument in reversed(_ARGUMENTS):
        command = argument(command)
    return command


@frozen
class Asked:
    """The values of all arguments, each by the name that click gives it."""

    paths: tuple[str, ...]
    reports: tuple[tuple[str, Path], ...]
    keyword: str | None
    tags: str | None
    exitfirst: bool
    maxfail: int | None
    timeout: float | None
    keep_db: Path | None
    workers: int
    record: Record
    shard: tuple[int, int] | None
    durations: Path | None
    shuffle: int | None
    form: Form
    quiet: bool
    verbose: bool
    retries: int
    repeat: int
    fail_on_flaky: bool
    min_coverage: float | None
    resume: bool
    failed: bool
    changed: str | None
    verify: bool
    update_snapshots: bool
    update_expected: bool
    executor: str | None
    trace: Trace | None
    record_models: bool
    watches: bool
    storage: str
    keep_databases: bool
    in_process: bool
    langgraph: str | None
    table: Path | None
    only_list: bool
    from_step: str | None
    db: Path | None
    trust: bool
    color: str
    going_on: Selected | None = None
    """What the run had selected that goes on, where no paths are given."""

    @property
    def painted(self) -> bool:
        """Whether what is printed has colours."""
        return is_painted(self.color)

    @property
    def shows_coverage(self) -> bool:
        """Whether coverage is told though nothing less than some of it is an error."""
        return self.verbose or any(kind == "coverage" for kind, _ in self.reports)

    @property
    def of_files(self) -> str | None:
        """The first option given that is about the files of a project, which a bundle has not."""
        given = {
            "--record": self.record != "none",
            "--resume": self.resume,
            "--failed": self.failed,
            "--changed": self.changed is not None,
            "--watch": self.watches,
            "--record-models": self.record_models,
            "--from": self.from_step is not None,
            "--update-snapshots": self.update_snapshots,
            "--update-expected": self.update_expected,
        }
        return next((option for option, is_given in given.items() if is_given), None)
