"""The branches that a case does not tell, question by question; not yet known to be possible."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.coverage.questions import Asked, Question, bare, first_asked
from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.results.model import CaseResult, StepResult
from scenario_runner.suggesting.answers import (
    answers_again,
    as_written,
    odd_answer,
    other_answers,
    told_as,
)
from scenario_runner.suggesting.moments import Moments
from scenario_runner.suite.first_answers import as_sent

_OTHER = re.compile(r"[^a-z0-9]+")


@frozen
class Candidate:
    """A branch without expectations."""

    name: str
    question: str
    what: str
    """In one sentence."""
    asked: StepResult
    """After which the question waits."""
    start: str
    steps: tuple[dict[str, Data], ...]

    def branch(self, expect: dict[str, Data] | None = None) -> dict[str, Data]:
        """The entry of `branches`; what is expected is so after its last step."""
        last = {**self.steps[-1], **({"expect": expect} if expect else {})}
        return {
            "from": self.start,
            "description": self.what,
            "steps": [*self.steps[:-1], last],
        }


def candidates(question: Question, moments: Moments) -> Iterator[Candidate]:
    """All that can be told of a question beside what is."""
    asked = next(first_asked(question), None)
    if asked is None:
        return
    path, like = question.path, f"asks-{slug(asked.question.node)}"
    start = moments.after(asked.branch, asked.step, like)

    def told(name: str, what: str, *steps: dict[str, Data], since: str = start) -> Candidate:
        return Candidate(
            name=slug(f"{path}-{name}"), question=path, what=what, asked=asked.step,
            start=since, steps=steps,
        )  # fmt: skip

    for other in other_answers(question, asked):
        yield told(other.name, f"{path} answered with {other.told}", _act(asked, other.value))
    if (odd := odd_answer(question, asked)) is not None:
        yield told(odd.name, f"{path} answered with {odd.told}", _act(asked, odd.value))
    if not _is_gone_back_to(path, moments.case):
        answered = moments.answered(asked.branch, asked.step, path)
        again = next(answers_again(question, asked), None)
        if answered is not None:
            since = moments.after(asked.branch, answered, f"answers-{slug(asked.question.node)}")
            moment = moments.id_of(asked.branch, asked.step, like)
            act = {**_act(asked, again), "at": moment}
            what = f"back to {path} in the same thread, answered {told_as(again)}"
            yield told("back-in-the-thread", what, act, since=since)
    if not any(one.step.act == "reload" for one in question.asked):
        first = next(iter(question.answers), None)
        if first is None:
            first = next((one.value for one in other_answers(question, asked)), None)
        what = f"{path} answered after a restart of the application"
        yield told("after-a-restart", what, {"reload": True}, _act(asked, first))


def _act(asked: Asked, answer: Data) -> dict[str, Data]:
    sent = as_sent(as_written(answer))
    act = {"resume": sent} if asked.alone else {"resume_map": {asked.question.address: sent}}
    return act if asked.step.thread == "main" else {**act, "thread": asked.step.thread}


def _is_gone_back_to(path: str, case: CaseResult) -> bool:
    """Whether a step answers it by going back in its thread."""
    seen = [step.observation for branch in case.branches for step in branch.steps]
    return any(
        one is not None
        and one.travel is not None
        and any(bare(a.path) == path for a in one.answers)
        for one in seen
    )


def slug(text: str) -> str:
    """A word for names."""
    return _OTHER.sub("-", text.lower()).strip("-") or "question"
