"""A plan told as the LangGraph calls it makes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from scenario_runner.language.model import (
    Branch,
    CallOptions,
    FileGraph,
    Graph,
    InlineGraph,
    ManifestGraph,
    ModuleGraph,
    Step,
)
from scenario_runner.language.value import Data, Value
from scenario_runner.plan.operations import (
    After,
    AnswerOnly,
    AnswerSome,
    BranchPlan,
    Call,
    InvokeCall,
    Keep,
    LookCall,
    Payload,
    Perform,
    Plain,
    Plan,
    UpdateCall,
    Whole,
    step_name,
)

_LONGEST = 200


def explain(plan: Plan) -> str:
    """The whole plan, a line an operation."""
    scenario = plan.scenario
    lines = [f"{scenario.file}: {scenario.name}", f"  graph {graph_text(scenario.graph)}"]
    for branch in plan.branches:
        lines += ["", *_branch(branch, plan)]
    return "\n".join(lines)


def _branch(planned: BranchPlan, plan: Plan) -> Iterator[str]:
    yield f"  branch {planned.branch.name}: {_beginning(planned, plan)}"
    if planned.branch.skip is not None:
        yield f"    skipped: {planned.branch.skip.reason}"
        return
    width = max((len(step_name(s, i)) for i, s in enumerate(planned.branch.steps)), default=0)
    for operation in planned.operations:
        match operation:
            case Perform(index=index, step=step, call=call):
                name = step_name(step, index).ljust(width)
                yield f"    {name}  {call_text(call, step.options)}{_expects(step)}"
            case Keep(uses=uses):
                branches = "1 branch starts" if uses == 1 else f"{uses} branches start"
                yield f"    {' ' * width}  copy the storage: {branches} here"
            case _:
                assert_never(operation)


def _beginning(planned: BranchPlan, plan: Plan) -> str:
    if planned.source is None:
        return "on an empty storage"
    return f"on the copy made after {moment_text(planned.source, plan)}"


def moment_text(moment: After, plan: Plan) -> str:
    """`BRANCH/STEP`."""
    branch: Branch = next(b for b in plan.scenario.branches if b.name == moment.branch)
    return f"{moment.branch}/{step_name(branch.steps[moment.index], moment.index)}"


def _expects(step: Step) -> str:
    keys = [expectation.key for expectation in step.expect]
    return f"   expect {', '.join(keys)}" if keys else ""


def call_text(call: Call, options: CallOptions) -> str:
    """A call as Python, with its values as written."""
    match call:
        case InvokeCall(payload=payload):
            return f"graph.invoke({_payload(payload)}, config{_keywords(options)})"
        case UpdateCall(values=values, as_node=as_node):
            node = f", as_node={_text(as_node)}" if as_node is not None else ""
            return f"graph.update_state(config, {_text(values)}{node})"
        case LookCall():
            return "graph.get_state(config)"
        case _:
            assert_never(call)


def _payload(payload: Payload) -> str:
    match payload:
        case Plain(value=value):
            return _text(value)
        case AnswerOnly(value=value):
            return f"Command(resume={_text(value)})"
        case AnswerSome(answers=answers):
            inner = ", ".join(
                f"<id of the interrupt at {a.address}>: {_text(a.value)}" for a in answers
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
    text = _python(list(data) if isinstance(data, tuple) else data)
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


def graph_text(graph: Graph) -> str:
    """Where the graph comes from."""
    match graph.source:
        case ModuleGraph(module=module, attribute=attribute):
            return f"{module}:{attribute}"
        case FileGraph(path=path, attribute=attribute):
            return f"{_as_written(path, graph)}:{attribute}"
        case ManifestGraph(path=path, name=name):
            return f"{_as_written(path, graph)}#{name}"
        case InlineGraph(nodes=nodes):
            return f"told in the file, with {len(nodes)} node{'s' if len(nodes) != 1 else ''}"
        case _:
            assert_never(graph.source)


def _as_written(path: str, graph: Graph) -> str:
    """Relative to the scenario, so that what is printed is the same on every machine."""
    return Path(os.path.relpath(path, graph.folder)).as_posix()
