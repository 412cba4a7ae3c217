"""What `update_state` was called with, as far as it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from scenario_runner.recording.thread import INTERRUPT, NULL_TASK, Checkpoint, Thread, Write

_ARROW = "branch:to:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An update by hand."""

    values: Any
    as_node: str | None
    notes: tuple[str, ...] = ()
    """What of it could not be known."""


def change(thread: Thread, stood: Checkpoint | None, made: Checkpoint) -> Change:
    """The update that made a checkpoint."""
    notes = []
    writes = [] if stood is None else _writes(stood)
    values = {w.channel: w.value for w in writes if not _is_own(w.channel)}
    siblings = [
        each
        for each in thread.checkpoints.values()
        if each.parent == made.parent and each.source == "update" and each.id <= made.id
    ]
    if stood is None or len(siblings) > 1:
        before = stood.values if stood is not None else {}
        values = {
            name: value
            for name, value in made.values.items()
            if not _is_own(name) and before.get(name) != value
        }
        notes.append("the update itself is not stored; this is what the state was afterwards")
    node, doubt = _as_node(thread, stood, made, writes)
    return Change(values=values or None, as_node=node, notes=(*notes, *doubt))


def _writes(stood: Checkpoint) -> list[Write]:
    """LangGraph names the task of an update after the checkpoint that is updated."""
    try:
        task = str(uuid5(UUID(stood.id), INTERRUPT))
    except ValueError:
        return []
    return [write for write in stood.writes if write.task == task]


def _is_own(channel: str) -> bool:
    return channel.startswith(("__", "branch:", "join:"))


def _as_node(
    thread: Thread, stood: Checkpoint | None, made: Checkpoint, writes: list[Write]
) -> tuple[str | None, tuple[str, ...]]:
    """The node that an update stands for. A node that had not run shows in the checkpoint; of
    others only where they lead to."""
    before = set() if stood is None else set(stood.seen)
    fresh = [name for name in made.seen if name not in before and not name.startswith("__")]
    if len(fresh) == 1:
        return fresh[0], ()
    aims = frozenset(w.channel for w in writes if w.channel.startswith(_ARROW))
    leads = dict(_leads(thread))
    last = _last(stood)
    if not writes or (last is not None and (last not in leads or aims in leads[last])):
        return None, ()
    fitting = sorted(name for name, seen in leads.items() if aims in seen)
    if len(fitting) == 1:
        return fitting[0], ("as_node is not stored; this is the only node seen to lead there",)
    return None, ("as_node is not stored; add it if the update was made as a node",)


def _leads(thread: Thread) -> Iterator[tuple[str, set[frozenset[str]]]]:
    """Where each node was seen to lead, of those that ran alone."""
    found: dict[str, set[frozenset[str]]] = {}
    for each in thread.checkpoints.values():
        stood = thread.checkpoints.get(each.parent or "")
        if stood is None or each.source != "loop":
            continue
        ran = [
            name
            for name in each.seen
            if not name.startswith("__") and each.seen[name] != stood.seen.get(name)
        ]
        own = {write.task for write in _writes(stood)} | {NULL_TASK}
        told = [w for w in stood.writes if w.task not in own and w.channel.startswith(_ARROW)]
        if len(ran) == 1:
            found.setdefault(ran[0], set()).add(frozenset(w.channel for w in told))
    yield from found.items()


def _last(stood: Checkpoint | None) -> str | None:
    """The node that LangGraph takes an update to stand for unless told: the last that ran."""
    if stood is None:
        return None
    latest = {
        name: max(map(str, seen.values()))
        for name, seen in stood.seen.items()
        if seen and not name.startswith("__")
    }
    newest = [name for name, version in latest.items() if version == max(latest.values())]
    return newest[0] if len(newest) == 1 else None
