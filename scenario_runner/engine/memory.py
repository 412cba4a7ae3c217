"""What the runner itself remembers of a conversation. It is copied with the storage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenario_runner.engine.normal import normal
from scenario_runner.engine.state import Pending, State
from scenario_runner.engine.witness import Asked, Mark, Put, Witness
from scenario_runner.frozen import frozen
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.value import Data


@frozen
class Question:
    """An `interrupt()` call: the task it belongs to, and its index among the calls of that."""

    task: str
    index: int


@frozen
class Heard:
    """An answer as an `interrupt()` call returned it, in normal form."""

    task: str
    index: int
    """Among the calls of the task, from 0."""
    path: str
    """The address of the node that asked."""
    value: Data
    raw: Any
    """As it was heard, to be given again."""
    thread: str
    order: int
    """Its number among all answers heard, from 0."""


@frozen
class Made:
    """A checkpoint that was written, and what stood then."""

    put: Put
    next: tuple[str, ...]
    """The nodes to run next, as told by LangGraph when it wrote it."""
    made_in: str
    """`BRANCH/STEP`."""
    order: int
    """How many answers had been heard by then."""
    saved: Mapping[str, Data]


@frozen
class Reached:
    """Where a thread stood after a step."""

    name: str
    """`BRANCH/STEP`."""
    thread: str
    checkpoint: str | None
    mark: Mark
    order: int


@dataclass(kw_only=True, slots=True)
class Memory:
    """Facts of earlier steps that later ones need, so that nothing is read twice."""

    states: dict[str, State] = field(default_factory=dict)
    """Thread -> its state after the last step on it, where it has been read."""
    heard: dict[str, list[Heard]] = field(default_factory=dict)
    """Task -> what its `interrupt()` calls returned, in their order."""
    order: int = 0
    """How many answers have been heard."""
    questions: dict[str, Question] = field(default_factory=dict)
    """Interrupt id -> the call that asked."""
    bare: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    """Thread -> the checkpoint at which a bare answer was given last, and its `order`."""
    asked: dict[str, Asked] = field(default_factory=dict)
    """Interrupt id -> the question as it was asked last."""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Task -> the names of the node, or `@task`, that asked in it, from the outermost."""
    paths: dict[str, str] = field(default_factory=dict)
    """Task -> LangGraph's path of it, for each that a question went through."""
    saved: Mapping[str, Data] = field(default_factory=dict)
    """What `save` kept, by name. Replaced, never changed."""
    reached: dict[str, Reached] = field(default_factory=dict)
    """`BRANCH/STEP`, and `STEP` alone for the nearest of that name."""
    made: list[Made] = field(default_factory=list)
    """Every checkpoint written, oldest first."""
    namespaces: set[str] = field(default_factory=set)
    """Every namespace that a checkpoint was written to."""
    calls_tasks: bool = False
    """Whether a `@task` of the functional API has run."""
    leaves: dict[str, dict[str, None]] = field(default_factory=dict)
    """Thread -> its checkpoints without a child, oldest first."""
    versions: dict[str, str] = field(default_factory=dict)
    """Message id -> the id of the message it is a version of (`edit`, `retry`, `regenerate`)."""
    positions: Positions = field(default_factory=Positions)
    """Where our scripted objects stand."""

    def copy(self) -> Memory:
        """A copy that can go its own way."""
        return replace(
            self,
            states=dict(self.states),
            heard={task: list(values) for task, values in self.heard.items()},
            questions=dict(self.questions),
            asked=dict(self.asked),
            names=dict(self.names),
            paths=dict(self.paths),
            bare=dict(self.bare),
            reached=dict(self.reached),
            made=list(self.made),
            namespaces=set(self.namespaces),
            leaves={thread: dict(leaves) for thread, leaves in self.leaves.items()},
            versions=dict(self.versions),
            positions=self.positions.copy(),
        )

    def copy_at(self, made: Made) -> Memory:
        """A copy as of a checkpoint, when it had just been written."""
        position = self.made.index(made)
        return replace(
            self.copy(),
            leaves=leaves_of(self.made[: position + 1]),
            states={},
            heard={
                task: [heard for heard in values if heard.order < made.order]
                for task, values in self.heard.items()
            },
            order=made.order,
            bare={
                thread: (checkpoint, order)
                for thread, (checkpoint, order) in self.bare.items()
                if order < made.order
            },
            saved=made.saved,
            made=self.made[: position + 1],
            positions=(made.put.positions or self.positions).copy(),
        )

    def reach(self, branch: str, step: str, thread: str, mark: Mark) -> None:
        """Remember where the thread stands after a step."""
        state = self.states.get(thread)
        checkpoint = state.checkpoint if state is not None else None
        name = f"{branch}/{step}"
        self.reached[name] = self.reached[step] = Reached(
            name=name, thread=thread, checkpoint=checkpoint, mark=mark, order=self.order
        )

    def moments(self) -> dict[str, str | None]:
        """Every moment that has a name -> the checkpoint the thread was at."""
        return {name: reached.checkpoint for name, reached in self.reached.items()}

    def question(self, interrupt: Pending) -> Question | None:
        """The call that asked; None where it was never seen."""
        return self.questions.get(interrupt.id)

    def indexes(self, pending: tuple[Pending, ...]) -> dict[str, int]:
        """Interrupt id -> the index of the call that asks."""
        known = ((found.id, self.question(found)) for found in pending)
        return {interrupt: question.index for interrupt, question in known if question}

    def spot(self, task: str) -> tuple[str, ...]:
        """Where a task that asked stands in the graph: the same on every fork, and unlike
        its address another one for each of several tasks of one node."""
        known = next((a for a in self.asked.values() if a.task == task), None)
        namespace = known.namespace if known is not None else ""
        around = [part.partition(":") for part in namespace.split("|") if namespace]
        return (*(self.paths.get(id_, name) for name, _, id_ in around), self.paths.get(task, ""))

    def call(self, interrupt: Pending) -> tuple[object, ...]:
        """What tells a question from all others that are pending, on every fork."""
        question = self.question(interrupt)
        if question is None:
            return (interrupt.path,)
        return (*self.spot(question.task), question.index)

    def as_of(self, order: int) -> Memory:
        """What was known of answers and open questions when so many had been heard. Before
        LangGraph 1.2.20 the questions of one node share an id, and the newest stands for it."""
        heard = Counter(h.task for many in self.heard.values() for h in many if h.order < order)
        questions = {
            interrupt: replace(question, index=min(question.index, heard[question.task]))
            for interrupt, question in self.questions.items()
        }
        bare = {t: (c, given) for t, (c, given) in self.bare.items() if given < order}
        return replace(self, bare=bare, questions=questions)

    def call_of(self, heard: Heard) -> tuple[object, ...]:
        """As `call`, of a question that was answered."""
        return (*self.spot(heard.task), heard.index)

    def answered(self, thread: str, checkpoint: str, before: int) -> list[Heard]:
        """The answers heard on a thread since a checkpoint was written, in their order."""
        since = next((m.order for m in reversed(self.made) if m.put.id == checkpoint), 0)
        heard = [h for values in self.heard.values() for h in values if h.thread == thread]
        return sorted((h for h in heard if since <= h.order < before), key=lambda h: h.order)

    def learn(
        self, witness: Witness, next_of: Mapping[str, tuple[str, ...]], made_in: str, thread: str
    ) -> None:
        """Take over what was seen in a step."""
        orders = [self.order, *self._hear(witness, thread)]
        self.ask(witness)
        for put in witness.puts:
            self.namespaces.add(put.namespace)
            _grow(self.leaves, put)
            self.made.append(
                Made(
                    put=put,
                    next=next_of.get(put.id, ()),
                    made_in=made_in,
                    order=orders[put.hearings],
                    saved=self.saved,
                )
            )

    def ask(self, witness: Witness) -> None:
        """Take over who asked. A state read afterwards tells it."""
        self.asked |= witness.asked
        self.paths |= witness.paths
        askers = {asked.task for asked in witness.asked.values()}
        for body in witness.bodies:
            self.calls_tasks |= body.is_task
            if (task := body.namespace.rpartition(":")[2]) in askers:
                self.names[task] = body.names

    def _hear(self, witness: Witness, thread: str) -> Iterator[int]:
        """Learn the new answers; after each hearing, how many there have been."""
        paths = {body.namespace.rpartition(":")[2]: "/".join(body.names) for body in witness.bodies}
        last: dict[str, int] = {}
        for hearing in witness.hearings:
            last[hearing.task] = max(hearing.index, last.get(hearing.task, -1))
            known = self.heard.setdefault(hearing.task, [])
            if hearing.index == len(known):
                heard = Heard(
                    task=hearing.task,
                    index=hearing.index,
                    path=paths.get(hearing.task, ""),
                    value=normal(hearing.value),
                    raw=hearing.value,
                    thread=thread,
                    order=self.order,
                )
                known.append(heard)
                self.order += 1
            yield self.order
        for interrupt, asked in witness.asked.items():
            index = last.get(asked.task, -1) + 1
            self.questions[interrupt] = Question(task=asked.task, index=index)


def leaves_of(made: Iterable[Made]) -> dict[str, dict[str, None]]:
    """Thread -> its checkpoints without a child, of those that were made."""
    leaves: dict[str, dict[str, None]] = {}
    for one in made:
        _grow(leaves, one.put)
    return leaves


def _grow(leaves: dict[str, dict[str, None]], put: Put) -> None:
    if put.namespace == "":
        of_thread = leaves.setdefault(put.thread, {})
        of_thread.pop(put.parent or "", None)
        of_thread[put.id] = None
