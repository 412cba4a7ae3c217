"""A plan told as the LangGraph calls it makes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from scenario_runner.language.model import (
    AfterStep,
    AtMessage,
    BeforeNode,
    Branch,
    CallOptions,
    FileGraph,
    FixtureGraph,
    Graph,
    InlineGraph,
    InStep,
    ListedInterrupt,
    ManifestGraph,
    MessageSelector,
    ModuleGraph,
    Moment,
    ServerGraph,
    Start,
    Step,
)
from scenario_runner.language.patch import NotPatched
from scenario_runner.language.scripts import ModelScript
from scenario_runner.language.value import Data, Value
from scenario_runner.masking.veil import veil
from scenario_runner.plan.operations import (
    After,
    AnswerOnly,
    AnswerSome,
    BranchPlan,
    Call,
    ChatCall,
    Inside,
    InvokeCall,
    Keep,
    LookCall,
    Payload,
    Perform,
    Plain,
    Plan,
    ReloadCall,
    Source,
    UpdateCall,
    Whole,
    answers,
    step_name,
)

_LONGEST = 200


def explain(plan: Plan) -> str:
    """The whole plan, a line an operation."""
    scenario = plan.scenario
    lines = [f"{scenario.file}: {scenario.case_name}", f"  graph {_graph(scenario.graph)}"]
    if scenario.graph.environment is not None:
        lines.append(f"  environment {', '.join(scenario.graph.environment.data)}")
    lines += [f"  patches {told}" for told in _patches(scenario.branches[0])]
    lines += [f"  {_script(script)}" for script in scenario.models]
    if scenario.row is not None:
        lines.append(f"  row {_text(scenario.row)}")
    for branch in plan.branches:
        lines += ["", *_branch(branch, plan)]
    return "\n".join(lines)


def _branch(planned: BranchPlan, plan: Plan) -> Iterator[str]:
    yield f"  branch {planned.branch.name}: {_beginning(planned, plan)}"
    if planned.branch.skip is not None:
        yield f"    skipped: {planned.branch.skip.reason}"
        return
    if planned.branch.name != "main":
        yield from (f"    patches {told}" for told in _patches(planned.branch))
    yield from (f"    {_script(script)} from here on" for script in planned.branch.models)
    width = max((len(step_name(s, i)) for i, s in enumerate(planned.branch.steps)), default=0)
    for operation in planned.operations:
        match operation:
            case Perform(index=index, step=step, call=call):
                name = step_name(step, index).ljust(width)
                first, *rest = call_texts(call, step)
                yield f"    {name}  {first}{'' if rest else _expects(step)}"
                for number, text in enumerate(rest, start=1):
                    last = _expects(step) if number == len(rest) else ""
                    yield f"    {' ' * width}  {text}{last}"
            case Keep(uses=uses):
                branches = "1 branch starts" if uses == 1 else f"{uses} branches start"
                yield f"    {' ' * width}  copy the storage: {branches} here"
            case _:
                assert_never(operation)


def _patches(branch: Branch) -> Iterator[str]:
    """What it patches, and what no longer."""
    named = [
        f"no longer {p.target.written}" if isinstance(p.stand_in, NotPatched) else p.target.written
        for p in branch.patches
    ]
    if named:
        yield ", ".join(named)


def _script(script: ModelScript) -> str:
    count = len(script.replies)
    return f"model {script.target} has {count} {'reply' if count == 1 else 'replies'}"


def _beginning(planned: BranchPlan, plan: Plan) -> str:
    if planned.source is None:
        stored = plan.scenario.thread_from
        return "on an empty storage" if stored is None else f"on a copy of the {stored}"
    where = moment_text(planned.source, plan)
    if isinstance(planned.source, Inside):
        return f"on a copy of the storage as of {where}"
    return f"on the copy made after {where}"


def moment_text(source: Source, plan: Plan) -> str:
    """`BRANCH/STEP`, or a moment inside a branch in words."""
    match source:
        case After(branch=name, index=index):
            branch: Branch = next(b for b in plan.scenario.branches if b.name == name)
            return f"{name}/{step_name(branch.steps[index], index)}"
        case Inside(branch=name, moment=moment):
            return f"{moment_words(moment)} in {name}"
        case _:
            assert_never(source)


def moment_words(moment: Moment) -> str:
    """A moment as people say it."""
    match moment:
        case Start():
            return "start"
        case AfterStep(step=step, branch=branch):
            return f"{branch}/{step}" if branch else step
        case BeforeNode(node=node):
            return f"the newest checkpoint before {node}"
        case AtMessage(message=message):
            return f"the anchor of {message_words(message)}"
        case InStep(step=step, next=nodes, source=source, nth=nth):
            said = {"next": nodes and list(nodes), "source": source, "nth": nth}
            told = ", ".join(f"{k} {_text(v)}" for k, v in said.items() if v is not None)
            return f"the checkpoint made in {step}" + (f" with {told}" if told else "")
        case _:
            assert_never(moment)


def message_words(message: MessageSelector) -> str:
    """A message selector as people say it."""
    said = {
        "role": message.role,
        "id": message.id,
        "content": message.content,
        "nth": message.nth,
    }
    told = ", ".join(f"{name} {_text(v)}" for name, v in said.items() if v is not None)
    return f"the message with {told}" if told else "the message"


def address_text(address: str | ListedInterrupt) -> str:
    """An interrupt's address, also where it is written as a list."""
    if isinstance(address, str):
        return address
    said = {"path": address.path, "node": address.node, "nth": address.nth, "value": address.value}
    return ", ".join(f"{name} {_text(value)}" for name, value in said.items() if value is not None)


