"""Any checkpointer, with a journal of what is written to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_metadata,
)

from scenario_runner.engine.in_loop import InLoopSaver
from scenario_runner.engine.journal import Call, Deleted, Put, Saver, Writes, short, write
from scenario_runner.engine.storage import told_put
from scenario_runner.engine.witness import Mark, Witness


class JournaledSaver(InLoopSaver):
    """A checkpointer, reached through its synchronous methods, with a journal of its writes."""

    def __init__(self, inner: Saver, calls: Sequence[Call] = ()) -> None:
        super().__init__(serde=inner.serde)
        self.inner = inner
        self.calls: list[Call] = []
        self._puts: list[Put] = []  # lists, as shallow copies share them
        self.witnesses: list[Witness] = []
        """Who is told. A list, so that LangGraph's shallow copies of a saver tell them too."""
        for call in calls:
            self.again(call)

    @property
    def config_specs(self) -> Any:
        """As the checkpointer's own."""
        return self.inner.config_specs

    def again(self, call: Call) -> None:
        """Make a call that was made before, on another checkpointer."""
        self._note(call)
        write(self.inner, call, self.serde)

    def mark(self) -> Mark:
        """How many checkpoints were put, and how many calls made."""
        return Mark(rows=(len(self._puts), len(self.calls)), replaced=(0, 0))

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        if isinstance(call, Put):
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
        call = Put(config=short(config), stored=stored, versions=dict(new_versions))
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
        self._note(Writes(config=short(config), stored=stored, task=task_id, path=task_path))

    def delete_thread(self, thread_id: str) -> None:
        """Take a thread away."""
        self.inner.delete_thread(thread_id)
        self._note(Deleted(thread=thread_id))

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
