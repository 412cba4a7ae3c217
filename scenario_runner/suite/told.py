"""What is told while a case is played; written to a journal as it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import Heard
from scenario_runner.graphs.taping import Record
from scenario_runner.graphs.tracing import Tracing
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.model import Scenario
from scenario_runner.language.shape import GraphShape
from scenario_runner.masking.mask import NOTHING, Mask
from scenario_runner.plan.beginning import Beginning
from scenario_runner.results.model import ErrorTold, StepResult


@frozen
class Job:
    """What one process is to play."""

    scenario: Scenario
    only: frozenset[str] | None = None
    """The branches wanted; None for all."""
    timeout: float = 60.0
    """Seconds for all of it."""
    keep: str | None = None
    """A folder for the branches' databases."""
    keep_only_bad: bool = False
    """Only those of branches that are not well."""
    verify: bool = False
    """Whether each branch is told once more as a new conversation, and compared."""
    record: Record = "none"
    """What is asked of the network where there is a cassette."""
    storage: str = field(default="", repr=False)
    """Where conversations are kept; "": as the environment says, else SQLite."""
    keep_on_server: str = ""
    """The run whose name the databases bear that stay on the server; "": none stays."""
    case: str = ""
    """The id of the case."""
    record_models: bool = False
    """Whether the application's own models are asked, and what they say is told."""
    update_snapshots: bool = False
    """Whether what steps see is stored afterwards, whatever is stored now."""
    beginning: Beginning | None = None
    """Where the one branch that is wanted goes on; None: all from the start."""
    seen: str | None = None
    """A file that is told what is read and imported; None where nobody asks."""
    traced: Tracing | None = None
    """Who is told of runs; None: nobody."""
    own_process: bool = True
    """Whether a step that will not end may take the process with it."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What templates read as `env`."""
    mask: Mask = NOTHING
    """What must stand in nothing that is told."""


@frozen
class BranchBegun:
    """From now on the graph's own import and factory may hang or take the process with them."""

    branch: str
    timeout: float
    """Seconds it has."""


@frozen
class GraphSeen:
    """The graph of a branch, where it is another than that of a branch before."""

    branch: str
    shape: GraphShape


@frozen
class StepBegun:
    """From now on this step may hang or take the process with it."""

    branch: str
    index: int
    timeout: float
    """Seconds it has."""


@frozen
class StepEnded:
    """A step's result."""

    branch: str
    index: int
    result: StepResult


@frozen
class BranchEnded:
    """A branch is over: played, skipped with a reason, or not even begun for an error."""

    branch: str
    skipped: str | None = None
    error: ErrorTold | None = None
    used: Mapping[str, int] | None = None
    """How far its scripted objects had come; None where it did not come to its end."""


@frozen
class VerifyBegun:
    """From now on a branch is told again, which may hang too."""

    branch: str
    timeout: float
    """Seconds it has."""


@frozen
class BranchVerified:
    """What a new conversation with the same acts gave."""

    branch: str
    findings: tuple[Finding, ...]


@frozen
class ModelsHeard:
    """What the application's own models said in a branch."""

    branch: str
    heard: Heard


@frozen
class DatabaseWithheld:
    """A branch's database was to be kept, and holds a secret."""

    branch: str
    secrets: tuple[str, ...]
    """The names of those it holds."""


Told: TypeAlias = (
    BranchBegun
    | GraphSeen
    | StepBegun
    | StepEnded
    | DatabaseWithheld
    | ModelsHeard
    | BranchEnded
    | VerifyBegun
    | BranchVerified
)
Tell: TypeAlias = Callable[[Told], None]
