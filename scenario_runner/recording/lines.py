"""Acts as the steps of a scenario: what is sent, where it goes back to, what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenario_runner.language.value import Data
from scenario_runner.recording.acts import Act, Answered, Commanded, Sent, Unknown
from scenario_runner.recording.changes import Change
from scenario_runner.recording.ended import expectations, stopped
from scenario_runner.recording.questions import Given, Question, questions
from scenario_runner.recording.thread import Thread
from scenario_runner.recording.values import CannotSend, sent, shown
from scenario_runner.suite.first_schema import GAP
from scenario_runner.suite.first_values import expected

_ODD = frozenset("/#[")


@dataclass(kw_only=True, slots=True)
class Told:
    """One step as it is written."""

    id: str
    body: dict[str, Data]
    expect: dict[str, Data]
    act: Act
    notes: list[str] = field(default_factory=list)
    """What could not be known, for comments."""
    has_gap: bool = False
    """It cannot be played before somebody has filled it."""
    is_named: bool = False
    """Something refers to it by its id."""


def steps_of(
    threads: Sequence[Thread], acts: Sequence[Act], inherited: Sequence[Told], prefix: str
) -> list[Told]:
    """The steps of a line of acts, of which those inherited are told already. The first thread
    is `main`; `prefix` begins the names of steps."""
    by_id = {thread.id: thread for thread in threads}
    own = {thread.id: [act for act in acts if act.thread == thread.id] for thread in threads}
    told = list(inherited)
    heads: dict[str, str | None] = {}
    for number, act in enumerate(acts):
        if number >= len(inherited):
            step = Told(id=f"{prefix}-{number + 1 - len(inherited)}", body={}, expect={}, act=act)
            step.expect = expectations(by_id[act.thread], act, own[act.thread])
            if _answers_again(act, own[act.thread]):
                step.expect["stale_resume"] = False
            step.notes += stopped(by_id[act.thread], act, step.expect)
            _act(step, by_id[act.thread])
            if act.thread != threads[0].id:
                step.body["thread"] = act.thread
            if act.at is not None and (act.is_replay or act.at != heads.get(act.thread)):
                _back(step, told)
            told.append(step)
        if act.made:
            heads[act.thread] = max(act.made[-1], heads.get(act.thread) or "")
    return told[len(inherited) :]


def _answers_again(act: Act, own: Sequence[Act]) -> bool:
    """Whether it answers what had been answered, and gone on from: what LangGraph may not hear."""
    before = own[: next(index for index, each in enumerate(own) if each is act)]
    return isinstance(act.what, Answered) and any(
        each.at == act.at and each.made and isinstance(each.what, Answered) for each in before
    )


def moment(checkpoint: str, told: Sequence[Told]) -> Data:
    """The moment of a checkpoint that one of these steps made; that step gets its name."""
    for step in told:
        if checkpoint in step.act.made:
            step.is_named = True
            if checkpoint == step.act.made[-1]:
                return step.id
            return {"in": step.id, "nth": step.act.made.index(checkpoint)}
    return None


def _back(step: Told, told: Sequence[Told]) -> None:
    at = moment(step.act.at or "", told)
    if at is None:
        _gap(step, f"it went on at the checkpoint {step.act.at}, which no step made")
        return
    step.body["at"] = at
    step.body["via"] = "direct"


def _gap(step: Told, reason: str) -> None:
    step.notes.append(reason)
    step.has_gap = True


def _act(step: Told, thread: Thread) -> None:
    """Write the act of a step."""
    match step.act.what:
        case Sent(value=value):
            step.body["invoke"] = _sent(step, value)
        case Change(values=values, as_node=node, notes=notes):
            step.body["update_state"] = _sent(step, values)
            if node is not None:
                step.body["as_node"] = node
            step.notes += notes
        case Commanded(update=update, goto=goto):
            step.body["command"] = _command(step, update, goto)
        case Answered(given=given, update=update, goto=goto):
            _answers(step, thread, given)
            if update or goto:
                answer = step.body.pop("resume", None)
                step.body.pop("resume_map", None)
                step.body["command"] = {"resume": answer, **_command(step, update, goto)}
        case Unknown(reason=reason):
            step.body["invoke"] = f"{GAP}: what was sent"
            _gap(step, reason)


def _command(step: Told, update: object, goto: tuple[str, ...]) -> dict[str, Data]:
    told: dict[str, Data] = {}
    if update:
        told["update"] = _sent(step, update)
    if goto:
        told["goto"] = goto[0] if len(goto) == 1 else list(goto)
    return told


def _sent(step: Told, value: object) -> Data:
    try:
        return sent(value)
    except CannotSend as fault:
        _gap(step, f"what was sent cannot be written: {fault}")
        return f"{GAP}: {fault}"


def _answers(step: Told, thread: Thread, given: tuple[Given, ...]) -> None:
    stood = thread.checkpoints[step.act.at or ""]
    asked = questions(thread, stood)
    is_alone = len(asked) == 1 and given[0].address is None
    if len(given) == 1 and (given[0].is_bare or is_alone):
        answer = _sent(step, given[0].value)
        if (
            not asked and given[0].task is None
        ):  # nobody asked, nobody heard: resume wants a question
            step.body["command"] = {"resume": answer}
        else:
            step.body["resume"] = answer
        return
    plain = [each for each in given if _is_plain(each, asked)]
    if len(plain) == len(given):
        step.body["resume_map"] = {
            "/".join(each.address or ()): _sent(step, each.value) for each in given
        }
        return
    step.body["resume_map"] = [
        {"interrupt": _where(step, each, asked), "value": _sent(step, each.value)} for each in given
    ]


def _is_plain(given: Given, asked: Sequence[Question]) -> bool:
    """Whether an answer's address names one question only, and can be written as text."""
    if given.address is None or any(_ODD & set(name) for name in given.address):
        return False
    return sum(each.address == given.address for each in asked) <= 1


def _where(step: Told, given: Given, asked: Sequence[Question]) -> Mapping[str, Data]:
    own = [each for each in asked if each.task == given.task]
    told: dict[str, Data] = {}
    if given.address is not None:
        told["node"] = given.address[-1]
        if len(given.address) > 1:
            told["path"] = list(given.address[:-1])
    same = [each for each in asked if each.address == given.address]
    values = [shown(each.value) for each in same]
    if len(own) == 1 and values.count(shown(own[0].value)) == 1:
        value = shown(own[0].value)
        told["value"] = expected(value, value)
    elif len(same) > 1 or given.address is None:
        _gap(step, "which of several like questions was answered is not stored")
        told.setdefault("node", GAP)
    return told
