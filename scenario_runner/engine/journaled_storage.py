"""Storage behind any checkpointer, copied by writing again what was written to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.journal import Call, Saver, Writes, write
from scenario_runner.engine.journaled_saver import JournaledSaver
from scenario_runner.engine.storage import UNFINISHED, Storage
from scenario_runner.engine.witness import NULL_TASK, RESUME, Mark
from scenario_runner.frozen import frozen


@frozen
class Fresh:
    """An empty checkpointer, and how to free it."""

    saver: Saver
    close: Callable[[], None]
    is_lost: Callable[[], bool] = lambda: False
    """Whether what it stands on has gone away."""
    kept_as: Callable[[str, str], Fresh] | None = None
    """Makes one whose database stays, of a name and a comment; None where there is no such."""


class JournaledStorage:
    """A checkpointer that `fresh` makes, with the journal of what was written to it."""

    def __init__(self, fresh: Callable[[], Fresh], calls: Sequence[Call] = ()) -> None:
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

    def _without(self, call: Call, thread: str, head: str | None) -> Call:
        if not isinstance(call, Writes) or call.task != NULL_TASK:
            return call
        at = call.config["configurable"]
        if (at["thread_id"], at["checkpoint_ns"], at.get("checkpoint_id")) != (thread, "", head):
            return call
        serde = self.saver.serde
        writes = [write for write in serde.loads_typed(call.stored) if write[0] != RESUME]
        return Writes(
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
