"""A step of a script: what has to be known before, its act, and what must be true after it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.acts import act
from scenario_runner.exporting.checks import WATCHED, checks, looks_at_state
from scenario_runner.exporting.expected import NotSaid
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.needs import Conversation, refused
from scenario_runner.exporting.observed import saved
from scenario_runner.exporting.payload import answers_of, needs_before
from scenario_runner.exporting.run_checks import raised
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, comment, lines, listed, literal, text
from scenario_runner.exporting.travel import arrive
from scenario_runner.exporting.values import value
from scenario_runner.exporting.watch import kept_modes, keys_of, streams
from scenario_runner.exporting.writing import Writing, config_name, config_of, saver_kind
from scenario_runner.language.model import CallOptions, Step
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    ChatCall,
    InvokeCall,
    LookCall,
    ReloadCall,
)


def step_lines(talk: Conversation, writing: Writing, scope: Scope) -> Iterator[str]:
    """The lines of one step."""
    step = talk.now.perform.step
    yield ""
    yield from comment(f"{talk.now.key}" + (f": {step.description}" if step.description else ""), 4)
    acting = _acting(talk, writing, scope)
    if "Keeping" in (saver_kind(writing) or ""):
        yield f"    saver.step = {text(talk.now.key)}"
    keys = keys_of(step)
    own = config_name(step.thread, writing)
    if acting.config != own:
        yield from lines(
            f"{acting.config} = ", config_of(step.thread, step.options, writing, scope), indent=4
        )
    if refused(step):
        yield from _refusal(talk, acting)
    else:
        try:
            body = [*_looks_before(acting, keys), *_acted(talk, acting)]
        except NotSaid as fault:
            yield from comment(f"Not exported: this step and what follows ({fault}).", 4)
            yield "    return"
            return
        yield from body
    yield from _afterwards(talk, acting, writing)


def _acting(talk: Conversation, writing: Writing, scope: Scope) -> Acting:
    step, options = talk.now.perform.step, talk.now.perform.step.options
    graph = writing.plan.scenario.graph.options
    changed = options.config is not None or options.recursion_limit is not None
    keys = keys_of(step)
    kind, made = saver_kind(writing), talk.now.perform.call
    storage: Source = ""
    if isinstance(made, ReloadCall):
        named: dict[str, Source] = {} if kind is None else {"kind": kind}
        storage = call(f"await {writing.script.use('copy_of')}", "saver", "opened", **named)
    if isinstance(made, ChatCall):
        writing.globals.add("VERSIONS")
    return Acting(
        talk=talk,
        scope=scope,
        config="here" if changed else config_name(step.thread, writing),
        is_plain=not changed and graph.config is None and graph.recursion_limit is None,
        keywords=_keywords(options, graph, scope) | _in_turn(options, graph, kind),
        watched=_watched(step),
        keep_output=_uses_output(step),
        listens="stale_resume" in keys and "Listening" in (kind or ""),
        keeps="Keeping" in (kind or ""),
        nests=writing.nests,
        bound=writing.bound("saver"),
        storage=storage,
        stores=writing.stores,
        streamed=kept_modes(talk.now.perform.watch) if streams(step) else None,
    )


def _watched(step: Step) -> bool:
    inside = any(
        isinstance(part, dict) and "visited" in part
        for e in step.expect
        if e.key == "subgraphs" and isinstance(e.value.data, dict)
        for part in e.value.data.values()
    )
    return inside or bool(keys_of(step) & WATCHED)


def _nothing_yet(acting: Acting, keys: Set[str]) -> Iterator[str]:
    """What is known of a step before it makes its call, or where it makes none."""
    step, made = acting.talk.now.perform.step, acting.talk.now.perform.call
    if acting.streamed is not None:
        yield "    events = []"
    is_sure = isinstance(made, InvokeCall | ChatCall) and not keys & {"raises"}
    if "check" in keys and (refused(step) or not is_sure):
        yield "    output = None"


def _uses_output(step: Step) -> bool:
    keys = keys_of(step)
    paths = str([e.value.data for e in step.expect if e.key == "paths"])
    return (
        bool(keys & {"output", "check"})
        or "$.output" in paths
        or any("$.output" in s.path for s in step.save)
    )


def _keywords(options: CallOptions, own: CallOptions, scope: Scope) -> dict[str, Source]:
    told: dict[str, Source] = {}
    if (context := options.context or own.context) is not None:
        told["context"] = value(context, scope)
    for name in ("interrupt_before", "interrupt_after", "durability"):
        said = getattr(options, name)
        said = getattr(own, name) if said is None else said
        if said is not None:
            told[name] = literal(list(said) if isinstance(said, tuple) else said)
    return told


def _in_turn(options: CallOptions, own: CallOptions, kind: str | None) -> dict[str, Source]:
    """Where copies of each checkpoint are kept, nothing may run on before one is made."""
    said = options.durability or own.durability
    return {"durability": '"sync"'} if "Keeping" in (kind or "") and said is None else {}


def _looks_before(acting: Acting, keys: Set[str]) -> Iterator[str]:
    """What has to be known from before the act."""
    talk, script = acting.talk, acting.scope.script
    step, made = talk.now.perform.step, talk.now.perform.call
    paths = str([e.value.data for e in step.expect if e.key == "paths"])
    compared = "messages" in keys or "check" in keys or "$.messages" in paths
    by_id = step.at is None and needs_before(made)
    if compared or by_id:
        where = acting.config
        if step.at is not None and not isinstance(made, ChatCall):
            where = arrive(acting)
        nested = {"subgraphs": "True"} if by_id else {}
        told = call("await graph.aget_state", where, **nested)
        yield from lines("before = ", told, indent=4)
    if "checkpoints" in keys:
        yield f"    states = await {script.use('history')}(graph, {acting.config})"
    if acting.watched:
        yield f"    ran = {script.use('Ran')}()"
    yield from _nothing_yet(acting, keys)


def _acted(talk: Conversation, acting: Acting) -> Iterator[str]:
    step, made = talk.now.perform.step, talk.now.perform.call
    raises = next((e.value.data for e in step.expect if e.key == "raises"), None)
    body = list(act(made, acting))
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


def _refusal(talk: Conversation, acting: Acting) -> Iterator[str]:
    """The runner does not make this call; what can be said is why."""
    script, made = acting.scope.script, talk.now.perform.call
    yield from comment(
        "The runner refuses this act, because LangGraph would not do what it says: it is not "
        "made here, and nothing changes.",
        4,
    )
    if not isinstance(made, InvokeCall) or talk.now.perform.step.at is not None:
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


def _afterwards(talk: Conversation, acting: Acting, writing: Writing) -> Iterator[str]:
    """The state that was reached, and what must be true of it."""
    step, made, script = talk.now.perform.step, talk.now.perform.call, acting.scope.script
    key = talk.now.key
    keys = keys_of(step)
    answers = answers_of(made.payload, acting.scope) if isinstance(made, InvokeCall) else ()
    judged = Judged(
        talk=talk,
        scope=acting.scope,
        config=acting.config,
        answers=answers,
        own=writing.checks,
        streams=acting.streamed is not None,
        stores=acting.stores,
    )
    if looks_at_state(step) or key in writing.remembered:
        where = _look_config(acting)
        nested = (
            writing.nests
            or bool(keys & {"interrupts", "subgraphs", "paths", "check"})
            or bool(step.save)
        )
        named = {"subgraphs": "True"} if nested else {}
        yield from lines("state = ", call("await graph.aget_state", where, **named), indent=4)
    if "checkpoints" in keys:
        if refused(step):
            yield "    made = []"
        else:
            since = f"await {script.use('made_since')}(graph, {acting.config}, states)"
            yield f"    made = {since}"
    if refused(step):
        if acting.watched:
            yield f"    ran = {script.use('Ran')}()"
        if keys & {"messages", "check"}:
            yield "    before = state"
        yield from _nothing_yet(acting, keys)
    if key in writing.remembered:
        writing.globals.add("AT")
        yield f"    AT[{text(key)}] = state.config"
    for expectation in step.expect:
        yield from checks(expectation, judged)
    for save in step.save:
        yield from saved(save, judged)


def _look_config(acting: Acting) -> str:
    step, made = acting.talk.now.perform.step, acting.talk.now.perform.call
    if isinstance(made, LookCall) and step.at is not None:
        return arrive(acting)
    return acting.config
