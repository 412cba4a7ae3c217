"""The acts of a script: each step's calls of LangGraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from scenario_runner.exporting.expected import NotSaid, expected
from scenario_runner.exporting.needs import Conversation, Played
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import (
    Source,
    call,
    comment,
    flat,
    lines,
    listed,
    mapping,
    text,
)
from scenario_runner.exporting.values import value
from scenario_runner.language.model import (
    AfterStep,
    Anchor,
    Answer,
    BeforeNode,
    InStep,
    ListedInterrupt,
    MessageSelector,
)
from scenario_runner.language.value import Data
from scenario_runner.plan.explain import address_text, moment_words
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    Call,
    ChatCall,
    InvokeCall,
    LookCall,
    Payload,
    Plain,
    ReloadCall,
    UpdateCall,
    Whole,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """A step about to be written."""

    talk: Conversation
    scope: Scope
    config: str
    """The expression of the thread's config."""
    is_plain: bool
    """The config names the thread and nothing else."""
    keywords: dict[str, Source]
    """What the call gets besides its config."""
    watched: bool
    """The bodies that run are looked at."""
    keep_output: bool
    listens: bool
    """What interrupt() gives is looked at."""
    keeps: bool
    """The saver keeps a copy for each checkpoint."""
    nests: bool
    """The scenario looks into subgraphs."""
    bound: Source
    """The expression that opens the graph."""
    storage: Source
    stores: bool
    """The graph has a store that its branch goes on with."""
    streamed: Source | None
    """The modes of the stream that are looked at; None for a step that looks at none."""

    def called(self, config: str) -> str:
        """The config of the call itself."""
        if not self.watched:
            return config
        return f'{{**{config}, "callbacks": [ran]}}'

    def invoke(self, sent: Source, config: str, indent: int = 4) -> Iterator[str]:
        """The call that the step is about."""
        output = "output = " if self.keep_output else ""
        if self.listens:
            yield f"{' ' * indent}saver.heard.clear()"
        told = call("await graph.ainvoke", sent, self.called(config), **self.keywords)
        if self.streamed is not None:
            use, config = self.scope.script.use("streamed"), self.called(config)
            given: list[Source] = ["graph", sent, config, self.streamed, "events"]
            told = call(f"await {use}", *given, **self.keywords)
        yield from lines(output, told, indent=indent)


def act(made: Call, acting: Acting) -> Iterator[str]:
    """The lines of a step's act. Raises NotSaid."""
    step, scope = acting.talk.now.perform.step, acting.scope
    match made:
        case LookCall():
            return
        case ReloadCall():
            yield "    # what a restart of the application does"
            if acting.keeps:
                yield "    kept = saver.kept"
            yield from lines("saver = ", acting.storage, indent=4)
            if acting.keeps:
                yield "    saver.opened, saver.kept = opened, kept"
            if acting.stores:
                yield "    store = graph.store"
            yield from lines("graph = ", acting.bound, indent=4)
            if acting.stores:
                yield '    graph = graph.copy(update={"store": store})'
        case UpdateCall(values=values, as_node=as_node):
            named = {} if as_node is None else {"as_node": text(as_node)}
            where = acting.config if step.at is None else arrive(acting)
            update = call("await graph.aupdate_state", where, value(values, scope), **named)
            yield from lines("", update, indent=4)
        case ChatCall():
            yield from _chat(made, acting)
        case InvokeCall(payload=payload) if step.at is not None and _answers(payload):
            yield from _travelled(payload, acting)
        case InvokeCall(payload=payload):
            where = acting.config if step.at is None else arrive(acting)
            yield from _asked(payload, "before", scope)
            yield from acting.invoke(_sent(payload, acting, "before"), where)
        case _:
            assert_never(made)


def needs_before(made: Call) -> bool:
    """Whether the act looks at the questions that are open before it."""
    match made:
        case InvokeCall(payload=AnswerSome()):
            return True
        case InvokeCall(payload=AnswerOnly(value=written)):
            return _misread(written.data)
        case _:
            return False


