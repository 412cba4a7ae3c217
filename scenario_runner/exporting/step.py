"""A step of a script: what has to be known before, its act, and what must be true after it."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.acting import Acting, acting_of
from scenario_runner.exporting.acts import act
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.looking import afterwards, looks_before
from scenario_runner.exporting.needs import Conversation, refused
from scenario_runner.exporting.run_checks import raised
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import call, comment, lines, listed, text
from scenario_runner.exporting.writing import Writing, config_name, config_of
from scenario_runner.plan.operations import AnswerOnly, AnswerSome, InvokeCall


def step_lines(talk: Conversation, writing: Writing, scope: Scope) -> Iterator[str]:
    """The lines of one step."""
    step, key = talk.step, talk.now.key
    yield ""
    yield from comment(f"{key}: {step.description}" if step.description else key, 4)
    acting = acting_of(talk, writing, scope)
    if acting.keeps:
        yield f"    saver.step = {text(key)}"
    if acting.config != config_name(step.thread, writing):
        own = config_of(step.thread, step.options, writing, scope)
        yield from lines(f"{acting.config} = ", own, indent=4)
    try:
        made = list(_refusal(acting) if refused(step) else _made(acting))
        yield from [*made, *afterwards(acting, writing)]
    except NotSaid as fault:
        yield from comment(f"Not exported: this step and what follows ({fault}).", 4)
        yield "    return"


def _made(acting: Acting) -> Iterator[str]:
    """The step's call, and what comes of an error that is expected."""
    yield from looks_before(acting)
    talk = acting.talk
    raises = next((e.value.data for e in talk.step.expect if e.key == "raises"), None)
    body = list(act(talk.call, acting))
    if raises is None or raises == {"$absent": True} or not body:
        yield from body
        return
    yield "    try:"
    yield from (f"    {row}" if row else row for row in body)
    yield "    except Exception as error:"
    judged = Judged(talk=talk, scope=acting.scope, config=acting.config, answers=())
    checked = list(raised(raises, judged))
    yield from checked or ["        pass"]
    yield "    else:"
    told = f"{talk.now.key}: the graph raised nothing"
    yield from lines("raise ", call("AssertionError", text(told)), indent=8)


def _refusal(acting: Acting) -> Iterator[str]:
    """The runner does not make this call; what can be said is why."""
    talk, script, made = acting.talk, acting.scope.script, acting.talk.call
    yield from comment(
        "The runner refuses this act, because LangGraph would not do what it says: it is not "
        "made here, and nothing changes.",
        4,
    )
    if not isinstance(made, InvokeCall) or talk.step.at is not None:
        return
    state = f"await graph.aget_state({acting.config}, subgraphs=True)"
    where = text(talk.now.key)
    match made.payload:
        case AnswerOnly():
            yield from lines("state = ", state, indent=4)
            asked = f"len({script.use('pending')}(state)) != 1"
            told = call(script.use("check"), where, '"refused, as the answer fits"', asked, "True")
            yield from lines("", told, indent=4)
        case AnswerSome(answers=answers) if all(
            isinstance(a.address, str) and "[" not in a.address for a in answers
        ):
            yield from lines("state = ", state, indent=4)
            names = listed(text(str(answer.address)) for answer in answers)
            fits = call(script.use("answerable"), "state", names)
            told = call(script.use("check"), where, '"refused, as each answer fits"', fits, "False")
            yield from lines("", told, indent=4)
        case _:
            return
