"""Storage behind any checkpointer, copied by writing again what was written to it.

Every write goes through `put`, `put_writes` and `delete_thread`, so the journal of these calls
is the whole history of a checkpointer. Made again, up to any call, on an empty checkpointer,
they give what it held then, pending writes that were replaced since included: exact for every
checkpointer that does the same when told the same. `alist` shows what is there now only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_metadata,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from scenario_runner.engine.storage import UNFINISHED, Storage, told_put
from scenario_runner.engine.witness import NULL_TASK, RESUME, Mark, Witness

Saver = BaseCheckpointSaver[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    """An empty checkpointer, and how to free it."""

    saver: Saver
    close: Callable[[], None]
    is_lost: Callable[[], bool] = lambda: False
    """Whether what it stands on has gone away."""
    kept_as: Callable[[str, str], Fresh] | None = None
    """Makes one whose database stays, of a name and a comment; None where there is no such."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Put:
    config: RunnableConfig
    stored: tuple[str, bytes]
    """Checkpoint and metadata, serialized: a graph may change the values it gave."""
    versions: ChannelVersions


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writes:
    config: RunnableConfig
    stored: tuple[str, bytes]
    task: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Deleted:
    thread: str


_Call = _Put | _Writes | _Deleted


class JournaledSaver(BaseCheckpointSaver[Any]):
    """A checkpointer, reached through its synchronous methods, with a journal of its writes."""

    def __init__(self, inner: Saver, calls: Sequence[_Call] = ()) -> None:
        super().__init__(serde=inner.serde)
        self.inner = inner
        self.calls: list[_Call] = []
        self._puts: list[_Put] = []  # lists, as shallow copies share them
        self.witnesses: list[Witness] = []
        """Who is told. A list, so that LangGraph's shallow copies of a saver tell them too."""
        for call in calls:
            self.again(call)

    @property
    def config_specs(self) -> Any:
        """As the checkpointer's own."""
        return self.inner.config_specs

    def again(self, call: _Call) -> None:
        """Make a call that was made before, on another checkpointer."""
        self._note(call)
        write(self.inner, call, self.serde)

    def mark(self) -> Mark:
        """How many checkpoints were put, and how many calls made."""
        return Mark(rows=(len(self._puts), len(self.calls)), replaced=(0, 0))

    def _note(self, call: _Call) -> None:
        self.calls.append(call)
        if isinstance(call, _Put):
            self._puts.append(call)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint, and tell the witness."""
        whole = get_checkpoint_metadata(config, metadata)
        stored = self.serde.dumps_typed((checkpoint, whole))
        call = _Put(config=_short(config), stored=stored, versions=dict(new_versions))
        written = self.inner.put(config, checkpoint, metadata, new_versions)
        self._note(call)
        for witness in self.witnesses:
            witness.put(told_put(config, checkpoint, metadata, self.mark()))
        return written

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Store writes of a task, and tell the witness."""
        for witness in self.witnesses:
            witness.writes(config["configurable"], task_id, writes, task_path)
        stored = self.serde.dumps_typed([tuple(write) for write in writes])
        self.inner.put_writes(config, writes, task_id, task_path)
        self._note(_Writes(config=_short(config), stored=stored, task=task_id, path=task_path))

    def delete_thread(self, thread_id: str) -> None:
        """Take a thread away."""
        self.inner.delete_thread(thread_id)
        self._note(_Deleted(thread=thread_id))

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As the checkpointer's own."""
        return self.inner.get_tuple(config)

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the base class names it so
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """As the checkpointer's own."""
        return self.inner.list(config, filter=filter, before=before, limit=limit)

    def get_next_version(self, current: Any, channel: None) -> Any:
        """As the checkpointer's own."""
        return self.inner.get_next_version(current, channel)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As `get_tuple`."""
        return self.get_tuple(config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the base class names it so
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """As `list`, read at once."""
        for found in [*self.list(config, filter=filter, before=before, limit=limit)]:
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """As `put`."""
        return self.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """As `put_writes`."""
        self.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """As `delete_thread`."""
        self.delete_thread(thread_id)


class JournaledStorage:
    """A checkpointer that `fresh` makes, with the journal of what was written to it."""

    def __init__(self, fresh: Callable[[], Fresh], calls: Sequence[_Call] = ()) -> None:
        self._fresh = fresh
        self._opened = fresh()
        try:
            self.saver = JournaledSaver(self._opened.saver, calls)
        except BaseException:
            self._opened.close()
            raise

    def copy(self) -> JournaledStorage:
        """Everything in it, as it stands now."""
        return JournaledStorage(self._fresh, self.saver.calls)

    def copy_at(self, moment: Mark) -> JournaledStorage:
        """Everything in it, as it stood at an earlier moment."""
        return JournaledStorage(self._fresh, self.saver.calls[: moment.rows[1]])

    def mark(self) -> Mark:
        """The moment that is now."""
        return self.saver.mark()

    def is_lost(self) -> bool:
        """Whether its server has gone away."""
        return self._opened.is_lost()

    def finished(self, thread: str, checkpoint: str | None, namespace: str = "") -> set[str]:
        """The tasks of the superstep after a checkpoint that have finished."""
        if checkpoint is None:
            return set()
        at = {"thread_id": thread, "checkpoint_ns": namespace, "checkpoint_id": checkpoint}
        found = self.saver.get_tuple(RunnableConfig(configurable=at))
        return {
            task
            for task, channel, _ in (found and found.pending_writes) or ()
            if task != NULL_TASK and channel not in UNFINISHED
        }

    def half_done(self, thread: str, checkpoint: str | None) -> bool:
        """Whether some task of the superstep after a checkpoint has finished."""
        return bool(self.finished(thread, checkpoint))

    def forget_bare(self, thread: str) -> None:
        """Take back the bare answer at a thread's head: all is written again without it. Its
        place in the journal stays, so that moments keep their meaning."""
        found = self.saver.get_tuple(RunnableConfig(configurable={"thread_id": thread}))
        head = found.checkpoint["id"] if found else None
        kept = [self._without(call, thread, head) for call in self.saver.calls]
        self._opened.close()
        self._opened = self._fresh()
        self.saver = JournaledSaver(self._opened.saver, kept)

    def _without(self, call: _Call, thread: str, head: str | None) -> _Call:
        if not isinstance(call, _Writes) or call.task != NULL_TASK:
            return call
        at = call.config["configurable"]
        if (at["thread_id"], at["checkpoint_ns"], at.get("checkpoint_id")) != (thread, "", head):
            return call
        serde = self.saver.serde
        writes = [write for write in serde.loads_typed(call.stored) if write[0] != RESUME]
        return _Writes(
            config=call.config, stored=serde.dumps_typed(writes), task=call.task, path=call.path
        )

    def keep_as(self, name: str, comment: str) -> None:
        """Keep it as a database that stays on its server. Raises GraphLoadError."""
        if self._opened.kept_as is None:
            return
        kept = self._opened.kept_as(name, comment)
        try:
            for call in self.saver.calls:
                write(kept.saver, call, self.saver.serde)
        finally:
            kept.close()

    def write_to(self, path: Path) -> None:
        """Keep it as an SQLite database file."""
        kept = self._as_sqlite()
        try:
            kept.write_to(path)
        finally:
            kept.close()

    def parts(self) -> Iterator[bytes]:
        """What `write_to` would write."""
        kept = self._as_sqlite()
        try:
            yield from kept.parts()
        finally:
            kept.close()

    def _as_sqlite(self) -> Storage:
        storage = Storage()
        for call in self.saver.calls:
            write(storage.saver, call, self.saver.serde)
        return storage

    def close(self) -> None:
        """Free it."""
        self._opened.close()


def write(saver: Saver, call: _Call, serde: SerializerProtocol) -> None:
    """Make a call of a journal."""
    match call:
        case _Put(config=config, stored=stored, versions=versions):
            checkpoint, metadata = serde.loads_typed(stored)
            saver.put(config, checkpoint, metadata, versions)
        case _Writes(config=config, stored=stored, task=task, path=path):
            writes = [tuple(one) for one in serde.loads_typed(stored)]
            if writes:
                saver.put_writes(config, writes, task, path)
        case _Deleted(thread=thread):
            saver.delete_thread(thread)


def _short(config: RunnableConfig) -> RunnableConfig:
    """What a checkpointer goes by: the rest of a configuration is of the run."""
    names = ("thread_id", "checkpoint_ns", "checkpoint_id")
    told = config["configurable"]
    at = {name: told[name] for name in names if told.get(name) is not None}
    return RunnableConfig(configurable={"checkpoint_ns": "", **at})
