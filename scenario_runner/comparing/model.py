"""What changed between two runs, or between two branches of a case.

`left` is the one before, `right` the one after. `encode` of `results.codec` makes JSON of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.value import Data

Kind: TypeAlias = Literal["newly_failing", "fixed", "flaky", "changed", "added", "removed", "same"]
"""`changed`: it is as well or as bad as before, and something in it differs."""

KINDS: Final[tuple[Kind, ...]] = (
    "newly_failing", "flaky", "changed", "fixed", "added", "removed", "same",
)  # fmt: skip
"""What needs attention first."""

Facet: TypeAlias = Literal[
    "step", "sent", "travel", "nodes", "answers", "error", "raises", "refused", "messages",
    "values", "output", "next", "interrupts", "subgraphs", "checkpoints", "calls", "events",
    "store", "findings",
]  # fmt: skip
"""What of a step differs, in the order in which one follows from another. `step`: only one
side has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartChange:
    """One part of a step in which the right differs from the left."""

    facet: Facet
    path: str
    """JSONPath of the part. It starts at the observation; what the step sent, its error and its
    findings stand beside it: `$.sent.given`, `$.error.message`, `$.findings.outcome`, and
    `$.findings["values $.values.status"]`, a mapping of `expectation`,
    `path`, `outcome`, `expected` and `message`."""
    left: Data
    right: Data
    absent: Literal["left", "right"] | None = None
    """The side that has nothing there, not even null."""
    said: str = ""
    """In what they differ, in a few words: `before has 1, after has 2`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepChange:
    """Steps of both sides that belong together, where they differ."""

    left: str | None
    """`BRANCH/STEP`; None where the left has no such step."""
    right: str | None
    left_line: int | None
    """In the file; None as above."""
    right_line: int | None
    parts: tuple[PartChange, ...]
    """In what they differ, the first one first; never empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePair:
    """Messages of both sides that belong together: by id, or since they say the same."""

    left: Data
    """None where the left has none."""
    right: Data
    alike: bool
    """Whether they differ in nothing but ids."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StateChange:
    """One value of the state at the end."""

    path: str
    left: Data
    right: Data
    absent: Literal["left", "right"] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CountChange:
    """How often a node ran, or a kind of checkpoint was made, over the whole conversation."""

    name: str
    left: int
    right: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """Two conversations side by side."""

    steps: tuple[StepChange, ...]
    """Those that differ, in order."""
    messages: tuple[MessagePair, ...]
    """Everything that was said, alike or not; empty where all of it is alike."""
    state: tuple[StateChange, ...]
    """Values at the end; without those of the conversation, where `messages` tells of them."""
    nodes: tuple[CountChange, ...]
    """Bodies started, by address, where the numbers differ."""
    checkpoints: tuple[CountChange, ...]
    """Checkpoints made, by source (`input`, `loop`, `update`, `fork`), as above."""

    @property
    def first(self) -> tuple[StepChange, PartChange] | None:
        """The first difference, from which the others may follow. None where there is none."""
        return (self.steps[0], self.steps[0].parts[0]) if self.steps else None


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchChange:
    """A branch in both runs."""

    name: str
    kind: Kind
    left: Outcome | None
    """None where the left run has no such branch."""
    right: Outcome | None
    conversation: Conversation | None
    """Its own steps, not those before it. None where only one side has it."""
    follows: str | None = None
    """`BRANCH/STEP` where what is before this branch differs first: its own differences may
    come from there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseChange:
    """A case in both runs."""

    id: str
    """Of the right run; of the left one where only that has it."""
    file: str
    line: int
    scenario: str
    row: str | None
    kind: Kind
    left: Outcome | None
    right: Outcome | None
    left_told: str | None
    """What was wrong first, in one sentence; None where nothing was."""
    right_told: str | None
    branches: tuple[BranchChange, ...] = ()
    """Those that differ, in the order of the right run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactChange:
    """Something of what the runs ran on."""

    name: str
    left: str | None
    right: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunChange:
    """Two runs."""

    environment: tuple[FactChange, ...]
    """What differs of it: `langgraph`, `python`, ..."""
    cases: tuple[CaseChange, ...]
    """Those that differ: in the order of the right run, then those that only the left has."""
    same: int
    """How many cases do not differ."""

    @property
    def is_same(self) -> bool:
        """Whether no case differs."""
        return not self.cases

    def of_kind(self, kind: Kind) -> Iterator[CaseChange]:
        """The cases of one kind."""
        return (case for case in self.cases if case.kind == kind)
