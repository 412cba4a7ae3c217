"""Who asked at a checkpoint, and which answers were given there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from xxhash import xxh3_128_hexdigest

from scenario_runner.frozen import frozen
from scenario_runner.recording.thread import (
    INTERRUPT,
    NULL_TASK,
    RESUME,
    Checkpoint,
    Thread,
    Write,
)
from scenario_runner.stored.packed import Stored, Unread

_MOST_QUESTIONS = 32
"""Questions of one node that are told apart by their ids."""


@frozen
class Question:
    """One question as it is stored."""

    task: str
    """Of the thread's own task that asks, or holds the subgraph that does."""
    row: int
    address: tuple[str, ...] | None
    """The nodes from the outermost; None where they cannot be told."""
    value: Any


@frozen
class Given:
    """One answer as it was given."""

    value: Any
    task: str | None
    """The task that heard it; None where none is known to."""
    row: int
    leaf: tuple[str, str] | None = None
    """The checkpoint and the task that heard it, in a subgraph or not."""
    address: tuple[str, ...] | None = None
    is_bare: bool = True


def questions(thread: Thread, checkpoint: Checkpoint) -> list[Question]:
    """The questions stored at a checkpoint, the latest of each task."""
    return [
        Question(
            task=write.task,
            row=write.row,
            address=_address(thread, checkpoint, write, asked.data),
            value=asked.data.get("value"),
        )
        for write in checkpoint.of(INTERRUPT)
        for asked in (write.value if isinstance(write.value, list | tuple) else ())
        if isinstance(asked, Stored) and isinstance(asked.data, dict)
    ]


def _address(
    thread: Thread, checkpoint: Checkpoint, write: Write, asked: dict[str, Any]
) -> tuple[str, ...] | None:
    """Found by trying: a question's id is a digest of the names and tasks around it."""
    wanted = asked.get("id")
    spaces = [("", write.task)]
    for each in _below(thread, checkpoint):
        spaces += [(f"{each.namespace}|", inner.task) for inner in each.of(INTERRUPT)]
    for space, task in reversed(spaces):
        for name in thread.nodes:
            if _is_digest(f"{space}{name}:{task}", wanted):
                return (*_nodes(space), name)
    return None


def _is_digest(text: str, wanted: object) -> bool:
    if xxh3_128_hexdigest(text.encode()) == wanted:
        return True
    numbered = (f"{text}|{number}" for number in range(1, _MOST_QUESTIONS))
    return any(xxh3_128_hexdigest(each.encode()) == wanted for each in numbered)


def _nodes(space: str) -> tuple[str, ...]:
    parts = [part for part in space.split("|") if part and not part.isdecimal()]
    return tuple(part.rpartition(":")[0] or part for part in parts)


def _below(thread: Thread, checkpoint: Checkpoint) -> list[Checkpoint]:
    """The checkpoints of subgraphs that ran after this one of the thread."""
    return [
        each
        for each in thread.nested
        if (each.metadata.get("parents") or {}).get("") == checkpoint.id
    ]


def answers(thread: Thread, checkpoint: Checkpoint) -> list[Given]:
    """The answers given at a checkpoint, in order: those that tasks heard, and the last one
    where no task is known to have heard it."""
    asked = {each.address: each for each in questions(thread, checkpoint)}
    heard = [*_heard(checkpoint, "", None, thread.nodes, asked)]
    for below in _below(thread, checkpoint):
        top = below.namespace.split("|")[0].rpartition(":")[2]
        heard += _heard(below, below.namespace, top, thread.nodes, asked)
    heard.sort(key=lambda each: each.row)
    bare = next((w for w in checkpoint.of(RESUME) if w.task == NULL_TASK), None)
    if bare is None:
        return [_by_name(each) for each in heard]
    last = max((each.row for each in heard), default=-1)
    if bare.row > last:
        if heard and isinstance(heard[-1].value, Unread):
            heard.pop()  # it is this one
        extra = Given(value=bare.value, task=None, row=bare.row)
        return [*(heard if _is_one(heard) else map(_by_name, heard)), extra]
    took = next((each for each in heard if each.row > bare.row), heard[-1])
    return [each if _is_one(heard) or each.leaf == took.leaf else _by_name(each) for each in heard]


def _heard(
    checkpoint: Checkpoint,
    space: str,
    top: str | None,
    known: frozenset[str],
    asked: dict[tuple[str, ...] | None, Question],
) -> Iterator[Given]:
    for write in checkpoint.of(RESUME):
        if write.task == NULL_TASK or not isinstance(write.value, list | tuple):
            continue
        address = _asker(checkpoint, space, write.task, known)
        if address is None:
            own = [each for each in asked.values() if each.task == (top or write.task)]
            address = own[0].address if len(own) == 1 else None
        for value in [*write.value, *_not_kept(checkpoint, write)]:
            yield Given(
                value=value,
                task=top or write.task,
                row=write.row,
                leaf=(checkpoint.id, write.task),
                address=address,
            )


def _not_kept(checkpoint: Checkpoint, heard: Write) -> list[Unread]:
    """Later answers of a task are not stored where an earlier one was; how many it heard shows in
    the positions of what it wrote when it had finished."""
    written = [w.index for w in checkpoint.writes if w.task == heard.task and w.index >= 0]
    reason = "is not stored: the database keeps the first answers of a node alone"
    return [Unread(reason=reason)] * (min(written, default=0) - len(heard.value))


def _asker(
    checkpoint: Checkpoint, space: str, task: str, known: frozenset[str]
) -> tuple[str, ...] | None:
    """The nodes around a task that asked, by the question that it left."""
    for write in checkpoint.of(INTERRUPT):
        for each in write.value if isinstance(write.value, list | tuple) else ():
            if write.task != task or not isinstance(each, Stored) or isinstance(each.data, Unread):
                continue
            start = f"{space}|" if space else ""
            for name in known:
                if _is_digest(f"{start}{name}:{task}", each.data.get("id")):
                    return (*_nodes(space), name)
    return None


def _is_one(heard: list[Given]) -> bool:
    """Whether no two asked side by side, so that each could be answered without a name."""
    leaves = {each.leaf for each in heard if each.leaf is not None}
    return len({checkpoint for checkpoint, _ in leaves}) == len(leaves)


def _by_name(given: Given) -> Given:
    return replace(given, is_bare=False)
