"""How a run goes, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import Heard
from scenario_runner.graphs.taping import Record
from scenario_runner.graphs.tracing import Trace
from scenario_runner.results.model import CaseResult
from scenario_runner.results.selected import Selected
from scenario_runner.suite.case import Case

if TYPE_CHECKING:
    from scenario_runner.suite.snapshots import FileChange
    from scenario_runner.suite.touched import Changed

LAST_RUN = Path(".scenario-runner") / "last-run.jsonl"
"""Where the command line keeps the journal of the last run."""

DURATIONS = LAST_RUN.with_name("durations.json")
"""Where it keeps how long cases took."""

KEPT = LAST_RUN.with_name("databases")
"""Where it keeps the databases of what failed, where no report says where."""

OnCase = Callable[[CaseResult], None]

OnModels = Callable[[Case, Mapping[str, Heard]], None]
"""Hears of what the models of a case said, branch by branch."""


@frozen
class Watch:
    """Who hears of a run as it goes on, besides of each case as it ends."""

    selected: Callable[[list[str]], None]
    """The ids of all cases that are to be played."""
    begun: Callable[[str], None]
    """A case is being played; called from the thread that waits for it."""
    changed: Callable[[FileChange], None]
    """A file of snapshots was to be written for a case that has ended."""
    unwritten: Callable[[str], None] = lambda _why: None
    """Why the journal cannot be written any more."""


UNWATCHED = Watch(
    selected=lambda _cases: None, begun=lambda _case: None, changed=lambda _change: None
)


@frozen
class Options:
    """How a run goes."""

    keyword: str | None = None
    """`-k`: an expression over the names of cases and branches."""
    tags: str | None = None
    """`-t`: an expression over tags."""
    max_failures: int | None = None
    """Stop after so many cases that are not well."""
    timeout: float | None = None
    """Seconds for one case, instead of the scenario's own."""
    storage: str = field(default="", repr=False)
    """Where conversations are kept: see docs/storage.md. It may hold a password."""
    keep_on_server: str = ""
    """A name of this run, eight letters and digits: the databases of its branches stay on the
    PostgreSQL server, named with it."""
    in_process: bool = False
    """Play in this process, for debuggers: a step that hangs cannot be ended."""
    verify: bool = False
    """Tell each branch once more as a new conversation, and compare where the two end."""
    keep_databases: Path | None = None
    """A folder that gets a database for each branch."""
    keep_failed: Path | None = None
    """A folder that gets the databases of branches that are not well."""
    record: Record = "none"
    """`--record`: HTTP to be recorded where there is a cassette."""
    trace: Trace | None = None
    """Who is told of runs; nobody unless it is said here, whatever the environment says."""
    workers: int = 1
    """How many cases are played at a time, each in a process of its own."""
    executor: Executor | str | None = None
    """Whose workers play, each case in a process of its own there: any executor of
    `concurrent.futures`, which stays open, or `dask://HOST:PORT`. Then `workers` is how many
    cases are given to it at a time, as many as it likes unless more than one is said."""
    journal: Path | None = None
    """A file that gets each case as it ends."""
    shard: tuple[int, int] | None = None
    """Play only part I of N of what is selected, I from 1."""
    shard_by: Path | None = None
    """How long cases took: shards are cut so that they take the same time. All shards must be
    given the same; None: so that they have as many cases."""
    durations: Path | None = None
    """Where it is remembered how long cases took; with several workers long ones begin first."""
    shuffle: int | None = None
    """A seed: the cases are played in an order that follows from it."""
    retries: int = 0
    """How often a case that did not end well is played again."""
    repeat: int = 1
    """How often each case is played."""
    resumed: Path | None = None
    """`--resume`: what this journal holds is taken from it and not played again."""
    going_on: Selected | None = None
    """`--resume` alone: just what the run that was ended had selected."""
    failed_in: Path | None = None
    """`--failed`: only the cases that were not well in this journal."""
    outline: bool = False
    """Of cases that end well the results tell no more than how; the journal has the rest."""
    changed_since: str | None = None
    """`--changed`: only the cases touched by what git says has changed since this commit."""
    changed: Changed | None = None
    """Only the cases that this touches."""
    update_snapshots: bool = False
    """Store what steps with a `snapshot` see, whatever is stored now."""
    from_step: str | None = None
    """`--from`: go on with this step of the one branch that is selected."""
    from_file: Path | None = None
    """`--db`: the moment before it, which a run has kept; None: the last run."""
    seen: Path | None = None
    """A file that is told what graphs read and import."""
    on_models: OnModels | None = None
    """`--record-models`: the application's own models are asked, and this hears what they say,
    before the case ends."""
