"""Steps: from checked data to the model."""

from __future__ import annotations

from typing import Any

from scenario_runner.language.fixed import Names, fixed
from scenario_runner.language.model import (
    Act,
    Answer,
    Edit,
    Expectation,
    Invoke,
    ListedInterrupt,
    Look,
    MessageSelector,
    Regenerate,
    Reload,
    Resume,
    ResumeMap,
    Retry,
    Save,
    SendCommand,
    Step,
    UpdateState,
)
from scenario_runner.language.parse_graph import call_options, part
from scenario_runner.language.parse_moment import moment
from scenario_runner.language.selectors import selector
from scenario_runner.language.source import Source
from scenario_runner.language.value import Value


def steps(value: Value, source: Source, names: Names) -> tuple[Step, ...]:
    """The steps of one branch; `names` are those that its moments may use."""
    return tuple(_step(value[index], source, names) for index in range(len(value.data)))


def _step(value: Value, source: Source, names: Names) -> Step:
    data: dict[str, Any] = value.data
    return Step(
        act=_act(value),
        place=value.place,
        last_line=source.last_lines.get(value.pointer, value.place.line),
        id=data.get("id"),
        description=data.get("description"),
        options=call_options(value),
        timeout=float(data["timeout"]) if "timeout" in data else None,
        at=moment(fixed(value["at"], names)) if "at" in data else None,
        via=fixed(value["via"], names).data if "via" in data else "auto",
        thread=fixed(value["thread"], names).data if "thread" in data else "main",
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
            resume=part(command, "resume"),
            update=part(command, "update"),
            goto=part(command, "goto"),
        )
    if "update_state" in data:
        return UpdateState(
            values=value["update_state"],
            as_node=data.get("as_node"),
        )
    return _chat_act(value)


def _chat_act(value: Value) -> Act:
    data: dict[str, Any] = value.data
    anchor = data.get("anchor", "first_seen_parent")
    if "edit" in data:
        edit = value["edit"]
        return Edit(message=selector(edit["message"]), content=edit["content"], anchor=anchor)
    if "regenerate" in data:
        return Regenerate(message=_message(value["regenerate"], role="assistant"), anchor=anchor)
    if "retry" in data:
        return Retry(message=_message(value["retry"], role=None), anchor=anchor)
    return Reload() if "reload" in data else Look()


def _message(value: Value, *, role: str | None) -> MessageSelector:
    """The message an act names, else the last one of the role."""
    if "message" in value.data:
        return selector(value["message"])
    return MessageSelector(place=value.key_place, role=role, nth=-1)


def _resume_map(value: Value) -> ResumeMap:
    if isinstance(value.data, list):
        listed = (value[index] for index in range(len(value.data)))
        return ResumeMap(
            answers=tuple(
                Answer(address=_interrupt(item["interrupt"]), value=item["value"], place=item.place)
                for item in listed
            )
        )
    return ResumeMap(
        answers=tuple(
            Answer(address=address, value=value[address], place=value[address].key_place)
            for address in value.data
        )
    )


def _interrupt(value: Value) -> ListedInterrupt:
    data: dict[str, Any] = value.data
    return ListedInterrupt(
        path=tuple(data["path"]) if "path" in data else None,
        node=data.get("node"),
        nth=data.get("nth"),
        value=part(value, "value"),
    )
