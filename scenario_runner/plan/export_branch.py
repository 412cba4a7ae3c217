"""A branch as a function of a script: its storage, its graph, its steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from scenario_runner.language.model import (
    AtMessage,
    BeforeNode,
    CallOptions,
    InlineGraph,
    InStep,
    Step,
)
from scenario_runner.language.value import Data, Value
from scenario_runner.plan.explain import moment_text, moment_words
from scenario_runner.plan.export_acts import (
    Acting,
    act,
    anchored,
    answers_of,
    arrive,
    needs_before,
)
from scenario_runner.plan.export_checks import STATELESS, WATCHED, Judged, checks, raised, saved
from scenario_runner.plan.export_expected import NotSaid
from scenario_runner.plan.export_inline import raises_at_first
from scenario_runner.plan.export_names import ScenarioNames, rows_of, saved_before
from scenario_runner.plan.export_needs import Conversation, Played, conversations, lineage, refused
from scenario_runner.plan.export_script import Scope, Script
from scenario_runner.plan.export_text import (
    Source,
    call,
    comment,
    docstring,
    flat,
    lines,
    listed,
    literal,
    mapping,
    text,
)
from scenario_runner.plan.export_values import data, value
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    BranchPlan,
    ChatCall,
    Inside,
    InvokeCall,
    Keep,
    LookCall,
    Perform,
    Plan,
    ReloadCall,
)
from scenario_runner.plan.operations import Source as Moment


@dataclass(kw_only=True, slots=True)
class Writing:
    """What the branches of one script share."""

    plan: Plan
    script: Script
    names: ScenarioNames
    functions: Mapping[str, str]
    remembered: frozenset[str]
    nests: bool
    bound: Callable[[str], Source]
    linear: str | None
    """The one branch that is told as one conversation, without copies; None: a tree is told."""
    globals: set[str] = field(default_factory=set)
    """The shared names that were used."""


def branch_lines(planned: BranchPlan, writing: Writing) -> Iterator[str]:
    """The function of a branch; nothing for one that is skipped."""
    branch, script = planned.branch, writing.script
    if branch.skip is not None and branch.skip.when is None:
        return
    names = {**writing.names.scenario, **writing.names.branches[branch.name], **writing.names.saves}
    scope = Scope(script=script, names=names)
    yield from ("", "", f"async def {writing.functions[branch.name]}(opened):")
    yield from _doc(planned, writing)
    body = [*_opening(planned, writing, scope), *_played(planned, writing, scope)]
    yield from _rows(planned, writing, scope, "\n".join(body))
    yield from body


def _played(planned: BranchPlan, writing: Writing, scope: Scope) -> Iterator[str]:
    """The steps; of one conversation also those that lead to the branch."""
    talks = {t.now.key: t for t in conversations(writing.plan)}
    if writing.linear is not None:
        for played in lineage(writing.plan, planned.source):
            yield from _step(talks[played.key], writing, scope)
    for operation in planned.operations:
        if isinstance(operation, Perform):
            played = Played(branch=planned.branch.name, perform=operation)
            yield from _step(talks[played.key], writing, scope)
        elif writing.linear is None:
            yield from _kept(operation, writing, scope)


def _rows(planned: BranchPlan, writing: Writing, scope: Scope, body: str) -> Iterator[str]:
    """What the branch's rows call by a name, as far as its body uses it."""
    for name, part in rows_of(writing.plan, planned).items():
        told = scope.names[name].removesuffix("[]")
        if re.search(rf"\b{told}\b", body):
            yield from lines(f"{told} = ", data(part, scope), indent=4)


# --- the beginning ------------------------------------------------------------------------


def _doc(planned: BranchPlan, writing: Writing) -> Iterator[str]:
    branch = planned.branch
    start = "an empty storage"
    if planned.source is not None and writing.linear is None:
        start = f"the storage as of {moment_text(planned.source, writing.plan)}, copied"
    told = f"{branch.name}: from {start}."
    parts = [told, branch.description or ""]
    yield from docstring([" ".join(part for part in parts if part)], 4)


