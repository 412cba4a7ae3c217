"""What a run asked and how it was answered, by the node that asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scenario_runner.coverage.answers import allowed_by, kinds_of, opposite
from scenario_runner.coverage.model import KindCovered, QuestionCovered
from scenario_runner.engine.observation import AnswerTold, PendingInterrupt
from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.results.model import BranchResult, CaseResult, StepResult
from scenario_runner.results.starts import prefix_steps

_BY_LIST = re.compile(r'\bnode "([^"]+)"')
"""How an answer of `resume_map` in list form says where it goes."""


@frozen
class Asked:
    """A step after which a question waits."""

    case: CaseResult
    branch: str
    step: StepResult
    question: PendingInterrupt
    alone: bool
    """Nothing else waits there."""


@dataclass(kw_only=True, slots=True)
class Question:
    """All that is known of the questions of one node."""

    path: str
    asked: list[Asked] = field(default_factory=list)
    answers: list[Data] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    allowed: dict[str, None] = field(default_factory=dict)
    """Kinds that the question says it takes, in its order."""
    moments: Counter[tuple[object, ...]] = field(default_factory=Counter)
    """How often each single question was answered."""

    @property
    def gone_back(self) -> int:
        """How many answers were not the first to their question."""
        return sum(times - 1 for times in self.moments.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """Kinds that no answer was of."""
        others = (other for kind in self.kinds if (other := opposite(kind)) is not None)
        wanted = dict.fromkeys((*self.allowed, *others))
        return tuple(kind for kind in wanted if kind not in self.kinds)

    def told(self) -> QuestionCovered:
        """The question as it is reported."""
        kinds = [KindCovered(kind=kind, answers=times) for kind, times in self.kinds.items()]
        return QuestionCovered(
            path=self.path,
            asked=len(self.asked),
            answered=len(self.answers),
            kinds=(*kinds, *(KindCovered(kind=kind, answers=0) for kind in self.missing)),
            gone_back=self.gone_back,
        )


@frozen
class _Stand:
    """Where a thread stands before a step: its newest checkpoint, and the answers since."""

    checkpoint: str | None = None
    answers: int = 0


class Questions:
    """The questions of one graph, over the cases that were played on it."""

    def __init__(self) -> None:
        self.by_path: dict[str, Question] = {}

    def take(self, case: CaseResult) -> None:
        """Take note of a case."""
        names = {branch.name: branch for branch in case.branches}
        for branch in case.branches:
            stands: dict[str, _Stand] = {}
            for _, step in prefix_steps(branch, names):
                stands[step.thread] = _after(step, stands.get(step.thread, _Stand()))
            for step in branch.steps:
                stand = stands.get(step.thread, _Stand())
                self._take_step(case, branch, step, stand)
                stands[step.thread] = _after(step, stand)

    def _take_step(
        self, case: CaseResult, branch: BranchResult, step: StepResult, stand: _Stand
    ) -> None:
        if (seen := step.observation) is None or seen.refused is not None:
            return
        if seen.travel is not None:
            stand = _Stand(checkpoint=seen.travel.checkpoint)
        for told in seen.answers:
            self._answer(case, told, step, stand)
        for question in seen.interrupts if step.act != "look" else ():
            known = self._of(question.path)
            known.allowed.update(dict.fromkeys(allowed_by(question.value)))
            alone = len(seen.interrupts) == 1 and step.thread == "main"
            known.asked.append(
                Asked(case=case, branch=branch.name, step=step, question=question, alone=alone)
            )

    def _answer(self, case: CaseResult, told: AnswerTold, step: StepResult, stand: _Stand) -> None:
        path = bare(told.path)
        known = self._of(path)
        known.answers.append(told.given)
        known.kinds.update(kinds_of(told.given, tuple(known.allowed)))
        known.moments[case.id, step.thread, told.path, stand.checkpoint, stand.answers] += 1

    def _of(self, path: str) -> Question:
        return self.by_path.setdefault(path, Question(path=path))


def _after(step: StepResult, stand: _Stand) -> _Stand:
    seen = step.observation
    if seen is None:
        return stand
    if seen.checkpoints:
        return _Stand(checkpoint=seen.checkpoints[-1].id)
    return replace(stand, answers=stand.answers + len(seen.answers))


def bare(address: str) -> str:
    """An address without the numbers of questions and tasks; the node that a list form names."""
    if found := _BY_LIST.search(address):
        return found[1]
    return "/".join(part.split("#")[0].split("[")[0] for part in address.split("/"))


def first_asked(question: Question) -> Iterator[Asked]:
    """Where a branch can answer it: the steps with an id of their own first."""
    yield from sorted(question.asked, key=lambda one: (one.step.id.startswith("#"), not one.alone))
