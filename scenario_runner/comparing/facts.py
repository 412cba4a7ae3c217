"""What two runs of a step are compared by: its facts without what differs from run to run.

Left out are times, tracebacks, checkpoint ids (replaced by their order), the order in which
parallel nodes finished, and what the case's `ignore` names. Ids of messages and tool calls are
replaced where data is compared (see `matching.same`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scenario_runner.engine.observation import CheckpointMade, Observation
from scenario_runner.judge.ignored import without
from scenario_runner.language.value import Data
from scenario_runner.results.codec import encode
from scenario_runner.results.model import StepResult

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_UNEQUAL = ("duration", "last_message")
"""Of an observation: it differs from run to run; it is among the messages too."""


def facts(
    step: StepResult, numbers: Mapping[str, int], ignore: Sequence[str] = ()
) -> dict[str, Data]:
    """By facet, in the order in which one follows from another; what was expected and found
    beside them is compared by itself (see `found`).

    `numbers` gives the checkpoints of the conversation their order (see `checkpoint_numbers`).
    """
    told: dict[str, Any] = {
        "sent": {
            "act": step.act,
            "given": step.given,
            "thread": step.thread,
            "as_node": step.as_node,
        }
    }
    seen = _seen(step.observation, numbers, ignore) if step.observation is not None else {}
    for name in ("travel", "visited", "executions", "answers"):
        told[name] = seen.pop(name, None)
    error = step.error
    told["error"] = error and {"kind": error.kind, "message": steady(error.message)}
    for name in ("raises", "refused", "messages", "values", "output", "next", "interrupts"):
        told[name] = seen.pop(name, None)
    told |= seen
    return told


def checkpoint_numbers(steps: Iterable[StepResult]) -> dict[str, int]:
    """The checkpoints of a conversation by their order, from 1."""
    ids = (
        made.id
        for step in steps
        if step.observation is not None
        for made in step.observation.checkpoints
    )
    return {id_: number for number, id_ in enumerate(dict.fromkeys(ids), start=1)}


def _seen(seen: Observation, numbers: Mapping[str, int], ignore: Sequence[str]) -> dict[str, Any]:
    data: dict[str, Any] = without(encode(seen, Observation, lambda value: value), ignore)
    for name in _UNEQUAL:
        data.pop(name, None)
    data["visited"] = [_together(one) for one in data.get("visited") or []]
    if raised := data.get("raises"):
        message = steady(str(raised.get("message")))
        data["raises"] = {"type": raised.get("type"), "message": message}
    data["checkpoints"] = [_checkpoint(made, numbers) for made in seen.checkpoints]
    data["next"] = sorted(data.get("next") or [], key=str)
    data["interrupts"] = sorted(data.get("interrupts") or [], key=_address)
    data["answers"] = sorted(data.get("answers") or [], key=_address)
    data["events"] = _by_node(data.get("events") or [])
    if travel := data.get("travel"):
        data["travel"] = {name: travel.get(name) for name in ("via", "at", "reran")}
    return data


def _checkpoint(made: CheckpointMade, numbers: Mapping[str, int]) -> dict[str, Data]:
    """A checkpoint by what it is and what it follows: the one before it, or how far back."""
    parent = numbers.get(made.parent) if made.parent is not None else None
    back = None if parent is None else numbers[made.id] - parent
    return {
        "source": made.source,
        "step": made.step,
        "next": sorted(made.next),
        "steps_back": back,
    }


def _together(one: Any) -> Data:
    """The nodes of a superstep, in no order."""
    return sorted(one, key=str) if isinstance(one, list | tuple) else one


def _address(one: Any) -> str:
    return str(one.get("address") or one.get("path")) if isinstance(one, dict) else ""


def _by_node(events: Sequence[Any]) -> dict[str, list[Data]]:
    """What each node streamed: parallel ones stream in no order. Into how many pieces a text was
    cut is left out."""
    told: dict[str, list[Data]] = {}
    for event in events:
        if isinstance(event, dict):
            where = str(event.get("path") or event.get("node") or "(graph)")
            told.setdefault(where, []).append(
                {name: part for name, part in event.items() if name != "chunks"}
            )
    return told


def steady(message: str) -> str:
    """A message without addresses of memory."""
    return _ADDRESS.sub("0x…", message)
