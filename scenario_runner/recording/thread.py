"""A stored thread as values: its checkpoints with what was written at each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenario_runner.frozen import frozen
from scenario_runner.language.words import listed, suggestion, word
from scenario_runner.recording.values import gaps
from scenario_runner.stored.database import CannotRead
from scenario_runner.stored.packed import Stored, Unread, unpacked

INTERRUPT, RESUME, ERROR = "__interrupt__", "__resume__", "__error__"
NULL_TASK: Final = "00000000-0000-0000-0000-000000000000"
_ARROW: Final = "branch:to:"
_NEWEST = 4
"""Of the layouts of a checkpoint (its `v`) that are known."""


@frozen
class Write:
    """One thing that a task wrote at a checkpoint."""

    row: int
    """Of the table: later writes have higher ones."""
    task: str
    index: int
    """Its position among the writes of its task; negative where the channel has one place."""
    channel: str
    value: Any
    size: int
    """Bytes."""


@frozen
class Checkpoint:
    """One checkpoint of a thread or of a subgraph in it."""

    namespace: str
    """Empty for the thread itself, else `node:task` parts joined by `|`."""
    id: str
    parent: str | None
    at: str
    """When it was made, in ISO form; empty where that is not stored."""
    size: int
    """Bytes, what was written at it included."""
    values: Mapping[str, Any]
    """By channel."""
    versions: Mapping[str, Any]
    seen: Mapping[str, Mapping[str, Any]]
    """The versions of channels that each node has seen."""
    metadata: Mapping[str, Any]
    writes: tuple[Write, ...]
    """In the order of their rows."""

    @property
    def source(self) -> str:
        """`input`, `loop`, `update` or `fork`."""
        return str(self.metadata.get("source", ""))

    def of(self, channel: str) -> tuple[Write, ...]:
        """The writes to one channel."""
        return tuple(write for write in self.writes if write.channel == channel)


@frozen
class Thread:
    """A thread as it is stored."""

    id: str
    checkpoints: Mapping[str, Checkpoint]
    """Those of the thread itself by their ids, oldest first."""
    nested: tuple[Checkpoint, ...]
    """Those of subgraphs, oldest first."""
    nodes: frozenset[str]
    """All names of nodes that it tells."""
    gaps: tuple[str, ...]
    """What was not read, each with its place and the reason."""


def thread_ids(connection: sqlite3.Connection) -> list[str]:
    """All threads, in the order they began."""
    asked = "SELECT thread_id FROM checkpoints GROUP BY thread_id ORDER BY min(checkpoint_id)"
    return [str(thread) for (thread,) in connection.execute(asked)]


def read_thread(connection: sqlite3.Connection, thread: str) -> Thread:
    """One thread. Raises CannotRead where it is not there, or is stored in part."""
    known = thread_ids(connection)
    if thread not in known:
        there = listed(known)
        hint = f"the database holds {there}" if known else "the database holds no thread at all"
        raise CannotRead(
            f"there is no thread {word(thread)}", suggestion(thread, known, hint) or hint
        )
    writes = _writes(connection, thread)
    found = list(_checkpoints(connection, thread, writes))
    own = {each.id: each for each in found if not each.namespace}
    for each in own.values():
        if each.parent is not None and each.parent not in own:
            raise CannotRead(
                f"thread {word(thread)}: the checkpoint {each.id} follows {each.parent}, "
                "which is not in the database",
                "its history was cut; begin where it goes on with thread_from",
            )
        if each.parent is not None and each.parent >= each.id:
            raise CannotRead(
                f"thread {word(thread)}: the checkpoint {each.id} follows a later one, "
                f"{each.parent}",
                "it was not written by LangGraph, whose ids are in the order of time",
            )
    return Thread(
        id=thread,
        checkpoints=own,
        nested=tuple(each for each in found if each.namespace),
        nodes=frozenset(_nodes(found)),
        gaps=tuple(_gaps(thread, found)),
    )


def _writes(connection: sqlite3.Connection, thread: str) -> dict[tuple[str, str], list[Write]]:
    found: dict[tuple[str, str], list[Write]] = {}
    asked = (
        "SELECT rowid, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value "
        "FROM writes WHERE thread_id = ? ORDER BY rowid"
    )
    for row, space, checkpoint, task, index, channel, kind, value in connection.execute(
        asked, (thread,)
    ):
        write = Write(
            row=row,
            task=str(task),
            index=index,
            channel=str(channel),
            value=unpacked(kind, value),
            size=len(value or b""),
        )
        found.setdefault((space, checkpoint), []).append(write)
    return found


def _checkpoints(
    connection: sqlite3.Connection, thread: str, writes: Mapping[tuple[str, str], list[Write]]
) -> Iterator[Checkpoint]:
    asked = (
        "SELECT checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata "
        "FROM checkpoints WHERE thread_id = ? ORDER BY checkpoint_id"
    )
    for space, key, parent, kind, blob, about in connection.execute(asked, (thread,)):
        where = f"thread {word(thread)}: the checkpoint {key}"
        whole = Unread(reason="is missing") if blob is None else unpacked(kind, blob)
        if isinstance(whole, Unread):
            raise CannotRead(f"{where} {whole.reason}")
        if not isinstance(whole, dict) or not isinstance(whole.get("channel_values"), dict):
            raise CannotRead(f"{where} is stored in another form than LangGraph's")
        if isinstance(version := whole.get("v"), int) and version > _NEWEST:
            hint = "a newer release of scenario-runner may know it"
            raise CannotRead(f"{where} is stored in the layout {version}, which is newer", hint)
        yield Checkpoint(
            namespace=space or "",
            id=key,
            parent=parent or None,
            at=str(whole.get("ts") or ""),
            size=len(blob) + sum(each.size for each in writes.get((space, key), ())),
            values=whole["channel_values"],
            versions=whole.get("channel_versions") or {},
            seen=whole.get("versions_seen") or {},
            metadata=_metadata(about, where),
            writes=tuple(writes.get((space, key), ())),
        )


def _metadata(about: bytes | str | None, where: str) -> dict[str, Any]:
    try:
        told = json.loads(about or "{}")
    except (ValueError, RecursionError):
        told = unpacked("msgpack", about)
    if not isinstance(told, dict):
        raise CannotRead(f"{where} has metadata that is damaged")
    return told


def _gaps(thread: str, found: list[Checkpoint]) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for each in found:
        for holder, value in (
            *each.values.items(),
            *((write.channel, write.value) for write in each.writes),
        ):
            for way, reason in gaps(value, holder):
                if (way, reason) not in told:
                    told.add((way, reason))
                    yield f"thread {word(thread)}, checkpoint {each.id}: {way} {reason}"


def _nodes(found: list[Checkpoint]) -> Iterator[str]:
    for each in found:
        told = [
            *each.seen,
            *(part.rpartition(":")[0] or part for part in each.namespace.split("|")),
        ]
        for channel in (*each.versions, *(write.channel for write in each.writes)):
            if channel.startswith(_ARROW):
                told.append(channel.removeprefix(_ARROW))
            elif channel.startswith("join:"):
                told.append(channel.rpartition(":")[2])
        told += [str(send.data[0]) for send in sends(each)]
        yield from (name for name in told if name and not name.startswith("__"))


def sends(checkpoint: Checkpoint) -> Iterator[Stored]:
    """The `Send`s that wait at a checkpoint."""
    waiting = checkpoint.values.get("__pregel_tasks")
    for each in waiting if isinstance(waiting, list | tuple) else ():
        if isinstance(each, Stored) and each.name == "Send" and isinstance(each.data, list | tuple):
            yield each
