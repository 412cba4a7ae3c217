"""What a server tells, as JSON: made what LangGraph gives in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    FunctionMessage,
    HumanMessage,
    HumanMessageChunk,
    RemoveMessage,
    SystemMessage,
    SystemMessageChunk,
    ToolMessage,
    ToolMessageChunk,
)
from langchain_core.runnables import RunnableConfig
from langgraph.types import Interrupt, PregelTask, StateSnapshot

_MESSAGES: Final[Mapping[str, type[BaseMessage]]] = {
    "ai": AIMessage,
    "AIMessageChunk": AIMessageChunk,
    "function": FunctionMessage,
    "human": HumanMessage,
    "HumanMessageChunk": HumanMessageChunk,
    "remove": RemoveMessage,
    "system": SystemMessage,
    "SystemMessageChunk": SystemMessageChunk,
    "tool": ToolMessage,
    "ToolMessageChunk": ToolMessageChunk,
}
_MARKS: Final = {"type", "content", "additional_kwargs", "response_metadata"}
"""Keys that every message has when a server writes it, and hardly anything else."""


def revived(data: Any) -> Any:
    """The data with its messages as messages."""
    if isinstance(data, list):
        return [revived(item) for item in data]
    if not isinstance(data, dict):
        return data
    kind = _MESSAGES.get(str(data.get("type"))) if data.keys() >= _MARKS else None
    if kind is not None:
        try:
            return kind(**{key: part for key, part in data.items() if part is not None})
        except Exception:  # noqa: BLE001  # it only looks like one
            return data
    return {key: revived(part) for key, part in data.items()}


def checkpoint_of(state: Mapping[str, Any], key: str = "checkpoint") -> str | None:
    """The id of a state's checkpoint, or of its parent's."""
    found = (state.get(key) or {}).get("checkpoint_id")
    return str(found) if found is not None else None


def snapshot_of(state: Mapping[str, Any], thread: str) -> StateSnapshot:
    """The state of a thread as `get_state` gives it; `thread` is what the scenario calls it."""
    checkpoint, parent = checkpoint_of(state), checkpoint_of(state, "parent_checkpoint")
    namespace = (state.get("checkpoint") or {}).get("checkpoint_ns") or ""
    return StateSnapshot(
        values=revived(state.get("values", {})),
        next=tuple(state.get("next") or ()),
        config=config_of(thread, namespace, checkpoint),
        metadata=state.get("metadata"),
        created_at=None,
        parent_config=config_of(thread, namespace, parent) if parent is not None else None,
        tasks=tuple(_task(task, thread) for task in state.get("tasks") or ()),
        interrupts=tuple(_interrupts(state.get("interrupts"))),
    )


def config_of(thread: str, namespace: str, checkpoint: str | None) -> RunnableConfig:
    """The config of a checkpoint; of a thread without one, of the thread."""
    told = {"thread_id": thread, "checkpoint_ns": namespace}
    if checkpoint is not None:
        told["checkpoint_id"] = checkpoint
    return RunnableConfig(configurable=told)


def _task(task: Mapping[str, Any], thread: str) -> PregelTask:
    inner = task.get("state")
    return PregelTask(
        id=task["id"],
        name=task["name"],
        path=tuple(task.get("path") or ()),
        error=task.get("error"),
        interrupts=tuple(_interrupts(task.get("interrupts"))),
        state=snapshot_of(inner, thread) if isinstance(inner, dict) else None,
        result=revived(task.get("result")),
    )


def _interrupts(told: Any) -> list[Interrupt]:
    return [Interrupt(value=revived(one["value"]), id=one["id"]) for one in told or ()]


def finished_in(snapshot: StateSnapshot) -> set[str]:
    """The tasks of a state that have finished, by id. A server tells their results; of one that
    wrote nothing, only that it is not next."""
    left = list(snapshot.next)
    done = set()
    for task in sorted(snapshot.tasks, key=lambda task: (not task.interrupts, _has_result(task))):
        if task.name in left and (task.interrupts or not _has_result(task)):
            left.remove(task.name)
        elif not task.interrupts and task.error is None:
            done.add(task.id)
    return done


def _has_result(task: PregelTask) -> bool:
    return task.result is not None


def as_written(payload: Mapping[str, Any], thread: str) -> StateSnapshot:
    """A state as it stood when its checkpoint had just been written, of the stream's telling:
    nothing had started yet."""
    at = (payload.get("config") or {}).get("configurable", {})
    up = (payload.get("parent_config") or {}).get("configurable", {}).get("checkpoint_id")
    namespace = at.get("checkpoint_ns") or ""
    return StateSnapshot(
        values=revived(payload.get("values", {})),
        next=tuple(payload.get("next") or ()),
        config=config_of(thread, namespace, at.get("checkpoint_id")),
        metadata=payload.get("metadata"),
        created_at=None,
        parent_config=config_of(thread, namespace, up) if up is not None else None,
        tasks=tuple(
            PregelTask(id=task["id"], name=task["name"], path=())
            for task in payload.get("tasks") or ()
        ),
        interrupts=(),
    )
