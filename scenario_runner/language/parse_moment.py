"""Moments: from checked data to the model."""

from __future__ import annotations

from typing import Any

from scenario_runner.language.aims import aim
from scenario_runner.language.model import AfterStep, AtMessage, BeforeNode, InStep, Moment, Start
from scenario_runner.language.selectors import selector
from scenario_runner.language.value import Value


def moment(value: Value) -> Moment:
    """The moment that a checked value tells; its templates are replaced."""
    target = aim(value)
    if target is None:
        raise ValueError("an unchecked moment")
    data: dict[str, Any] = value.data if isinstance(value.data, dict) else {}
    thread, place = data.get("thread"), value.place
    match target.kind:
        case "start":
            return Start(place=place)
        case "after":
            return AfterStep(step=str(target.step), branch=target.branch, place=place)
        case "before":
            return BeforeNode(node=data["before"], branch=target.branch, thread=thread, place=place)
        case "message":
            return AtMessage(
                message=selector(value["message"]),
                branch=target.branch,
                thread=thread,
                place=place,
            )
        case "in":
            return InStep(
                step=str(target.step),
                branch=target.branch,
                next=tuple(data["next"]) if "next" in data else None,
                source=data.get("source"),
                nth=data.get("nth"),
                thread=thread,
                place=place,
            )
