"""Chat acts of a script: from the anchor of a message, as chat UIs do."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, lines, mapping, text
from scenario_runner.exporting.values import value
from scenario_runner.language.model import Anchor, MessageSelector
from scenario_runner.plan.operations import ChatCall


def chat(made: ChatCall, acting: Acting) -> Iterator[str]:
    """As chat UIs do: from the anchor of a message."""
    script = acting.scope.script
    yield from anchored(
        made.message, made.anchor, acting.config, acting.scope, made.kind == "retry"
    )
    where = acting.moment("anchor")
    if made.kind == "regenerate":
        yield from acting.invoke("None", where)
        return
    script.take("uuid", "uuid4")
    content = (
        "messages[position].content" if made.content is None else value(made.content, acting.scope)
    )
    new = mapping([("role", '"user"'), ("content", content), ("id", "str(uuid4())")])
    yield from lines("sent = ", new, indent=4)
    yield '    VERSIONS[sent["id"]] = messages[position].id'
    yield from acting.invoke(mapping([(script.messages, "[sent]")]), where)


def anchored(
    message: MessageSelector, anchor: Anchor, config: str, scope: Scope, of_user: bool = False
) -> Iterator[str]:
    """The lines that find a message, and the checkpoint it branches off: `anchor`. `of_user`:
    the user's message before it is meant."""
    script, channel = scope.script, text(scope.script.messages)
    yield f"    state = await graph.aget_state({config})"
    yield f"    messages = state.values[{channel}]"
    yield from lines("position = ", _selected(message, scope), indent=4)
    if of_user:
        yield '    humans = [at for at, each in enumerate(messages) if each.type == "human"]'
        yield "    position = max(at for at in humans if at <= position)"
    named: dict[str, Source] = {} if channel == '"messages"' else {"channel": channel}
    if anchor == "message_prefix":
        use = f"await {script.use('message_prefix')}"
        yield "    prefix = [each.id for each in messages[:position]]"
        yield from lines("anchor = ", call(use, "graph", config, "prefix", **named), indent=4)
        return
    yield "    message = messages[position].id"
    if anchor == "original_parent":
        yield "    while message in VERSIONS:"
        yield "        message = VERSIONS[message]"
    use = f"await {script.use('first_seen_parent')}"
    yield from lines("anchor = ", call(use, "graph", config, "message", **named), indent=4)


def _selected(selector: MessageSelector, scope: Scope) -> Source:
    wanted: dict[str, Source] = {}
    if selector.nth is not None:
        wanted["nth"] = str(selector.nth)
    if selector.role is not None:
        wanted["role"] = text(selector.role)
    if selector.id is not None:
        wanted["id"] = expected(selector.id.data, scope)
    if selector.content is not None:
        wanted["content"] = expected(selector.content.data, scope)
    return call(scope.script.use("select"), "messages", **wanted)
