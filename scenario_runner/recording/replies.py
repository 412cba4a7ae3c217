"""What chat models said in a recorded thread, as scripts that say it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scenario_runner.language.value import Data
from scenario_runner.recording.acts import Act
from scenario_runner.recording.packed import Stored
from scenario_runner.recording.thread import Thread
from scenario_runner.recording.values import CannotSend, message_kind, sent


def replies(threads: Sequence[Thread], acts: Sequence[Act]) -> list[Data]:
    """The replies of models in the order they were given, each once."""
    by_id = {thread.id: thread for thread in threads}
    known: set[str] = set()
    told: list[Data] = []
    for act in acts:
        for made in act.made:
            stood = by_id[act.thread].checkpoints[made]
            for message in _messages(stood.values):
                if message.data["id"] not in known:
                    known.add(message.data["id"])
                    told.append(_reply(message))
    return told


def _messages(values: Any) -> Iterator[Stored]:
    """Messages of assistants that carry what only a model leaves on them; nodes make messages
    too, and those come by themselves."""
    for channel in values.values():
        for each in channel if isinstance(channel, list) else ():
            if message_kind(each) == ("assistant", "$ai") and _is_of_model(each.data):
                yield each


def _is_of_model(fields: dict[str, Any]) -> bool:
    named = str(fields.get("id") or "")
    about = fields.get("response_metadata") or {}
    has_name = isinstance(about, dict) and ("model_name" in about or "model_provider" in about)
    return bool(named) and (named.startswith(("run-", "lc_run-")) or has_name)


def _reply(message: Stored) -> Data:
    fields = message.data
    calls = [
        {"name": call.get("name"), "args": call.get("args") or {}}
        for call in fields.get("tool_calls") or ()
        if isinstance(call, dict)
    ]
    try:
        content, called = sent(fields.get("content")), sent(calls)
    except CannotSend as fault:
        return f"TODO: {fault}"
    if not calls:
        return content if isinstance(content, str) else {"content": content}
    return {"content": content, "tool_calls": called} if content else {"tool_calls": called}
