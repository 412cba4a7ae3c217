"""Parts of a plan as people say them: moments, messages, addresses, graphs, data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import assert_never

from scenario_runner.language.model import (
    AfterStep,
    AtMessage,
    BeforeNode,
    Branch,
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
)
from scenario_runner.language.value import Data, Value
from scenario_runner.masking.veil import veil
from scenario_runner.plan.operations import After, Inside, Plan, Source, step_name

_LONGEST = 200


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
            told = _said(next=nodes, source=source, nth=nth)
            return f"the checkpoint made in {step}" + (f" with {told}" if told else "")
        case _:
            assert_never(moment)


def message_words(message: MessageSelector) -> str:
    """A message selector as people say it."""
    told = _said(role=message.role, id=message.id, content=message.content, nth=message.nth)
    return f"the message with {told}" if told else "the message"


def address_text(address: str | ListedInterrupt) -> str:
    """An interrupt's address, also where it is written as a list."""
    if isinstance(address, str):
        return address
    return _said(path=address.path, node=address.node, nth=address.nth, value=address.value)


def _said(**parts: Value | Data) -> str:
    """The parts that are written."""
    told = (f"{name} {data_text(part)}" for name, part in parts.items() if part is not None)
    return ", ".join(told)


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


def data_text(value: Value | Data) -> str:
    """Data as Python, with what is secret veiled and what is long cut short."""
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
