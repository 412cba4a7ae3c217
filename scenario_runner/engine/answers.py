"""Answers: how one is sent, when it is refused, and whether it was heard.

An answer must reach an `interrupt()` call of this run, once, as given. LangGraph itself
does not say: a resume map with an unknown id is ignored, an old answer wins over a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenario_runner.engine.memory import Memory, Question
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import AnswerTold, Heard, Refused
from scenario_runner.engine.state import Pending, State, addresses, find
from scenario_runner.engine.witness import Hearing, Witness
from scenario_runner.frozen import frozen
from scenario_runner.language.model import ListedInterrupt
from scenario_runner.matching.same import same
from scenario_runner.plan.words import address_text

_ID_LENGTH = 32


@frozen
class Given:
    """An answer on its way."""

    value: Any
    target: Pending | None
    """None where LangGraph lists nothing, or where the whole command goes as written."""
    path: str


@frozen
class Sending:
    """What is sent for a step's answers."""

    resume: Any
    given: tuple[Given, ...]
    bare: bool


class RefusedError(Exception):
    """An act that would not do what it says. It has changed nothing."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def refuse(reason: str, state: State, memory: Memory, hint: str | None = None) -> RefusedError:
    """A refusal that lists what is pending."""
    pending = addresses(state.pending, memory.indexes(state.pending))
    return RefusedError(Refused(reason=reason, pending=pending, hint=hint))


def send_only(value: Any, state: State, memory: Memory, thread: str) -> Sending:
    """One answer for the one interrupt that is pending: bare, or by id where LangGraph
    would misread it bare (null, an empty mapping, keys that look like ids: #7034, #8693), or
    where another node is next too, which could ask and hear it first, or has finished (before
    LangGraph 1.2.13 its question still counts as pending)."""
    _must_wait(state, memory)
    if len(state.pending) > 1:
        reason = f"{len(state.pending)} interrupts are pending, and a bare answer fits only one"
        hint = "answer them by address with resume_map"
        raise refuse(reason, state, memory, hint)
    target = state.pending[0] if state.pending else None
    given = Given(value=value, target=target, path=target.path if target else state.next[0])
    alone = target is None or (state.alone and not state.half_done)
    if alone and not _misread(value):
        return Sending(resume=value, given=(given,), bare=True)
    if target is None:
        reason = "LangGraph lists no interrupt, and would misread this answer without one"
        hint = "give an answer other than null, {} or a mapping whose keys look like ids"
        raise refuse(reason, state, memory, hint)
    _no_bare_before(state, memory, thread)
    return Sending(resume={target.id: value}, given=(given,), bare=False)


def send_some(
    answers: Sequence[tuple[str | ListedInterrupt, Any]], state: State, memory: Memory, thread: str
) -> Sending:
    """Answers by address, always sent by id."""
    _must_wait(state, memory)
    indexes = memory.indexes(state.pending)
    given: dict[str, Given] = {}
    for written, value in answers:
        found, address = find(written, state.pending, indexes), address_text(written)
        if not found:
            reason = f'no interrupt is pending at "{address}"'
            raise refuse(reason, state, memory, "use one of the addresses that are pending")
        if len(found) > 1:
            reason = f'"{address}" is ambiguous: {len(found)} interrupts are pending there'
            raise refuse(reason, state, memory, f"say which one, for example {address}#1")
        if found[0].id in given:
            reason = f'"{address}" and another address mean the same interrupt'
            raise refuse(reason, state, memory, "answer each interrupt once")
        given[found[0].id] = Given(value=value, target=found[0], path=address)
    _no_bare_before(state, memory, thread)
    resume = {interrupt: answer.value for interrupt, answer in given.items()}
    return Sending(resume=resume, given=tuple(given.values()), bare=False)


def send_whole(value: Any, state: State, memory: Memory) -> Sending:
    """The `resume` of a whole command, sent as written."""
    _must_wait(state, memory)
    by_id = {found.id: found for found in state.pending}
    if isinstance(value, dict) and value and _misread(value):
        given = tuple(
            Given(
                value=answer, target=by_id.get(key), path=by_id[key].path if key in by_id else key
            )
            for key, answer in value.items()
        )
        return Sending(resume=value, given=given, bare=False)
    if len(state.pending) > 1:
        reason = f"{len(state.pending)} interrupts are pending, and a bare answer fits only one"
        raise refuse(reason, state, memory, "answer them by address with resume_map")
    target = state.pending[0] if state.pending else None
    given_one = Given(value=value, target=target, path=target.path if target else state.next[0])
    return Sending(resume=value, given=(given_one,), bare=True)


def _must_wait(state: State, memory: Memory) -> None:
    if state.next or state.pending:  # LangGraph 1.0 says no next node between two questions
        return
    if state.checkpoint is None:
        reason = "nothing is waiting for an answer: the conversation has not begun"
        raise refuse(reason, state, memory, "invoke the graph first")
    reason = "nothing is waiting for an answer: the graph has finished"
    hint = "begin the next turn with invoke, or branch from a step where the graph asks"
    raise refuse(reason, state, memory, hint)


def _no_bare_before(state: State, memory: Memory, thread: str) -> None:
    """After a bare answer, LangGraph would repeat it at the next question of an answer by id
    (the null task's write stays at the checkpoint)."""
    if state.checkpoint is not None and memory.bare.get(thread, ("", 0))[0] == state.checkpoint:
        reason = "an answer by id after a bare answer in the same node would repeat the first"
        hint = "answer all questions of this node with resume, or all with resume_map"
        raise refuse(reason, state, memory, hint)


def _misread(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, dict) and all(_like_an_id(key) for key in value)


def _like_an_id(key: object) -> bool:
    return (
        isinstance(key, str)
        and len(key) == _ID_LENGTH
        and all(digit in "0123456789abcdef" for digit in key)
    )


def told(
    given: Sequence[Given], witness: Witness, before: Memory, after: State, *, hidden: bool
) -> tuple[AnswerTold, ...]:
    """Whether each answer was heard, and what was heard though nobody gave it.

    `before` is the memory as it was before the step; `hidden` says that LangGraph shows no
    answers in this step (the graph raised, or durability `exit`).
    """
    questions = [before.question(g.target) if g.target else None for g in given]
    claimed = {question for question in questions if question is not None}
    new = [h for h in witness.hearings if h.index >= len(before.heard.get(h.task, ()))]
    others = [h for h in new if Question(task=h.task, index=h.index) not in claimed]
    answers = []
    for answer, question in zip(given, questions, strict=True):
        own = _own(question, witness) if question is not None else _first(others, witness)
        strays = [h for h in others if h not in own]
        if own:
            answers.append(_heard(answer, own, strays))
        else:
            unseen = hidden or _left_to_parent(question, witness, before)
            heard = "unknown" if unseen else _unheard(answer, witness, before, after)
            answers.append(AnswerTold(path=answer.path, given=normal(answer.value), heard=heard))
    if not given:
        answers.extend(_unasked(others, witness))
    return tuple(answers)


def untold(given: Sequence[Given], after: State, *, hidden: bool) -> tuple[AnswerTold, ...]:
    """The same where nobody sees `interrupt()` return: that a question is still open shows that
    its answer was not heard, unless the graph raised and the node may have asked before it did;
    that it is closed does not show what was."""
    open_still = set() if hidden else {pending.id for pending in after.pending}
    return tuple(
        AnswerTold(
            path=answer.path,
            given=normal(answer.value),
            heard="never" if answer.target and answer.target.id in open_still else "unknown",
        )
        for answer in given
    )


def _own(question: Question, witness: Witness) -> list[Hearing]:
    here = (question.task, question.index)
    return [h for h in witness.hearings if (h.task, h.index) == here]


def _first(new: Sequence[Hearing], witness: Witness) -> list[Hearing]:
    """LangGraph lists no interrupt: the first new hearing is the question, else an old answer
    that was heard again."""
    return list(new[:1]) or witness.hearings[-1:]


def _heard(answer: Given, own: Sequence[Hearing], strays: Sequence[Hearing]) -> AnswerTold:
    wanted, received = normal(answer.value), normal(own[0].value)
    heard: Heard = "as_given"
    if not same(received, wanted):  # 0 is not false
        heard = "otherwise"
    elif any(same(normal(h.value), wanted) for h in strays):
        heard = "twice"
    return AnswerTold(path=answer.path, given=wanted, heard=heard, received=received)


def _unheard(answer: Given, witness: Witness, before: Memory, after: State) -> Heard:
    """No `interrupt()` call was seen to return: never, unless it could not be seen (a subgraph
    with `checkpointer=False` stores nothing; then what is pending afterwards decides, by what
    is asked and where, since the ids of its questions tell nothing)."""
    if answer.target is not None and _still_open(answer.target, before, after):
        return "never"
    shown = before.namespaces | {put.namespace for put in witness.puts}
    unseen = any(b.parent and not b.is_task and b.parent not in shown for b in witness.bodies)
    return "unknown" if unseen else "never"


def _still_open(target: Pending, before: Memory, after: State) -> bool:
    """Whether the question is asked after the same checkpoint as before."""
    asked = before.asked.get(target.id)
    for found in after.pending:
        if (found.path, found.value) == (target.path, target.value):
            again = before.asked.get(found.id)
            if found.id == target.id or (asked and again and asked.checkpoint == again.checkpoint):
                return True
    return False


def _left_to_parent(question: Question | None, witness: Witness, before: Memory) -> bool:
    """Whether the node that asked ran and left with `Command(graph=Command.PARENT)`: of such a
    task LangGraph stores nothing, so nobody sees what it heard. An older answer that is stored
    there would have been heard instead."""
    if question is None or question.index < len(before.heard.get(question.task, ())):
        return False
    ran = any(body.task == question.task for body in witness.bodies)
    return ran and question.task not in witness.writers


def _unasked(new: Sequence[Hearing], witness: Witness) -> list[AnswerTold]:
    """Answers heard in a step that gave none: an older one was handed on."""
    paths = {body.namespace.rpartition(":")[2]: "/".join(body.names) for body in witness.bodies}
    return [
        AnswerTold(
            path=paths.get(h.task, ""), given=None, heard="otherwise", received=normal(h.value)
        )
        for h in new
    ]