def _opening(planned: BranchPlan, writing: Writing, scope: Scope) -> Iterator[str]:
    script, source = writing.script, planned.source if writing.linear is None else None
    kind = _saver_kind(writing)
    if source is None:
        named: dict[str, Source] = {} if kind is None else {"kind": script.use(kind)}
        opened = call(f"await {script.use('open_storage')}", "opened", **named)
        yield from lines("saver = ", opened, indent=4)
        if _raising(writing):
            yield "    RAISED.clear()"
    else:
        key = text(moment_text(source, writing.plan))
        writing.globals.add("KEPT")
        named = {} if kind is None else {"kind": script.use(kind)}
        copy = call(f"await {script.use('copy_of')}", f"KEPT[{key}]", "opened", **named)
        yield from lines("saver = ", copy, indent=4)
        for name in saved_before(writing.plan, planned):
            writing.globals.add("SAVED")
            told = scope.names[name].removesuffix("[]")
            yield f"    {told} = SAVED[{key}][{text(name)}]"
        if _raising(writing):
            writing.globals.add("SAVED")
            script.take("collections", "Counter")
            yield "    RAISED.clear()"
            yield f'    RAISED.update(SAVED[{key}]["RAISED"])'
    if kind == "Keeping":
        yield "    saver.opened = opened"
    yield from lines("graph = ", writing.bound("saver"), indent=4)
    for thread in _threads(planned, writing):
        config = _config(thread, None, writing, scope)
        yield from lines(f"{_config_name(thread, writing)} = ", config, indent=4)


def _saver_kind(writing: Writing) -> str | None:
    """The saver that sees what the script has to know."""
    steps = [step for p in writing.plan.branches for step in p.branch.steps]
    if any(isinstance(planned.source, Inside) for planned in writing.plan.branches):
        return "Keeping"
    if any(e.key == "stale_resume" for step in steps for e in step.expect):
        return "Listening"
    return None


def _raising(writing: Writing) -> bool:
    graph = writing.plan.scenario.graph.source
    return isinstance(graph, InlineGraph) and raises_at_first(graph)


def _threads(planned: BranchPlan, writing: Writing) -> list[str]:
    performed = [o.step for o in planned.operations if isinstance(o, Perform)]
    if writing.linear is not None:
        way = lineage(writing.plan, planned.source)
        performed = [*(played.perform.step for played in way), *performed]
    return list(dict.fromkeys(step.thread for step in performed))


def _config_name(thread: str, writing: Writing) -> str:
    if thread == "main":
        return "config"
    known = writing.names.saves
    name = f"config_{''.join(c if c.isalnum() else '_' for c in thread)}"
    return f"{name}_" if name in known.values() else name


def _config(thread: str, options: CallOptions | None, writing: Writing, scope: Scope) -> Source:
    own = writing.plan.scenario.graph.options
    entries: dict[str, Source] = {"thread_id": text(thread)}
    for written in (own.config, options.config if options else None):
        entries |= _entries(written, scope)
    whole: list[tuple[str, Source]] = [("configurable", mapping(entries.items()))]
    limit = (options.recursion_limit if options else None) or own.recursion_limit
    if limit is not None:
        whole.append(("recursion_limit", repr(limit)))
    return mapping(whole)


def _entries(written: Value | None, scope: Scope) -> dict[str, Source]:
    given: Data = {} if written is None else written.data
    return {str(key): data(part, scope) for key, part in given.items()}


# --- steps --------------------------------------------------------------------------------


