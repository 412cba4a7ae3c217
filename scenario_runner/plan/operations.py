"""What a plan is made of: operations on branches, and the LangGraph calls of a step.

A plan names moments, never checkpoint ids: those exist only while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenario_runner.language.model import (
    Anchor,
    Answer,
    AtMessage,
    BeforeNode,
    Branch,
    InStep,
    MessageSelector,
    Scenario,
    Step,
    StreamMode,
)
from scenario_runner.language.value import Value
from scenario_runner.problem import Place

# --- calls --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """`invoke(INPUT)`; null continues a paused or interrupted run."""

    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerOnly:
    """`invoke(Command(resume=VALUE))`: answers the one interrupt that is pending."""

    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSome:
    """`invoke(Command(resume={ID: VALUE, ...}))`: answers interrupts by their addresses."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """`invoke(Command(resume=, update=, goto=))`, sent as written."""

    resume: Value | None
    update: Value | None
    goto: Value | None


Payload: TypeAlias = Plain | AnswerOnly | AnswerSome | Whole


def answers(payload: Payload) -> bool:
    """Whether a call answers anything."""
    match payload:
        case Plain():
            return False
        case Whole(resume=resume):
            return resume is not None
        case AnswerOnly() | AnswerSome():
            return True


@dataclass(frozen=True, kw_only=True, slots=True)
class InvokeCall:
    """Runs the graph."""

    payload: Payload


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateCall:
    """`update_state(VALUES, as_node=...)`."""

    values: Value
    as_node: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LookCall:
    """`get_state()`: changes nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCall:
    """Runs the graph from the anchor of a message, as chat UIs do: with its new content
    (`edit`), with nothing (`regenerate`), or with the human message before it (`retry`)."""

    kind: Literal["edit", "regenerate", "retry"]
    message: MessageSelector
    anchor: Anchor
    content: Value | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReloadCall:
    """Opens graph and checkpointer again on the same storage."""


Call: TypeAlias = InvokeCall | UpdateCall | LookCall | ChatCall | ReloadCall

# --- moments ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class After:
    """Right after a step of a branch. `index` counts from 0."""

    branch: str
    index: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """A moment inside a branch, to be found among the checkpoints it has made by then."""

    branch: str
    index: int
    """The last step that has to be played before it is looked for."""
    moment: BeforeNode | AtMessage | InStep
    place: Place
    """Tells one such moment from another."""


Source: TypeAlias = After | Inside

# --- operations ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """What a step is watched for only where something asks for it."""

    modes: tuple[StreamMode, ...] = ()
    """Of the stream, besides `custom`, which costs nothing and is always looked at."""
    store: bool = False
    """The items of the store are read afterwards."""


UNASKED: Final = Watch()
"""Nothing asks for more than every step tells."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Perform:
    """Plays one step of the branch."""

    index: int
    step: Step
    call: Call
    """To be made on the thread `step.thread`, at `step.at` where that is said."""
    watch: Watch = UNASKED


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """Copies the whole storage as it stands now, for `uses` branches that start here."""

    moment: Source
    uses: int


Operation: TypeAlias = Perform | Keep


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchPlan:
    """One branch: opened on a copy of what was kept at `source`, or on an empty storage."""

    branch: Branch
    source: Source | None
    operations: tuple[Operation, ...]
    wanted: bool
    """False where it is only played as the way to other branches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Everything one case does, in order: each branch after the one it starts from."""

    scenario: Scenario
    branches: tuple[BranchPlan, ...]


def step_name(step: Step, index: int) -> str:
    """A step's name in reports: its id, or `#N` counting from 1."""
    return step.id if step.id is not None else f"#{index + 1}"