def _expects(step: Step) -> str:
    keys = [expectation.key for expectation in step.expect]
    return f"   expect {', '.join(keys)}" if keys else ""


def call_texts(call: Call, step: Step, via: str | None = None) -> tuple[str, ...]:
    """The LangGraph calls of a step as Python, with values as written. `via` is the strategy
    that ran, where that is known."""
    config = _config(step)
    match call:
        case InvokeCall(payload=payload) if answers(payload) and step.at is not None:
            return _travel(payload, step, via or step.via, config)
        case InvokeCall(payload=payload):
            return (f"graph.invoke({_payload(payload)}, {config}{_keywords(step.options)})",)
        case UpdateCall(values=values, as_node=as_node):
            node = f", as_node={_text(as_node)}" if as_node is not None else ""
            return (f"graph.update_state({config}, {_text(values)}{node})",)
        case LookCall():
            return (f"graph.get_state({config})",)
        case ChatCall(kind=kind, message=message, anchor=anchor, content=content):
            at = f"<{anchor.replace('_', ' ')} of {message_words(message)}>"
            sent = "None" if kind == "regenerate" else _sent(kind, content)
            return (f"graph.invoke({sent}, {at}{_keywords(step.options)})",)
        case ReloadCall():
            return ("graph, checkpointer = <opened again on the same storage>",)
        case _:
            assert_never(call)


def _config(step: Step) -> str:
    laid_over = _laid_over(step.options)
    if step.at is not None:
        return f"<config of {moment_words(step.at)}{laid_over}>"
    of_thread = "" if step.thread == "main" else f" of thread {step.thread}"
    return f"<config{of_thread}{laid_over}>" if of_thread or laid_over else "config"


def _laid_over(options: CallOptions) -> str:
    """What a config gets besides its thread."""
    told = [] if options.config is None else [_entries(options.config)]
    if options.recursion_limit is not None:
        told.append(f"recursion_limit {options.recursion_limit}")
    return f" with {', '.join(told)}" if told else ""


def _entries(config: Value) -> str:
    if not isinstance(config.data, dict):
        return _text(config)
    return ", ".join(f"{name} {_text(value)}" for name, value in config.data.items())


