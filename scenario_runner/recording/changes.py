"""What `update_state` was called with, as far as it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from scenario_runner.frozen import frozen
from scenario_runner.recording.questions import questions
from scenario_runner.recording.thread import INTERRUPT, NULL_TASK, Checkpoint, Thread, Write
from scenario_runner.recording.values import message_kind
from scenario_runner.stored.packed import Unread

_ARROW = "branch:to:"
_LOST = "is not stored: the saver keeps the first update of a checkpoint alone"


@frozen
class Change:
    """An update by hand."""

    values: Any
    as_node: str | None
    notes: tuple[str, ...] = ()
    """What of it could not be known."""


def change(thread: Thread, stood: Checkpoint | None, made: Checkpoint) -> Change:
    """The update that made a checkpoint."""
    notes = []
    fresh = _fresh(stood, made)
    writes = [] if stood is None else _writes(thread, stood, made, fresh)
    values = {w.channel: w.value for w in writes if not _is_own(w.channel)}
    before = stood.values if stood is not None else {}
    changed = {
        name: value
        for name, value in made.values.items()
        if not _is_own(name) and before.get(name) != value
    }
    for name in sorted(changed.keys() - values.keys()):
        said = _added(before.get(name), changed[name])
        values[name] = said or Unread(reason=_LOST)
        if said:
            notes.append(f"the update of {name} is not stored; these messages came with it")
    if fresh is None and stood is not None and writes and writes[0].task != _task(stood):
        asked = [each for each in questions(thread, stood) if each.task == writes[0].task]
        fresh = asked[0].address[0] if asked and asked[0].address else None
    if fresh is not None:
        return Change(values=values or None, as_node=fresh, notes=tuple(notes))
    node, doubt = _as_node(thread, stood, writes)
    return Change(values=values or None, as_node=node, notes=(*notes, *doubt))


def _added(before: Any, after: Any) -> list[Any]:
    """The messages that came to a conversation; empty where it is none, or was changed too."""
    known = before if isinstance(before, list) else []
    if not isinstance(after, list) or not all(message_kind(each) for each in after):
        return []
    return after[len(known) :] if known and after[: len(known)] == known else []


def _fresh(stood: Checkpoint | None, made: Checkpoint) -> str | None:
    """The node that an update stands for, where that node had not run: it shows then."""
    before = set() if stood is None else set(stood.seen)
    found = [name for name in made.seen if name not in before and not name.startswith("__")]
    return found[0] if len(found) == 1 else None


def _writes(thread: Thread, stood: Checkpoint, made: Checkpoint, node: str | None) -> list[Write]:
    """What an update wrote at the checkpoint it is made on: as a task named after that
    checkpoint, or as the task of a node that was next there."""
    since = max(
        (
            write.row
            for each in thread.checkpoints.values()
            if each.id < made.id and each.id != stood.id
            for write in each.writes
        ),
        default=-1,
    )
    found = [
        write
        for write in stood.writes
        if write.row > since and write.index >= 0 and write.task != NULL_TASK
    ]
    own = _task(stood)
    if any(write.task == own for write in found):
        # of several updates of a checkpoint only the first is kept
        taken = _has_become(thread, stood, made, "update")
        return [] if taken else [write for write in found if write.task == own]
    if _has_become(thread, stood, made, "loop"):  # its tasks have written that, and keep it
        return []
    asking = {each.task for each in questions(thread, stood) if each.address == (node,)}
    if any(write.task in asking for write in found):
        return [write for write in found if write.task in asking]
    return found if len({write.task for write in found}) == 1 else []


def _has_become(thread: Thread, stood: Checkpoint, made: Checkpoint, source: str) -> bool:
    """Whether a checkpoint had been followed before: by a run (`loop`), or by an `update`."""
    return any(
        each.source == source and each.parent == stood.id and each.id < made.id
        for each in thread.checkpoints.values()
    )


def _task(stood: Checkpoint) -> str | None:
    try:
        return str(uuid5(UUID(stood.id), INTERRUPT))
    except ValueError:
        return None


def _is_own(channel: str) -> bool:
    return channel.startswith(("__", "branch:", "join:"))


def _as_node(
    thread: Thread, stood: Checkpoint | None, writes: list[Write]
) -> tuple[str | None, tuple[str, ...]]:
    """The node that an update stands for, of those that had run: only where it leads to tells."""
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
        own = {_task(stood), NULL_TASK}
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