def answers_of(payload: Payload, scope: Scope) -> tuple[Source, ...]:
    """What a call answers."""
    match payload:
        case AnswerOnly(value=written):
            return (value(written, scope),)
        case AnswerSome(answers=answers):
            return tuple(value(each.value, scope) for each in answers)
        case Whole(resume=resume) if resume is not None:
            return (value(resume, scope),)
        case _:
            return ()


def _answers(payload: Payload) -> bool:
    return not isinstance(payload, Plain) and not (
        isinstance(payload, Whole) and payload.resume is None
    )


def _sent(payload: Payload, acting: Acting, state: str) -> Source:
    """What is sent; `state` is the expression of where the questions are open."""
    scope = acting.scope
    match payload:
        case Plain(value=written):
            return value(written, scope)
        case AnswerOnly(value=written):
            scope.script.take("langgraph.types", "Command")
            told = value(written, scope)
            if _misread(written.data):
                key = f"{scope.script.use('only_interrupt')}({state})"
                told = _by_ids([(key, told)])
            return call("Command", resume=told)
        case AnswerSome(answers=answers):
            scope.script.take("langgraph.types", "Command")
            found = [
                (_found(each, index, state, scope), value(each.value, scope))
                for index, each in enumerate(answers)
            ]
            return call("Command", resume=_by_ids(found))
        case Whole(resume=resume, update=update, goto=goto):
            scope.script.take("langgraph.types", "Command")
            parts = {"resume": resume, "update": update, "goto": goto}
            return call("Command", **{k: value(v, scope) for k, v in parts.items() if v})
        case _:
            assert_never(payload)


def _by_ids(found: list[tuple[str, Source]]) -> Source:
    return type(mapping([]))(
        head="{", parts=tuple((f"{key}: ", told) for key, told in found), tail="}"
    )


def _found(answer: Answer, index: int, state: str, scope: Scope) -> str:
    """The id of an interrupt, as an expression."""
    if isinstance(answer.address, ListedInterrupt):
        return f"asked_{index}"
    address = text(without_index(answer.address))
    return f"{scope.script.use('find_interrupt')}({state}, {address})"


def _asked(payload: Payload, state: str, scope: Scope) -> Iterator[str]:
    """The lines that look up interrupts whose addresses are written as lists."""
    if not isinstance(payload, AnswerSome):
        return
    for index, answer in enumerate(payload.answers):
        if isinstance(answer.address, ListedInterrupt):
            told = _listed(answer.address, state, scope)
            yield from lines(f"asked_{index} = ", told, indent=4)


def without_index(address: str) -> str:
    """`node[1]` as `node`: which call of the node asks follows from the answers before."""
    plain, bracket, index = address.rpartition("[")
    return plain if bracket and index.rstrip("]").isdigit() else address


def _listed(address: ListedInterrupt, state: str, scope: Scope) -> Source:
    if address.path is not None and any("/" in name for name in address.path):
        raise NotSaid(f"the address {address_text(address)}")
    named: dict[str, Source] = {}
    if address.nth is not None:
        named["nth"] = str(address.nth)
    if address.node is not None:
        named["node"] = text(address.node)
        if address.path is not None:
            named["path"] = text("/".join((*address.path, address.node)))
    if address.value is not None:
        named["value"] = expected(address.value.data, scope)
    return call(scope.script.use("find_question"), state, **named)


def _misread(given: Data) -> bool:
    """What LangGraph would not take for an answer, or for a map of ids (#7034, #8693)."""
    if given is None or given == {}:
        return True
    return isinstance(given, dict) and all(
        len(key) == 32 and set(key) <= set("0123456789abcdef") for key in given
    )


# --- going back in a thread ---------------------------------------------------------------


