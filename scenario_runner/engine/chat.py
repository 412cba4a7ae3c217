"""Chat acts: where a message branches off, and what is sent there, as chat UIs do it.

useStream submits an edit at the parent of the oldest state that has the message, and a
regeneration submits nothing there; assistant-ui forks from the newest state whose messages
are exactly those before it, compared by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, assert_never
from uuid import uuid4

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.normal import normal
from scenario_runner.engine.prepare import StepFault, Writing
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.language.model import Anchor, MessageSelector
from scenario_runner.language.value import Data
from scenario_runner.matching.selector import SelectionFault, select
from scenario_runner.plan.operations import ChatCall
from scenario_runner.problem import Place


@frozen
class Submission:
    """What a chat UI submits."""

    checkpoint: str
    """Where."""
    input: Any
    version: tuple[str, str] | None = None
    """The id of the new message, and of the one it is a version of."""
    regenerated: tuple[int, str] | None = None
    """The position and the id of the message that will have another version there."""


async def submission(
    world: World, call: ChatCall, thread: str, writing: Writing, place: Place
) -> Submission:
    """What an edit, a regeneration or a retry submits. Raises StepFault."""
    messages = await conversation(world, thread)
    index = _selected(messages, call.message, writing)
    match call.kind:
        case "regenerate":
            _require_role(messages[index], "assistant", "regenerate runs", call.message.place)
            checkpoint = _anchor(world, thread, messages, index, call.anchor, place)
            again = (index, messages[index]["id"])
            return Submission(checkpoint=checkpoint, input=None, regenerated=again)
        case "edit":
            _require_role(messages[index], "user", "edit rewrites", call.message.place)
            content = writing.object(call.content)
        case "retry":
            index = _human_before(messages, index, call.message.place)
            content = messages[index]["content"]
        case _:
            assert_never(call.kind)
    checkpoint = _anchor(world, thread, messages, index, call.anchor, place)
    new = {"role": "user", "content": content, "id": str(uuid4())}
    return Submission(
        checkpoint=checkpoint,
        input={world.graph.messages: [new]},
        version=(new["id"], messages[index]["id"]),
    )


async def remember(world: World, thread: str, sent: Submission) -> None:
    """Remember which message has become a version of which, for `original_parent`."""
    if sent.version is not None:
        new, old = sent.version
        world.memory.versions[new] = old
    if sent.regenerated is not None:
        index, old = sent.regenerated
        for message in (await conversation(world, thread))[index : index + 1]:
            if message.get("id") not in {None, old}:
                world.memory.versions[message["id"]] = old


async def anchor_of(
    world: World, thread: str, message: MessageSelector, anchor: Anchor, place: Place
) -> str:
    """The checkpoint where a message branches off. Raises StepFault."""
    messages = await conversation(world, thread)
    index = _selected(messages, message, world.writing())
    return _anchor(world, thread, messages, index, anchor, place)


async def conversation(world: World, thread: str) -> Sequence[Data]:
    """The messages of a thread at its head, in normal form."""
    values = (await world.state(thread)).values
    messages = values.get(world.graph.messages) if isinstance(values, dict) else None
    return messages if isinstance(messages, list) else []


def _selected(messages: Sequence[Data], selector: MessageSelector, writing: Writing) -> int:
    rendered = replace(
        selector,
        id=writing.render(selector.id) if selector.id is not None else None,
        content=writing.render(selector.content) if selector.content is not None else None,
    )
    try:
        return select(messages, rendered)
    except SelectionFault as fault:
        raise StepFault(fault.message, fault.hint, selector.place) from fault


def _require_role(message: Data, role: str, doing: str, place: Place) -> None:
    if message.get("role") != role:
        article = "an" if role == "assistant" else "a"
        text = f"{doing} {article} {role} message, and this one has role {message.get('role')}"
        raise StepFault(text, "select another message", place)


def _human_before(messages: Sequence[Data], index: int, place: Place) -> int:
    for position in range(index, -1, -1):
        if messages[position].get("role") == "user":
            return position
    raise StepFault("there is no user message before this one", "select another message", place)


def _anchor(
    world: World, thread: str, messages: Sequence[Data], index: int, anchor: Anchor, place: Place
) -> str:
    ids = [message.get("id") if isinstance(message, dict) else None for message in messages]
    if not all(ids[: index + 1]):
        hint = (
            "chat UIs find a message by its id; give messages ids, or keep them with add_messages"
        )
        raise StepFault("the messages have no ids", hint, place)
    match anchor:
        case "first_seen_parent":
            found = _first_seen_parent(world, thread, ids[index])
        case "original_parent":
            found = _first_seen_parent(world, thread, _original(world, ids[index]))
        case "message_prefix":
            found = _newest_prefix(world, thread, ids[:index])
        case _:
            assert_never(anchor)
    if found is None:
        hint = "begin a new conversation instead, or choose another anchor"
        raise StepFault("no checkpoint lies before this message", hint, place)
    return found


def _original(world: World, message: Any) -> Any:
    while message in world.memory.versions:
        message = world.memory.versions[message]
    return message


def _first_seen_parent(world: World, thread: str, message: Any) -> str | None:
    parent = None
    for _, before, ids in _history(world, thread):
        if message in ids:
            parent = before
    return parent


def _newest_prefix(world: World, thread: str, prefix: Sequence[Any]) -> str | None:
    wanted = list(prefix)
    return next((found for found, _, ids in _history(world, thread) if ids == wanted), None)


def _history(world: World, thread: str) -> Iterator[tuple[str, str | None, list[Any]]]:
    """Checkpoint, parent and message ids of a thread, newest first."""
    config = RunnableConfig(configurable={"thread_id": thread, "checkpoint_ns": ""})
    for found in world.storage.saver.list(config):
        messages = found.checkpoint["channel_values"].get(world.graph.messages)
        ids = [_id(message) for message in messages] if isinstance(messages, list) else []
        parent = (found.parent_config or {}).get("configurable", {}).get("checkpoint_id")
        yield found.checkpoint["id"], parent, ids


def _id(message: Any) -> Any:
    told = normal(message)
    return told.get("id") if isinstance(told, dict) else None
