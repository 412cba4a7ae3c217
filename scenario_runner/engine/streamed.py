"""What a call streams, as events: tokens joined to messages, each event with its node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import BaseMessage

from scenario_runner.engine.normal import normal
from scenario_runner.engine.streamed_message import Joined
from scenario_runner.engine.witness import Body, Witness, names_in
from scenario_runner.language.value import Data

Namespace = tuple[str, ...]
"""Of the graph that streams, as LangGraph gives it: a part for each node around it."""


@dataclass(kw_only=True, slots=True)
class Streamed:
    """The events of a call, in the order in which they came; a message at its first token."""

    witness: Witness
    modes: frozenset[str]
    """What is kept; whatever else is streamed is not."""
    _events: list[dict[str, Data] | Joined] = field(default_factory=list)
    _messages: dict[str, list[Joined]] = field(default_factory=dict)
    """The messages of each task, by its namespace."""
    _running: set[str] = field(default_factory=set)
    """The ids of the tasks that have started and not finished where the stream stands."""
    _superstep: dict[Namespace, dict[str, str]] = field(default_factory=dict)
    """By graph: the tasks of its newest superstep, with the names of their nodes."""
    _called: dict[str, Body] = field(default_factory=dict)
    """The `@task`s that ran. LangGraph announces them with the nodes of the graph around."""
    _read: int = 0
    """How many of the witness's bodies have been looked at for them."""

    def take(self, namespace: Namespace, mode: str, payload: Any) -> None:
        """One part of LangGraph's stream."""
        if mode == "tasks":
            self._task(namespace, payload)
        elif mode not in self.modes:
            return
        elif mode == "messages":
            self._message(*payload)
        elif mode == "custom":
            self._events.append({"mode": mode, **self._writer(namespace), "data": normal(payload)})
        else:
            self._events.extend(_state_events(namespace, mode, payload))

    def told(self) -> tuple[Data, ...]:
        """The events as plain data."""
        return tuple(event.told() if isinstance(event, Joined) else event for event in self._events)

    def _message(self, message: BaseMessage, metadata: Mapping[str, Any]) -> None:
        namespace = str(metadata.get("langgraph_checkpoint_ns", ""))
        known = self._messages.setdefault(namespace, [])
        whole = next((joined for joined in reversed(known) if joined.goes_on_with(message)), None)
        if whole is None and message.type != "remove":
            whole = Joined(path="/".join(names_in(namespace)), id=message.id)
            known.append(whole)
            self._events.append(whole)
        if whole is not None:
            whole.add(message)

    def _task(self, namespace: Namespace, payload: Mapping[str, Any]) -> None:
        """A task starts (its input is told), or has finished."""
        task = payload["id"]
        if "input" not in payload:
            self._running.discard(task)
            return
        superstep = self._superstep.setdefault(namespace, {})
        if not self._running & superstep.keys():
            superstep.clear()
        superstep[task] = payload["name"]
        self._running.add(task)

    def _writer(self, namespace: Namespace) -> dict[str, Data]:
        """The node that wrote a custom event. LangGraph names only the graph it belongs to, so
        of several nodes that run in one superstep it cannot be told which."""
        for body in self.witness.bodies[self._read :]:
            self._read += 1
            if body.is_task:
                self._called[body.task] = body
        superstep = self._superstep.get(namespace, {})
        nodes = {name for task, name in superstep.items() if task not in self._called}
        if not superstep:
            around = "|".join(namespace)
            running = (self._called[task] for task in self._running & self._called.keys())
            nodes = {body.names[-1] for body in running if body.parent == around}
        return _at(namespace, nodes.pop() if len(nodes) == 1 else None)


def _state_events(namespace: Namespace, mode: str, payload: Any) -> Iterator[dict[str, Data]]:
    """Of `updates` one for each node, of `values` one; what is asked is no part of the state."""
    told = {
        key: part
        for key, part in (payload if isinstance(payload, dict) else {}).items()
        if not str(key).startswith("__")
    }
    if mode == "values":
        data = normal(told if isinstance(payload, dict) else payload)
        yield {"mode": mode, "path": _path(namespace), "data": data}
        return
    for node, update in told.items():
        yield {"mode": mode, **_at(namespace, node), "data": normal(update)}


def _at(namespace: Namespace, node: str | None) -> dict[str, Data]:
    path = _path(namespace)
    return {"node": node, "path": "/".join(part for part in (path, node) if part)}


def _path(namespace: Sequence[str]) -> str:
    return "/".join(names_in("|".join(namespace))) if namespace else ""