def _sent(kind: str, content: Value | None) -> str:
    if kind == "edit" and content is not None:
        return f"{{<messages>: [<a new user message>: {_text(content)}]}}"
    return "{<messages>: [<the same user message with a new id>]}"


def _travel(payload: Payload, step: Step, via: str, config: str) -> tuple[str, ...]:
    answer, words = _payload(payload), _keywords(step.options)
    replay = (f"graph.invoke(None, {config}{words})", f"graph.invoke({answer}, config{words})")
    copy = (
        f'fork = graph.update_state({config}, None, as_node="__copy__")',
        f"graph.invoke({answer}, fork{words})",
    )
    match via:
        case "direct":
            return (f"graph.invoke({answer}, {config}{words})",)
        case "replay":
            return replay
        case "copy":
            return copy
        case _:
            return (*copy, "or, where that is not exact:", *replay)


def _payload(payload: Payload) -> str:
    match payload:
        case Plain(value=value):
            return _text(value)
        case AnswerOnly(value=value):
            return f"Command(resume={_text(value)})"
        case AnswerSome(answers=answers):
            inner = ", ".join(
                f"<id of the interrupt at {address_text(a.address)}>: {_text(a.value)}"
                for a in answers
            )
            return f"Command(resume={{{inner}}})"
        case Whole(resume=resume, update=update, goto=goto):
            parts = {"resume": resume, "update": update, "goto": goto}
            return f"Command({', '.join(f'{k}={_text(v)}' for k, v in parts.items() if v)})"
        case _:
            assert_never(payload)


def _keywords(options: CallOptions) -> str:
    told = {
        "context": options.context,
        "interrupt_before": options.interrupt_before,
        "interrupt_after": options.interrupt_after,
        "durability": options.durability,
    }
    return "".join(f", {name}={_text(value)}" for name, value in told.items() if value is not None)


def _text(value: Value | Data) -> str:
    data = value.data if isinstance(value, Value) else value
    text = veil(_python(list(data) if isinstance(data, tuple) else data))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _python(data: Data) -> str:
    match data:
        case None | True | False:
            return repr(data)
        case dict():
            return "{" + ", ".join(f"{_python(k)}: {_python(v)}" for k, v in data.items()) + "}"
        case list():
            return "[" + ", ".join(_python(part) for part in data) + "]"
        case str():
            return json.dumps(data, ensure_ascii=False)
        case _:
            return str(data)


def _graph(graph: Graph) -> str:
    """Where the graph comes from, and what each of its calls gets."""
    args = f", made with {_entries(graph.args)}" if graph.args is not None else ""
    laid_over = _laid_over(graph.options)
    config = f", config{laid_over}" if laid_over else ""
    store = ", with an empty store in memory" if graph.store is not None else ""
    return f"{graph_text(graph)}{args}{store}{config}{_keywords(graph.options)}"


def graph_text(graph: Graph) -> str:
    """Where the graph comes from."""
    match graph.source:
        case ModuleGraph(module=module, attribute=attribute):
            return f"{module}:{attribute}"
        case FileGraph(path=path, attribute=attribute):
            return f"{_as_written(path, graph)}:{attribute}"
        case ManifestGraph(path=path, name=name):
            return f"{_as_written(path, graph)}#{name}"
        case ServerGraph(url=url, assistant=assistant):
            return f"{assistant.data} on the server at {url.data}"
        case FixtureGraph(name=name):
            return f"the pytest fixture {name}"
        case InlineGraph(nodes=nodes):
            return f"told in the file, with {len(nodes)} node{'s' if len(nodes) != 1 else ''}"
        case _:
            assert_never(graph.source)


def _as_written(path: str, graph: Graph) -> str:
    """Relative to the scenario, so that what is printed is the same on every machine."""
    return Path(os.path.relpath(path, graph.folder)).as_posix()
