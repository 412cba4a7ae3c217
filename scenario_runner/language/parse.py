"""Checked data -> Scenario. Nothing is judged here: `check` and the rules beside it did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario_runner.language.inline import parse_inline
from scenario_runner.language.model import (
    Act,
    AfterStep,
    Answer,
    Branch,
    CallOptions,
    Expectation,
    Graph,
    Invoke,
    Look,
    Moment,
    Resume,
    ResumeMap,
    Save,
    Scenario,
    SendCommand,
    Skip,
    Start,
    Step,
    UpdateState,
)
from scenario_runner.language.references import project_root, reference
from scenario_runner.language.source import Source
from scenario_runner.language.value import Value

DEFAULT_TIMEOUT = 60.0
"""Seconds for one case."""


def parse(source: Source, folder: Path) -> Scenario:
    """The scenario that a source without problems tells. `folder` is its own, absolute."""
    root = source.value
    branches = [_main(root, source)]
    branches += [
        _branch(name, root["branches"][name], source) for name in root.data.get("branches", {})
    ]
    return Scenario(
        file=source.file,
        text=source.text,
        name=root.data["scenario"],
        place=root["scenario"].place,
        graph=_graph(root["graph"], folder),
        branches=tuple(branches),
        description=root.data.get("description"),
        tags=tuple(root.data.get("tags", ())),
        variables=_part(root, "variables"),
        skip=_skip(root),
        timeout=float(root.data.get("timeout", DEFAULT_TIMEOUT)),
    )


def _skip(value: Value) -> Skip | None:
    reason = value.data.get("skip")
    return Skip(reason=reason) if reason is not None else None


def _part(value: Value, key: str) -> Value | None:
    return value[key] if key in value.data else None


def _graph(value: Value, folder: Path) -> Graph:
    options = value.data if isinstance(value.data, dict) else {}
    text = options.get("ref") if options else value.data
    found = reference(text, folder) if isinstance(text, str) else parse_inline(value)
    if found is None:
        raise ValueError("an unchecked graph reference")
    return Graph(
        source=found,
        place=value.place,
        root=str(project_root(folder)),
        folder=str(folder),
        args=_part(value, "args") if options else None,
        options=_options(value) if options else CallOptions(),
        messages=options.get("messages", "messages"),
    )


def _options(value: Value) -> CallOptions:
    data: dict[str, Any] = value.data
    return CallOptions(
        interrupt_before=_nodes(data.get("interrupt_before")),
        interrupt_after=_nodes(data.get("interrupt_after")),
        config=_part(value, "config"),
        context=_part(value, "context"),
        recursion_limit=data.get("recursion_limit"),
        durability=data.get("durability"),
    )


def _nodes(data: list[str] | str | None) -> Any:
    if data is None or data == "*":
        return data
    return (data,) if isinstance(data, str) else tuple(data)


def _main(root: Value, source: Source) -> Branch:
    return Branch(
        name="main",
        start=Start(place=root["steps"].key_place),
        steps=_steps(root["steps"], source),
        place=root["steps"].key_place,
    )


def _branch(name: str, value: Value, source: Source) -> Branch:
    return Branch(
        name=name,
        start=moment(value["from"]),
        steps=_steps(value["steps"], source),
        place=value.key_place,
        description=value.data.get("description"),
        skip=_skip(value),
    )


def moment(value: Value) -> Moment:
    """`start`, `STEP` or `BRANCH/STEP`."""
    if value.data == "start":
        return Start(place=value.place)
    branch, _, step = value.data.rpartition("/")
    return AfterStep(step=step, branch=branch or None, place=value.place)


def _steps(value: Value, source: Source) -> tuple[Step, ...]:
    return tuple(_step(value[index], source) for index in range(len(value.data)))


def _step(value: Value, source: Source) -> Step:
    data: dict[str, Any] = value.data
    return Step(
        act=_act(value),
        place=value.place,
        last_line=source.last_lines.get(value.pointer, value.place.line),
        id=data.get("id"),
        description=data.get("description"),
        options=_options(value),
        timeout=float(data["timeout"]) if "timeout" in data else None,
        save=tuple(
            Save(name=name, path=path, place=value["save"][name].key_place)
            for name, path in data.get("save", {}).items()
        ),
        expect=tuple(
            Expectation(key=key, value=value["expect"][key]) for key in data.get("expect", {})
        ),
    )


def _act(value: Value) -> Act:
    data: dict[str, Any] = value.data
    if "invoke" in data:
        return Invoke(input=value["invoke"])
    if "resume" in data:
        return Resume(value=value["resume"])
    if "resume_map" in data:
        return _resume_map(value["resume_map"])
    if "command" in data:
        command = value["command"]
        return SendCommand(
            resume=_part(command, "resume"),
            update=_part(command, "update"),
            goto=_part(command, "goto"),
        )
    if "update_state" in data:
        return UpdateState(
            values=value["update_state"],
            as_node=data.get("as_node"),
            as_node_place=value["as_node"].place if "as_node" in data else None,
        )
    return Look()


def _resume_map(value: Value) -> ResumeMap:
    return ResumeMap(
        answers=tuple(
            Answer(address=address, value=value[address], place=value[address].key_place)
            for address in value.data
        )
    )