def arrive(acting: Acting) -> str:
    """The config of the moment that the step goes back to. Raises NotSaid."""
    step, script = acting.talk.now.perform.step, acting.scope.script
    match step.at:
        case AfterStep():
            target = acting.talk.moment(step.at)
            if target is None:
                raise NotSaid(f"no step {step.at.step} before this one")
            return _at(acting, f"AT[{text(target.key)}]")
        case BeforeNode(node=node) if "/" not in node:
            states = f"await {script.use('history')}(graph, {acting.config})"
            found = f"[each.config for each in {states} if {text(node)} in each.next][0]"
            return _at(acting, found)
        case InStep() | BeforeNode() | None | _:
            words = moment_words(step.at) if step.at is not None else "nowhere"
            raise NotSaid(f"going back to {words}")


def _at(acting: Acting, found: str) -> str:
    """The thread's config at a checkpoint."""
    if acting.is_plain:
        return found
    return f"{acting.scope.script.use('at_checkpoint')}({acting.config}, {found})"


def _travelled(payload: Payload, acting: Acting) -> Iterator[str]:
    """An answer at an earlier moment: go back as the step says, then answer."""
    talk, script = acting.talk, acting.scope.script
    step = talk.now.perform.step
    where = arrive(acting)
    target = talk.moment(step.at) if step.at is not None else None
    given = talk.given_at(target) if target is not None else []
    via = step.via
    if via == "auto":
        simple = isinstance(payload, AnswerOnly) and not given and not acting.nests
        via = "copy" if simple else "replay"
        yield from comment(_WHY[via], 4)
    if via == "direct":
        if isinstance(payload, AnswerSome):
            asked = call("await graph.aget_state", where, subgraphs="True")
            yield from lines("before = ", asked, indent=4)
            yield from _asked(payload, "before", acting.scope)
        yield from acting.invoke(_sent(payload, acting, "before"), where)
        return
    if via == "copy":
        fork = call("await graph.aupdate_state", where, "None", as_node='"__copy__"')
        yield from lines("fork = ", fork, indent=4)
        if isinstance(payload, AnswerOnly) and not given and not acting.nests:
            yield from acting.invoke(_sent(payload, acting, "before"), "fork")
            return
        where = "fork"
    yield from _ask_again(where, target, given, acting)
    if needs_before(InvokeCall(payload=payload)):
        yield f"    state = await graph.aget_state({acting.config}, subgraphs=True)"
    yield from _asked(payload, "state", acting.scope)
    yield from acting.invoke(_sent(payload, acting, "state"), acting.config)
    script.take("langgraph.types", "Command")


_WHY = {
    "copy": "One question and nothing answered yet: a fork of its checkpoint is exact.",
    "replay": "Run the checkpoint again, so that its questions are asked anew.",
}


def _ask_again(
    where: str,
    target: Played | None,
    given: list[tuple[Played, Played]],
    acting: Acting,
) -> Iterator[str]:
    script = acting.scope.script
    if not given or target is None:
        again = call("await graph.ainvoke", "None", where, **acting.keywords)
        yield from lines("", again, indent=4)
        return
    script.take("langgraph.types", "Command")
    told = []
    for at, played in given:
        made = played.perform.call
        if isinstance(made, InvokeCall):
            told.append(f"(AT[{text(at.key)}], {flat(_again(made.payload, acting.scope))})")
    yield from comment("What had been answered there by then is answered again.", 4)
    again = call(
        f"await {script.use('ask_again')}",
        "graph", acting.config, where, f"AT[{text(target.key)}]", listed(told), **acting.keywords,
    )  # fmt: skip
    yield from lines("", again, indent=4)


def _again(payload: Payload, scope: Scope) -> Source:
    if isinstance(payload, AnswerSome):
        scope.script.use("Answers")
        told = mapping(
            (without_index(address_text(a.address)), value(a.value, scope)) for a in payload.answers
        )
        return call("Answers", told)
    return value(payload.value, scope) if isinstance(payload, AnswerOnly) else "None"


# --- chat acts ----------------------------------------------------------------------------


def _chat(made: ChatCall, acting: Acting) -> Iterator[str]:
    """As chat UIs do: from the anchor of a message."""
    script = acting.scope.script
    yield from anchored(
        made.message, made.anchor, acting.config, acting.scope, made.kind == "retry"
    )
    where = _at(acting, "anchor")
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
