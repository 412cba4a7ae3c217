"""The nodes of an inline graph as functions of a script."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, flat, lines, listed, text
from scenario_runner.exporting.values import data, value
from scenario_runner.language.model import InlineNode, InlineRetry
from scenario_runner.language.template import names as names_of
from scenario_runner.language.template import texts


def node_body(node: InlineNode, scope: Scope, path: tuple[str, ...]) -> Iterator[str]:
    """The lines of the function that a node is. `path`: the nodes around it."""
    script = scope.script
    asked, heard = _questions(node, scope)
    yield from asked
    inner = Scope(script=script, names={**scope.names, "state": "state[]", **heard})
    if node.raises is not None:
        yield from _raises(node, inner, "/".join((*path, node.name)))
    if node.call is not None:
        script.imports.add("inspect")
        yield f"    result = {script.referred(str(node.call.data))}(state)"
        yield "    result = await result if inspect.isawaitable(result) else result"
        inner = Scope(script=script, names={**inner.names, "result": "result"})
    yield from _returned(node, inner)


def _returned(node: InlineNode, scope: Scope) -> Iterator[str]:
    """What the node gives LangGraph: what it called gave, its own update, where it goes."""
    script = scope.script
    written = node.returns if node.returns is not None else node.update
    told: Source = value(written, scope)
    jumps = node.goto is not None or node.send is not None
    if node.call is not None or jumps:
        script.take("langgraph.types", "Command")
    if jumps:
        yield from _jumps(node, scope)
        named = {} if written is None else {"update": told}
        told = call("Command", **named, goto="goto")
    elif node.call is not None and written is not None:
        told = call("Command", update=told)
    if node.call is None:
        yield from lines("return ", told, indent=4)
    elif written is None and not jumps:
        yield "    return result"
    else:
        both = listed([call("Command", update="result"), told])
        yield from lines("return ", both, indent=4)


def _jumps(node: InlineNode, scope: Scope) -> Iterator[str]:
    """The lines that say where a node goes besides its edges: `goto`."""
    script = scope.script
    goto: Source = "[]"
    if node.goto is not None:
        goto = call(script.use("jumps"), value(node.goto, scope))
    yield from lines("goto = ", goto, indent=4)
    if node.send is None:
        return
    script.take("langgraph.types", "Send")
    to, each = value(node.send.to, scope), value(node.send.each, scope)
    item = "item" if node.send.name is None else f"{{{text(node.send.name)}: item}}"
    yield from lines("items = ", each, indent=4)
    yield f"    goto += [Send({flat(to)}, {item}) for item in items]"


def _questions(node: InlineNode, scope: Scope) -> tuple[list[str], dict[str, str]]:
    """The lines that ask, and what the answers are called then."""
    if not node.interrupts:
        return [], {}
    script = scope.script
    script.take("langgraph.types", "interrupt")
    used = _names(node)
    names = {**scope.names, "state": "state[]"}
    if len(node.interrupts) == 1 and "answers" not in used:
        inner = Scope(script=script, names=names)
        asked = call("interrupt", value(node.interrupts[0], inner))
        if "answer" not in used:
            return list(lines("", asked, indent=4)), {}
        return list(lines("answer = ", asked, indent=4)), {"answer": "answer"}
    heard = {"answers": "answers", "answer": "answers[-1]"}
    inner = Scope(script=script, names={**names, **heard})
    return ["    answers = []", *_in_turn(node, inner)], heard


def _in_turn(node: InlineNode, scope: Scope) -> Iterator[str]:
    """Several questions, one after another."""
    for question in node.interrupts:
        asked = call("interrupt", value(question, scope))
        if len(flat(asked)) < 60:
            yield from lines("answers.append(", asked, ")", indent=4)
        else:
            yield from lines("answer = ", asked, indent=4)
            yield "    answers.append(answer)"


def _names(node: InlineNode) -> set[str]:
    """The names that a node's templates use."""
    sent = [node.send.to, node.send.each] if node.send else []
    own = [node.returns, node.update, node.goto, *sent]
    written = [*node.interrupts, *own, node.raises.message if node.raises else None]
    found = [part.data for part in written if part is not None]
    return {name for part in found for _, each in texts(part) for name in names_of(each)}


def _raises(node: InlineNode, scope: Scope, path: str) -> Iterator[str]:
    raises, script = node.raises, scope.script
    if raises is None:
        return
    kind = script.exception(raises.type)
    message = data(raises.message.data, scope)
    if not isinstance(raises.message.data, str):
        message = call("str", message)
    if raises.times is None:
        yield from lines("raise ", call(kind, message), indent=4)
        return
    script.take("collections", "Counter")
    yield f"    RAISED[{text(path)}] += 1"
    yield f"    if RAISED[{text(path)}] <= {raises.times}:"
    yield from lines("raise ", call(kind, message), indent=8)


def retry_policy(retry: InlineRetry, scope: Scope) -> Source:
    """What LangGraph is told of a node's retries."""
    script = scope.script
    kinds = [script.exception(name) for name in retry.retry_on]
    told = "Exception" if not kinds else kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
    return call(
        script.take("langgraph.types", "RetryPolicy"),
        max_attempts=str(retry.max_attempts),
        retry_on=told,
        initial_interval=str(retry.initial_interval),
        backoff_factor=str(retry.backoff_factor),
        max_interval=str(retry.max_interval),
        jitter=str(retry.jitter),
    )
