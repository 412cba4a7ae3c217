"""What the runner itself remembers of a conversation. It is copied with the storage."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from scenario_runner.engine.normal import normal
from scenario_runner.engine.state import EMPTY, Pending, State
from scenario_runner.engine.witness import Witness
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.value import Data


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """An `interrupt()` call: the task it belongs to, and the how manieth call of it (from 0)."""

    task: str
    index: int


@dataclass(kw_only=True, slots=True)
class Memory:
    """Facts of earlier steps that later ones need, so that nothing is read twice."""

    states: dict[str, State] = field(default_factory=dict)
    """Thread -> its state after the last step on it."""
    heard: dict[str, list[Data]] = field(default_factory=dict)
    """Task -> what its `interrupt()` calls returned, in their order, in normal form."""
    questions: dict[str, Question] = field(default_factory=dict)
    """Interrupt id -> the call that asked."""
    bare: dict[str, str | None] = field(default_factory=dict)
    """Thread -> the checkpoint at which a bare answer was given last."""
    saved: dict[str, Data] = field(default_factory=dict)
    """What `save` kept, by name."""
    moments: dict[str, str | None] = field(default_factory=dict)
    """`BRANCH/STEP`, and `STEP` alone for the nearest of that name -> the head checkpoint
    after it."""
    positions: Positions = field(default_factory=Positions)
    """Where our scripted objects stand."""

    def copy(self) -> Memory:
        """A copy that can go its own way."""
        return Memory(
            states=dict(self.states),
            heard={task: list(values) for task, values in self.heard.items()},
            questions=dict(self.questions),
            bare=dict(self.bare),
            moments=dict(self.moments),
            saved=copy.deepcopy(self.saved),
            positions=self.positions.copy(),
        )

    def state(self, thread: str) -> State:
        """The state of a thread as last read; an empty one for a thread not yet used."""
        return self.states.get(thread, EMPTY)

    def reached(self, branch: str, step: str, thread: str) -> None:
        """Remember where the thread stands after a step."""
        self.moments[f"{branch}/{step}"] = self.moments[step] = self.state(thread).checkpoint

    def question(self, interrupt: Pending) -> Question | None:
        """The call that asked; None where it was never seen."""
        return self.questions.get(interrupt.id)

    def indexes(self, pending: tuple[Pending, ...]) -> dict[str, int]:
        """Interrupt id -> the index of the call that asks."""
        known = ((found.id, self.question(found)) for found in pending)
        return {interrupt: question.index for interrupt, question in known if question}

    def learn(self, witness: Witness) -> None:
        """Take over what was seen in a step."""
        last: dict[str, int] = {}
        for hearing in witness.hearings:
            last[hearing.task] = max(hearing.index, last.get(hearing.task, -1))
            known = self.heard.setdefault(hearing.task, [])
            if hearing.index == len(known):
                known.append(normal(hearing.value))
        for interrupt, task in witness.askers.items():
            self.questions[interrupt] = Question(task=task, index=last.get(task, -1) + 1)
