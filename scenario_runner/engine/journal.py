"""The journal of what was written to a checkpointer.

Every write is a put of a checkpoint, of writes, or the taking away of a thread, so the journal of
these calls is the whole history of a checkpointer. Made again, up to any call, on an empty
checkpointer, they give what it held then, pending writes that were replaced since included: exact
for every checkpointer that does the same when told the same. `alist` shows what is there now only.
"""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, ChannelVersions
from langgraph.checkpoint.serde.base import SerializerProtocol

from scenario_runner.frozen import frozen

Saver = BaseCheckpointSaver[Any]


@frozen
class Put:
    """A checkpoint was put."""

    config: RunnableConfig
    stored: tuple[str, bytes]
    """Checkpoint and metadata, serialized: a graph may change the values it gave."""
    versions: ChannelVersions


@frozen
class Writes:
    """Writes of a task were put beside a checkpoint."""

    config: RunnableConfig
    stored: tuple[str, bytes]
    task: str
    path: str


@frozen
class Deleted:
    """A thread was taken away."""

    thread: str


Call = Put | Writes | Deleted


def write(saver: Saver, call: Call, serde: SerializerProtocol) -> None:
    """Make a call of a journal."""
    match call:
        case Put(config=config, stored=stored, versions=versions):
            checkpoint, metadata = serde.loads_typed(stored)
            saver.put(config, checkpoint, metadata, versions)
        case Writes(config=config, stored=stored, task=task, path=path):
            writes = [tuple(one) for one in serde.loads_typed(stored)]
            if writes:
                saver.put_writes(config, writes, task, path)
        case Deleted(thread=thread):
            saver.delete_thread(thread)


def short(config: RunnableConfig) -> RunnableConfig:
    """What a checkpointer goes by: the rest of a configuration is of the run."""
    names = ("thread_id", "checkpoint_ns", "checkpoint_id")
    told = config["configurable"]
    at = {name: told[name] for name in names if told.get(name) is not None}
    return RunnableConfig(configurable={"checkpoint_ns": "", **at})