def _step(talk: Conversation, writing: Writing, scope: Scope) -> Iterator[str]:
    step = talk.now.perform.step
    yield ""
    yield from comment(f"{talk.now.key}" + (f": {step.description}" if step.description else ""), 4)
    acting = _acting(talk, writing, scope)
    if _saver_kind(writing) == "Keeping":
        yield f"    saver.step = {text(talk.now.key)}"
    keys = {e.key for e in step.expect}
    own = _config_name(step.thread, writing)
    if acting.config != own:
        yield from lines(
            f"{acting.config} = ", _config(step.thread, step.options, writing, scope), indent=4
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
    keys = {e.key for e in step.expect}
    kind, made = _saver_kind(writing), talk.now.perform.call
    storage: Source = ""
    if isinstance(made, ReloadCall):
        named: dict[str, Source] = {} if kind is None else {"kind": kind}
        storage = call(f"await {writing.script.use('copy_of')}", "saver", "opened", **named)
    if isinstance(made, ChatCall):
        writing.globals.add("VERSIONS")
    return Acting(
        talk=talk,
        scope=scope,
        config="here" if changed else _config_name(step.thread, writing),
        is_plain=not changed and graph.config is None and graph.recursion_limit is None,
        keywords=_keywords(options, graph, scope) | _in_turn(options, graph, kind),
        watched=_watched(step),
        keep_output=_uses_output(step),
        listens="stale_resume" in keys and kind == "Listening",
        nests=writing.nests,
        bound=writing.bound("saver"),
        storage=storage,
    )


def _watched(step: Step) -> bool:
    inside = any(
        isinstance(part, dict) and "visited" in part
        for e in step.expect
        if e.key == "subgraphs" and isinstance(e.value.data, dict)
        for part in e.value.data.values()
    )
    return inside or any(e.key in WATCHED for e in step.expect)


def _uses_output(step: Step) -> bool:
    keys = {e.key for e in step.expect}
    paths = str([e.value.data for e in step.expect if e.key == "paths"])
    return "output" in keys or "$.output" in paths or any("$.output" in s.path for s in step.save)


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
    return {"durability": '"sync"'} if kind == "Keeping" and said is None else {}


def _looks_before(acting: Acting, keys: Collection[str]) -> Iterator[str]:
    """What has to be known from before the act."""
    talk, script = acting.talk, acting.scope.script
    step, made = talk.now.perform.step, talk.now.perform.call
    paths = str([e.value.data for e in step.expect if e.key == "paths"])
    compared = "messages" in keys or "$.messages" in paths
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
    keys = {e.key for e in step.expect}
    answers = answers_of(made.payload, acting.scope) if isinstance(made, InvokeCall) else ()
    judged = Judged(talk=talk, scope=acting.scope, config=acting.config, answers=answers)
    if keys - STATELESS or step.save or key in writing.remembered:
        where = _look_config(acting)
        nested = (
            writing.nests or bool(keys & {"interrupts", "subgraphs", "paths"}) or bool(step.save)
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
        if "messages" in keys:
            yield "    before = state"
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


# --- copies -------------------------------------------------------------------------------


def _kept(keep: Keep, writing: Writing, scope: Scope) -> Iterator[str]:
    """The storage as it stands, or stood inside of the steps so far, for the branches to come."""
    script, key = writing.script, text(moment_text(keep.moment, writing.plan))
    writing.globals.add("KEPT")
    yield ""
    if isinstance(keep.moment, Inside):
        yield from _kept_inside(keep.moment, key, writing, scope)
    else:
        yield from comment("branches start here", 4)
        copy = call(f"await {script.use('copy_of')}", "saver", "opened")
        yield from lines(f"KEPT[{key}] = ", copy, indent=4)
    yield from _kept_names(keep.moment, key, writing, scope)


def _kept_inside(inside: Inside, key: str, writing: Writing, scope: Scope) -> Iterator[str]:
    """Look for the moment among the copies that were kept of every checkpoint."""
    moment, script = inside.moment, writing.script
    config = _config_name(moment.thread or "main", writing)
    words = f"branches start here: {moment_words(moment)}, as it stood when just written"
    yield from comment(words, 4)
    if isinstance(moment, AtMessage):
        yield from anchored(moment.message, "first_seen_parent", config, scope)
    yield "    found = []"
    yield "    for kept in saver.kept:"
    yield from lines("then = ", writing.bound("kept"), indent=8)
    yield f"        state = await then.aget_state({config}, subgraphs=True)"
    yield from lines("if ", call("all", listed(_fits(inside, script))), ":", indent=8)
    yield "            found.append(kept)"
    position = -1 if isinstance(moment, BeforeNode) else getattr(moment, "nth", None) or 0
    yield f"    KEPT[{key}] = found[{position}]"


def _fits(inside: Inside, script: Script) -> Iterator[str]:
    """The conditions on a copy, called `kept`, and on the state it holds."""
    moment = inside.moment
    match moment:
        case BeforeNode(node=node):
            yield f"kept.path == {text(node.rpartition('/')[0])}"
            yield f"{text(node)} in {script.use('next_paths')}(state)"
        case AtMessage():
            use = script.use("checkpoint_of")
            yield 'kept.path == ""'
            yield f"{use}(state.config) == {use}(anchor)"
        case InStep(step=step, branch=branch, next=nodes, source=source):
            yield 'kept.path == ""'
            yield f"kept.step == {text(f'{branch or inside.branch}/{step}')}"
            if nodes is not None:
                yield f"sorted(state.next) == {flat(literal(sorted(nodes)))}"
            if source is not None:
                yield f'state.metadata["source"] == {text(source)}'
        case _:
            assert_never(moment)


def _kept_names(moment: Moment, key: str, writing: Writing, scope: Scope) -> Iterator[str]:
    starting = [p for p in writing.plan.branches if p.source == moment]
    names = dict.fromkeys(n for p in starting for n in saved_before(writing.plan, p))
    entries: list[tuple[str, Source]] = [(n, scope.names[n].removesuffix("[]")) for n in names]
    if _raising(writing):
        entries.append(("RAISED", "RAISED.copy()"))
    if entries:
        writing.globals.add("SAVED")
        yield from lines(f"SAVED[{key}] = ", mapping(entries), indent=4)
