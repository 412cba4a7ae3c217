"""Results: what a run found, the only input of every report. See schemas/results.schema.json."""

from __future__ import annotations

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.language.shape import GraphDrawn
from scenario_runner.problem import Place, Problem

SCHEMA_VERSION = "1.0"


@frozen
class ErrorTold:
    """Why a step or a case ended in an error."""

    kind: str
    """`raised`, `refused`, `timeout`, `died`, `unrecorded` (HTTP), `graph` (could not be
    loaded), `invalid` (the file), `template`, `internal` (our bug)."""
    message: str
    hint: str | None = None
    traceback: str | None = None
    pending: tuple[str, ...] = ()
    place: Place | None = None
    """Where in the file, where it is not the step as a whole."""


@frozen
class StepResult:
    """One step: what it was, what it did, and what the judge says of it."""

    id: str
    """As written, or `#N` (from 1) where the file gives none."""
    line: int
    last_line: int
    act: str
    """`invoke`, `resume`, ...; `look` for a step with `expect` alone."""
    given: object
    """What the act sends, in normal form with its templates rendered."""
    calls: tuple[str, ...]
    """The LangGraph calls it became, as text."""
    description: str | None
    outcome: Outcome
    duration: float
    observation: Observation | None
    """None for a step that did not run."""
    findings: tuple[Finding, ...]
    error: ErrorTold | None = None
    as_node: str | None = None
    """Of `update_state`: the node it acts for, where the step names one."""
    thread: str = "main"
    """The thread it acts on."""
    file: str | None = None
    """The file that the step was included from; None where it stands in the scenario's own."""


@frozen
class BranchResult:
    """One branch. Its prefix belongs to the branches it came from."""

    name: str
    start: str | None
    """The moment it starts from as `BRANCH/STEP`; None for `main` and `start`."""
    line: int
    description: str | None
    outcome: Outcome
    reason: str | None
    """Why it was skipped, or was expected to fail."""
    steps: tuple[StepResult, ...]
    rerun: str
    """The command that runs just this branch again."""
    error: ErrorTold | None = None
    """Why it could not begin: its graph did not load, its moment is not there."""
    on_the_way: bool = False
    """Not selected; played as far as selected branches needed it."""
    tags: tuple[str, ...] = ()
    """Its own, beside those of the case."""
    begun_at: str | None = None
    """The step it went on at (`--from`), from a moment that was kept; None: from its beginning."""
    go_on: str | None = None
    """The command that goes on from its last good moment; None where none was kept."""


@frozen
class CompareResult:
    """One entry of `compare`: what the judge says of the ends of its branches."""

    branches: tuple[str, ...]
    """As written."""
    outcome: Outcome
    reason: str | None
    """Why it was skipped, or was expected to fail."""
    findings: tuple[Finding, ...]
    line: int


@frozen
class Attempt:
    """One time that a case was played, of several."""

    outcome: Outcome
    duration: float
    message: str | None
    """The first thing that went wrong, with its place: `FILE:LINE:COLUMN: ...`."""


@frozen
class CaseResult:
    """One case: a scenario with one row of its parameters."""

    id: str
    """`FILE::scenario`, as given to select it."""
    file: str
    line: int
    scenario: str
    description: str | None
    row: str | None
    tags: tuple[str, ...]
    outcome: Outcome
    reason: str | None
    """Why it was skipped, or was expected to fail."""
    duration: float
    branches: tuple[BranchResult, ...]
    error: ErrorTold | None
    """Of the case as a whole: an invalid file, a graph that does not load, a dead worker."""
    problems: tuple[Problem, ...]
    """Of an invalid file."""
    rerun: str
    printed: str
    """What the graph printed, stdout and stderr."""
    source: str
    """The scenario's own text."""
    database: str | None = None
    """Where the case's databases were kept."""
    compare: tuple[CompareResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Of the case as a whole, of no step."""
    attempts: tuple[Attempt, ...] = ()
    """Each time it was played, in order, where it was played more than once; what else is told of
    the case is of the last that ended well, or of the first where none did."""
    begins_in: str | None = None
    """The stored thread of which it began on a copy, in words; None for an empty storage."""
    server: str | None = None
    """The LangGraph server that kept its conversation, in words; None where this machine did."""
    ignore: tuple[str, ...] = ()
    """JSONPaths on observations: what differs from run to run, as the scenario says."""
    graph: GraphDrawn | None = None
    """What it was played on; None where the graph did not load. One for many cases: in the
    file it stands once (see `results.drawn`)."""


@frozen
class Environment:
    """What it ran on."""

    python: str
    langgraph: str | None
    saver: str | None
    platform: str
    tool: str


@frozen
class Shard:
    """The part of a selection that a run has played."""

    index: int
    """From 1."""
    total: int
    selection: str
    """The same for all shards of one selection."""
    selected: int
    """How many cases all shards together have."""


@frozen
class Results:
    """A whole run."""

    environment: Environment
    started_at: str
    """ISO 8601, UTC."""
    duration: float
    """Seconds."""
    outcome: Outcome
    cases: tuple[CaseResult, ...]
    shard: Shard | None = None
    """None for a whole run."""
