"""A scenario: its branches, what is compared between them, and all that a file says besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.model.graph import Graph
from scenario_runner.language.model.moment import BeforeNode, InStep, Moment
from scenario_runner.language.model.step import Step
from scenario_runner.language.patch import Patch
from scenario_runner.language.scripts import Scripts
from scenario_runner.language.value import Data, Value
from scenario_runner.problem import Place


@frozen
class When:
    """`langgraph<1.1`: a condition on the version of an installed package, or of `python`."""

    package: str
    specifier: str
    """As in PEP 440: `<1.1`, `>=1.1.7,<2`."""


@frozen
class Skip:
    """Why not to run; None in `when`: always."""

    reason: str
    when: When | None = None


@frozen
class ExpectFailure:
    """Why it is expected to fail; None in `when`: always. Passing then is a failure if strict."""

    reason: str
    when: When | None = None
    strict: bool = True


@frozen
class Branch:
    """A line of steps. `main` starts at `Start`."""

    name: str
    start: Moment
    steps: tuple[Step, ...]
    place: Place
    description: str | None = None
    skip: Skip | None = None
    expect_failure: ExpectFailure | None = None
    tags: tuple[str, ...] = ()
    """Its own, beside the scenario's."""
    variables: Value | None = None
    """Its own: they hold in the branches that leave it too."""
    models: Scripts = ()
    """Scripted models that are other ones from here on."""
    row: Value | None = None
    """The row of `for_each` this branch was made for: a mapping of names to values."""
    patches: tuple[Patch, ...] = ()
    """Its own: they hold in the branches that leave it too. The scenario's are `main`'s."""


@frozen
class Compare:
    """One entry of `compare`: what is equal or differs between the ends of branches."""

    branches: tuple[str, ...]
    equal: tuple[str, ...]
    """JSONPaths."""
    differ: tuple[str, ...]
    place: Place
    places: tuple[tuple[str, Place], ...]
    """Each path as written, with its place."""


CheckName = Literal["stale_resume", "head", "reload", "untouched", "left_open", "script_left"]
Loudness = Literal["fail", "warn", "ignore"]


@frozen
class Secret:
    """One entry of `secrets`: an environment variable whose value is shown nowhere."""

    name: str
    place: Place


@frozen
class Snapshots:
    """What is stored beside a scenario for one of its cases."""

    file: str
    """`NAME.snapshots.yaml`, as messages show it; it need not be there."""
    path: str
    """The same, absolute."""
    stored: Mapping[str, Mapping[str, Data]]
    """By branch and step; a step without an id is `#N`, from 1."""
    cases: tuple[str, ...]
    """All cases of the file, in order."""


BEGINNING: Final = "thread_from"
"""What the checkpoints of a stored thread are known as having been made in."""


@frozen
class StoredThread:
    """A thread in a database of LangGraph's SQLite saver."""

    path: str
    """Of the database, absolute."""
    shown: str
    """As written."""
    thread: str
    """Its id there; in the scenario it is the thread `main`."""
    at: BeforeNode | InStep | None
    """The checkpoint to begin at, as it stood when it was written; None for the thread's end, with
    the answers given there."""
    dropped: tuple[str, ...]
    """Channels whose values may be lost: the graph does not have them any more."""
    place: Place

    def __str__(self) -> str:
        where = "" if self.at is None else ", at an earlier checkpoint"
        return f"thread {self.thread} of {self.shown}{where}"


@frozen
class Scenario:
    """One file."""

    file: str
    """As given on the command line; what places and messages show."""
    text: str
    """The file's own text, for pictures and reports."""
    name: str
    place: Place
    graph: Graph
    branches: tuple[Branch, ...]
    """`main` first, then as written."""
    description: str | None = None
    tags: tuple[str, ...] = ()
    variables: Value | None = None
    """A mapping of names to values; templates may use the variables above them."""
    row: Value | None = None
    """The row of `parameters` this case was made for: a mapping of names to values."""
    row_id: str | None = None
    skip: Skip | None = None
    expect_failure: ExpectFailure | None = None
    compare: tuple[Compare, ...] = ()
    checks: tuple[tuple[CheckName, Loudness], ...] = ()
    """What differs from the defaults."""
    models: Scripts = ()
    ignore: tuple[str, ...] = ()
    """JSONPaths on observations; what they hit is left out where two are compared."""
    timeout: float = 60.0
    """Seconds for one case."""
    secrets: tuple[Secret, ...] = ()
    thread_from: StoredThread | None = None
    """Where the conversation begins; None for an empty storage."""
    snapshots: Snapshots | None = field(default=None, compare=False, repr=False)
    """None where no step of the file expects one."""

    @property
    def case_name(self) -> str:
        """What its case is selected by: its name, `NAME[row]` where it has parameters."""
        return self.name if self.row_id is None else f"{self.name}[{self.row_id}]"
