"""Going back in a thread of a script: to the moment itself, and answering there."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.needs import Played
from scenario_runner.exporting.payload import needs_before, questions, sent, without_index
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, comment, flat, lines, listed, mapping, text
from scenario_runner.exporting.values import value
from scenario_runner.language.model import AfterStep, BeforeNode, InStep
from scenario_runner.plan.operations import AnswerOnly, AnswerSome, InvokeCall, Payload
from scenario_runner.plan.words import address_text, moment_words


def arrive(acting: Acting) -> str:
    """The config of the moment that the step goes back to. Raises NotSaid."""
    step, script = acting.talk.step, acting.scope.script
    match step.at:
        case AfterStep():
            target = acting.talk.moment(step.at)
            if target is None:
                raise NotSaid(f"no step {step.at.step} before this one")
            return acting.moment(f"AT[{text(target.key)}]")
        case BeforeNode(node=node) if "/" not in node:
            states = f"await {script.use('history')}(graph, {acting.config})"
            found = f"[each.config for each in {states} if {text(node)} in each.next][0]"
            return acting.moment(found)
        case InStep() | BeforeNode() | None | _:
            words = moment_words(step.at) if step.at is not None else "nowhere"
            raise NotSaid(f"going back to {words}")


_WHY = {
    "copy": "One question and nothing answered yet: a fork of its checkpoint is exact.",
    "replay": "Run the checkpoint again, so that its questions are asked anew.",
}


def travelled(payload: Payload, acting: Acting) -> Iterator[str]:
    """An answer at an earlier moment: go back as the step says, then answer."""
    talk = acting.talk
    step = talk.step
    where = arrive(acting)
    target = talk.moment(step.at) if step.at is not None else None
    given = talk.given_at(target) if target is not None else []
    alone = isinstance(payload, AnswerOnly) and not given and not acting.nests
    via = step.via
    if via == "auto":
        via = "copy" if alone else "replay"
        yield from comment(_WHY[via], 4)
    if via == "direct":
        yield from _direct(payload, where, acting)
        return
    if via == "copy":
        fork = call("await graph.aupdate_state", where, "None", as_node='"__copy__"')
        yield from lines("fork = ", fork, indent=4)
        where = "fork"
    if via == "copy" and alone:
        yield from acting.invoke(sent(payload, acting, "before"), where)
        return
    yield from _ask_again(where, target, given, acting)
    yield from _answered(payload, acting)


def _direct(payload: Payload, where: str, acting: Acting) -> Iterator[str]:
    if isinstance(payload, AnswerSome):
        before = call("await graph.aget_state", where, subgraphs="True")
        yield from lines("before = ", before, indent=4)
        yield from questions(payload, "before", acting.scope)
    yield from acting.invoke(sent(payload, acting, "before"), where)


def _answered(payload: Payload, acting: Acting) -> Iterator[str]:
    """The answer, to what has been asked again."""
    if needs_before(InvokeCall(payload=payload)):
        yield f"    state = await graph.aget_state({acting.config}, subgraphs=True)"
    yield from questions(payload, "state", acting.scope)
    yield from acting.invoke(sent(payload, acting, "state"), acting.config)
    acting.scope.script.take("langgraph.types", "Command")


def _ask_again(
    where: str,
    target: Played | None,
    given: list[tuple[Played, Played]],
    acting: Acting,
) -> Iterator[str]:
    script = acting.scope.script
    if not given or target is None:
        again = call("await graph.ainvoke", "None", where, **acting.keywords)
        yield from lines("", again, indent=4)
        return
    script.take("langgraph.types", "Command")
    told = []
    for at, played in given:
        made = played.perform.call
        if isinstance(made, InvokeCall):
            told.append(f"(AT[{text(at.key)}], {flat(_again(made.payload, acting.scope))})")
    yield from comment("What had been answered there by then is answered again.", 4)
    again = call(
        f"await {script.use('ask_again')}",
        "graph", acting.config, where, f"AT[{text(target.key)}]", listed(told), **acting.keywords,
    )  # fmt: skip
    yield from lines("", again, indent=4)


def _again(payload: Payload, scope: Scope) -> Source:
    if isinstance(payload, AnswerSome):
        scope.script.use("Answers")
        told = mapping(
            (without_index(address_text(a.address)), value(a.value, scope)) for a in payload.answers
        )
        return call("Answers", told)
    return value(payload.value, scope) if isinstance(payload, AnswerOnly) else "None"
