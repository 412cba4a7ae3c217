"""What a server streams of a run: parts as LangGraph streams them here, and what was seen.

A witness is told of node bodies by the stream of events, which are LangChain's callbacks on
the server; of checkpoints and questions by the streams of checkpoints and tasks. What an
`interrupt()` call returned, no server tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from langgraph.types import StateSnapshot

from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.server_raised import ServerRaised, raised_of
from scenario_runner.engine.server_threads import ServerThreads, put_on
from scenario_runner.engine.server_values import as_written, revived
from scenario_runner.engine.witness import INTERRUPT, Hearing
from scenario_runner.frozen import frozen

Part = tuple[tuple[str, ...], str, Any]
"""Namespace, mode and payload, as `stream(subgraphs=True)` gives them."""


@dataclass(kw_only=True, slots=True)
class Reading:
    """The stream of one run while it is read."""

    threads: ServerThreads
    thread: str
    """The scenario's name of it."""
    at: dict[str, str]
    """The checkpoint that each graph stands at, by namespace."""
    run: str | None = None
    """The server's id of the run."""
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    """Namespace, task and interrupts of every task that asked, innermost first."""

    def parts(self, event: str, data: Any) -> Iterator[Part]:
        """What one event of the stream tells. Raises ServerRaised and ServerFault."""
        mode, *namespace = event.split("|")
        match mode:
            case "metadata":
                self._begun(data)
            case "error":
                raise ServerRaised(raised_of(data))
            case "events":
                self._callback(data)
            case "values" | "updates" | "custom" | "checkpoints" | "tasks":
                payload = revived(data)
                if mode == "checkpoints":
                    self._checkpoint(data)
                elif mode == "tasks":
                    self._task("|".join(namespace), data)
                yield tuple(namespace), mode, payload
            case "messages":
                message, metadata = data
                yield tuple(namespace), mode, (revived(message), metadata)
            case _:
                return

    def _begun(self, data: Mapping[str, Any]) -> None:
        self.run = str(data["run_id"])
        if data.get("attempt", 1) != 1:
            message = "the server has run the call a second time, after its worker was lost"
            raise ServerFault(message, "run again: what was seen of it is not the whole")

    def _callback(self, event: Mapping[str, Any]) -> None:
        if event["event"] != "on_chain_start":
            return
        parents = event.get("parent_ids") or ()
        for witness in self.threads.witnesses:
            witness.on_chain_start(
                None,
                None,
                run_id=UUID(event["run_id"]),
                parent_run_id=UUID(parents[-1]) if parents else None,
                metadata=event.get("metadata"),
                name=event.get("name"),
            )

    def _checkpoint(self, payload: Mapping[str, Any]) -> None:
        """A checkpoint that was written; a run that goes on tells again the one it stands at."""
        told = payload["config"]["configurable"]
        namespace, checkpoint = str(told.get("checkpoint_ns") or ""), str(told["checkpoint_id"])
        self.at[namespace] = checkpoint
        snapshot = as_written(payload, self.thread)
        put_on(self.threads, self.thread, snapshot)

    def _task(self, namespace: str, payload: Mapping[str, Any]) -> None:
        if "input" in payload:
            return
        place = {
            "thread_id": self.thread,
            "checkpoint_ns": namespace,
            "checkpoint_id": self.at.get(namespace, ""),
        }
        for witness in self.threads.witnesses:
            witness.writes(place, payload["id"], ())
        if payload.get("interrupts"):
            self.asked.append((namespace, payload["id"], payload["interrupts"]))

    def hear(self, resume: Any, before: StateSnapshot | None, after: StateSnapshot) -> None:
        """Take down which questions are no longer open, as far as answers went to them. Whether
        an `interrupt()` call returned the answer itself is not seen."""
        left = {one.id for one in after.interrupts}
        for interrupt, value in _answers(resume, before).items():
            task = self.threads.asked.get(interrupt)
            if task is None or interrupt in left:
                continue
            index = self.threads.heard.get(task, 0)
            self.threads.heard[task] = index + 1
            for witness in self.threads.witnesses:
                witness.hearings.append(Hearing(task=task, index=index, value=value))

    def ask(self, after: StateSnapshot) -> None:
        """Tell of the questions that were asked."""
        paths = dict(_paths(after))
        for namespace, task, interrupts in self.asked:
            place = {
                "thread_id": self.thread,
                "checkpoint_ns": namespace,
                "checkpoint_id": self.at.get(namespace, ""),
            }
            told = [_Told(id=one["id"], value=revived(one["value"])) for one in interrupts]
            for one in told:
                self.threads.asked.setdefault(one.id, task)
            for witness in self.threads.witnesses:
                witness.writes(place, task, [(INTERRUPT, told)], paths.get(task, ""))


@frozen
class _Told:
    """A question, as a witness looks at one."""

    id: str
    value: Any


def _answers(resume: Any, before: StateSnapshot | None) -> dict[str, Any]:
    """Interrupt id -> the answer that went to it."""
    pending = [one.id for one in before.interrupts] if before is not None else []
    if isinstance(resume, dict) and resume and all(key in pending for key in resume):
        return resume
    return {pending[0]: resume} if len(pending) == 1 else {}


def _paths(snapshot: StateSnapshot) -> Iterator[tuple[str, str]]:
    """Task id -> LangGraph's path of the task, the same on every fork."""
    for task in snapshot.tasks:
        yield task.id, "|".join(map(str, task.path))
        if isinstance(task.state, StateSnapshot):
            yield from _paths(task.state)
