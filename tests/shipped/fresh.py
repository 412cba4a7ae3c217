"""The oracle: a branch told as a new conversation, by plain LangGraph calls and nothing of ours
between them. What the runner finds at the end of a branch must be what this finds."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command
from questions import asked, following, questions, without_ids

from scenario_runner.engine.normal import normal
from scenario_runner.graphs.circumstances import held
from scenario_runner.graphs.load import open_graph
from scenario_runner.graphs.models import Models
from scenario_runner.graphs.patch_ledger import Ledger
from scenario_runner.graphs.patch_script import Scripting
from scenario_runner.graphs.patches import Patches
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.taping import Taping
from scenario_runner.graphs.values import build
from scenario_runner.graphs.wording import Wording
from scenario_runner.language import model, patch, scripts
from scenario_runner.language.template import render

PATCHES, MODELS = "what is patched", "scripted models"
"""Where they are among the names that an act sees: no template could name them."""


class Untellable(Exception):
    """A branch that is no conversation from the start."""


def endings(scenario):
    """By branch: the values, next nodes and open questions a fresh conversation ends with; or
    why there is none."""
    return {branch.name: asyncio.run(_ending(scenario, branch)) for branch in scenario.branches}


async def _ending(scenario, branch):
    if branch.skip or branch.expect_failure:
        return "not to be played, or to fail"
    # the tapes of the branches here: main's, and the branch's own
    taping = Taping() if branch.name == "main" else Taping(own=branch.name, before=("",))
    try:
        with held(scenario.graph.circumstances, Positions(), taping):
            end = await _play(scenario, await _line(scenario, branch))
        return _shown(end, secrets) if (secrets := _secrets(scenario)) else end
    except Untellable as why:
        return str(why)


# --- the acts that lead to the end of a branch --------------------------------------------


async def _line(scenario, branch):
    """The acts of a fresh conversation, each with the variables it sees: `(step, scope)`."""
    told, after = [], {}
    for owner, step, scope in _written(scenario, branch):
        told = await _with(scenario, told, after, step, scope)
        after[owner, step.id] = told
    return told


async def _with(scenario, told, after, step, scope):
    expected = {each.key: each.value.data for each in step.expect}
    if expected.get("stale_resume") is True:
        raise Untellable("stale")
    if "refused" in expected:
        if step.at:
            raise Untellable("refused travel")
        return told
    if isinstance(step.act, model.Edit | model.Regenerate | model.Retry):
        told, act = await _chat(scenario, told, step)
        return [*told, (replace(step, act=act), scope)]
    if step.at is None:
        return [*told, (step, scope)]
    if not isinstance(step.at, model.AfterStep):
        raise Untellable("inside a call")
    then = next(
        line
        for (branch, name), line in reversed(after.items())
        if name == step.at.step and step.at.branch in {None, branch}
    )
    others = [each for each in told if each[0].thread != step.thread]
    own = [each for each in then if each[0].thread == step.thread]
    return [*others, *own, (replace(step, at=None), scope)]


async def _chat(scenario, told, step):
    """A message sent again: the turns before its own, and an invoke with it."""
    messages = (await _play(scenario, told))["values"]["messages"]
    place = _selected(messages, step.act.message)
    said = [index for index, message in enumerate(messages) if message["role"] == "user"]
    turn = max(number for number, index in enumerate(said) if index <= place)
    kept = [number for number, (each, _) in enumerate(told) if isinstance(each.act, model.Invoke)]
    text = messages[said[turn]]["content"]
    if isinstance(step.act, model.Edit):
        text = step.act.content.data
    given = replace(
        told[kept[turn]][0].act.input, data={"messages": [{"role": "user", "content": text}]}
    )
    return told[: kept[turn]], model.Invoke(input=given)


def _selected(messages, wanted):
    fitting = [
        index
        for index, message in enumerate(messages)
        if wanted.role in {None, message["role"]}
        and (wanted.content is None or wanted.content.data == message["content"])
    ]
    return fitting[0 if wanted.nth is None else wanted.nth]


def _written(scenario, branch):
    """The steps of the branches before, as far as they lead here, then its own."""
    start, scope = branch.start, _variables(scenario)
    if isinstance(start, model.AfterStep):
        parents = (each for each in scenario.branches if each.name == (start.branch or "main"))
        for owner, step, seen in _written(scenario, next(parents)):
            yield owner, step, seen
            scope = seen
            if (owner, step.id) == (start.branch or "main", start.step):
                break
    elif not isinstance(start, model.Start):
        raise Untellable("inside a call")
    if branch.row is not None:
        scope = {**scope, **render(branch.row.data, scope)}
    scope = {**scope, MODELS: scripts.laid_over(scope[MODELS], branch.models)}
    if branch.name != "main":
        scope = {**scope, PATCHES: patch.laid_over(scope[PATCHES], branch.patches)}
    for step in branch.steps:
        yield branch.name, step, scope


def _variables(scenario):
    scope = {
        "env": _secrets(scenario),
        MODELS: scenario.models,
        PATCHES: patch.laid_over((), scenario.branches[0].patches),
    }
    for name, data in (scenario.variables.data if scenario.variables else {}).items():
        scope[name] = render(data, scope)
    return scope


def _secrets(scenario):
    """What shipped scenarios read of the environment, all set by their langgraph.json."""
    if not scenario.secrets:
        return {}
    return json.loads(Path(scenario.graph.source.path).read_text())["env"]


def _shown(data, secrets):
    """The data as results show it."""
    text = json.dumps(data)
    for name, value in secrets.items():
        text = text.replace(value, f"***{name}***")
    return json.loads(text)


# --- the conversation ---------------------------------------------------------------------


async def _play(scenario, line):
    """Tell a line of acts to the graph, and look where its last thread ends."""
    source, scope = scenario.graph, _variables(scenario)
    saved, positions, names = {}, Positions(), scope

    def models_of(scripts):
        return Models(scripts, graph=source, positions=positions, scope=lambda: {**names, **saved})

    models = models_of(scope[MODELS])

    def made(value, scope=scope):
        data = None if value is None else render(value.data, {**scope, **saved})
        return build(data, folder=source.folder, root=source.root, models=models.named)

    saver, store = InMemorySaver(), None
    if scenario.thread_from is not None:
        _take_over(saver, scenario.thread_from)
    for acts in _alike(line):
        names = acts[0][1]
        models = models_of(names[MODELS])
        patches = Patches(
            patches=names[PATCHES],
            scripting=Scripting(
                Wording(folder=source.folder, root=source.root, scope={**names, **saved}),
                positions,
                Ledger(normal),
            ),
        )
        arguments = made(source.args) or {}
        async with open_graph(
            source, args=arguments, config={}, positions=positions, scope=scope,
            models=models, patches=patches,
        ) as opened:  # fmt: skip
            if store is None:
                store = InMemoryStore() if source.store else deepcopy(opened.store)
            graph = opened.bind(saver, store)
            for step, seen in acts:
                names = seen
                await _act(graph, step, source.options, lambda value, seen=seen: made(value, seen))
                state = await _look(graph, step.thread)
                saved |= {each.name: _found(each.path, state) for each in step.save}
            state = await _look(graph, line[-1][0].thread)
        models.close()
    return {key: state[key] for key in ("values", "next", "interrupts")}


def _take_over(saver, stored):
    """Put a thread of a database of `SqliteSaver` into another saver, as thread `main`."""
    connection = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(f"file:{stored.path}?mode=ro", uri=True)) as file:
        file.backup(connection)
    found = SqliteSaver(connection).list({"configurable": {"thread_id": stored.thread}})
    for one in reversed(list(found)):
        at = {**one.config["configurable"], "thread_id": "main"}
        parent = (one.parent_config or {"configurable": {}})["configurable"]
        before = {"configurable": {**at, "checkpoint_id": parent.get("checkpoint_id")}}
        versions = one.checkpoint["channel_versions"]
        saver.put(before, one.checkpoint, one.metadata, versions)
        for task in dict.fromkeys(task for task, _, _ in one.pending_writes):
            writes = [write for owner, *write in one.pending_writes if owner == task]
            saver.put_writes({"configurable": at}, [tuple(write) for write in writes], task)


def _alike(line):
    """The acts in a row that play with the same patches and models; the graph is opened for
    each anew."""
    parts = []
    for act in line:
        before = parts[-1][-1][1] if parts else None
        if before is None or any(before[key] != act[1][key] for key in (PATCHES, MODELS)):
            parts.append([])
        parts[-1].append(act)
    return parts


async def _act(graph, step, options, made):
    config = {"configurable": {**_thread(step), **_laid_over(made, options, step.options)}}
    if step.options.recursion_limit or options.recursion_limit:
        config["recursion_limit"] = step.options.recursion_limit or options.recursion_limit
    call = {
        "context": made(step.options.context or options.context),
        "interrupt_before": step.options.interrupt_before or options.interrupt_before,
        "interrupt_after": step.options.interrupt_after or options.interrupt_after,
    }
    call = {key: value for key, value in call.items() if value is not None}
    try:
        match step.act:
            case model.Look() | model.Reload():
                pass
            case model.UpdateState(values=values, as_node=node):
                await graph.aupdate_state(config, made(values), as_node=node)
            case _:
                given = await _given(graph, step, made)
                await graph.ainvoke(given, config, **call)
    except Exception:
        if all(expectation.key != "raises" for expectation in step.expect):
            raise


async def _given(graph, step, made):
    """What the graph is called with. Answers go by id, so that odd ones arrive as given; bare
    where LangGraph lists no question."""
    pending = questions((await _state(graph, step.thread)).tasks)
    match step.act:
        case model.Invoke(input=given):
            return made(given)
        case model.Resume(value=value):
            return Command(resume={pending[0][1].id: made(value)} if pending else made(value))
        case model.ResumeMap(answers=answers):
            ids = [asked(each.address, pending, made).id for each in answers]
            given = [made(each.value) for each in answers]
            return Command(resume=dict(zip(ids, given, strict=True)))
        case model.SendCommand(resume=resume, update=update, goto=goto):
            parts = {"resume": resume, "update": update, "goto": goto}
            return Command(**{k: made(v) for k, v in parts.items() if v is not None})


async def _look(graph, thread):
    state = await _state(graph, thread)
    return {
        "values": without_ids(normal(state.values)),
        "next": sorted(following(state)),
        "interrupts": sorted(
            ([path, normal(found.value)] for path, found in questions(state.tasks)), key=str
        ),
        "subgraphs": {
            task.name: {"values": normal(task.state.values)} for task in state.tasks if task.state
        },
    }


async def _state(graph, thread):
    return await graph.aget_state({"configurable": {"thread_id": thread}}, subgraphs=True)


def _thread(step):
    return {"thread_id": step.thread}


def _laid_over(made, *options):
    configs = [made(each.config) or {} for each in options]
    return {key: value for config in configs for key, value in config.items()}


def _found(path, seen):
    """The few paths that shipped scenarios save, without a JSONPath engine."""
    if path.startswith("$.interrupts[0].value."):
        return seen["interrupts"][0][1][path.rpartition(".")[2]]
    _, _, rest = path.partition("$.")
    for key in rest.split("."):
        seen = seen[key] if isinstance(seen, Mapping) else seen
    return seen
