"""Graphs of any shape, from plain data: what the random conversations are held with.

A shape is a list of parts, one after the other: `{"say": word}`, `{"ask": how often}`,
`{"side": [part, ...]}` for nodes side by side, `{"sub": shape, "keeps": bool}` for a subgraph
(`keeps`: compiled with `checkpointer=True`). Each body that starts notes its path in `STARTED`;
some are in the event loop, others in a thread.
"""

from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

STARTED = []


def _joined(said, more):
    """LangGraph looks at a reducer's parameters, which takes it long where they are C's."""
    return said + more


class Log(TypedDict, total=False):
    """What was said and answered, in order."""

    log: Annotated[list, _joined]


def build(shape):
    """The graph of a shape, not compiled."""
    return _builder(shape, ())


def _builder(shape, way):
    builder = StateGraph(Log)
    before = [START]
    for number, part in enumerate(shape):
        named = _named(number, part)
        for name, side in named:
            builder.add_node(name, _node(side, (*way, name)))
            builder.add_edge(before if len(before) > 1 else before[0], name)
        before = [name for name, _ in named]
    builder.add_edge(before if len(before) > 1 else before[0], END)
    return builder


def subgraphs(shape, way=()):
    """The paths of the nodes that are subgraphs."""
    for number, part in enumerate(shape):
        for name, side in _named(number, part):
            if "sub" in side:
                yield "/".join((*way, name))
                yield from subgraphs(side["sub"], (*way, name))


def _named(number, part):
    """The nodes of a part, which may stand side by side."""
    if "side" not in part:
        return [(f"n{number}", part)]
    return [(f"n{number}{'abc'[each]}", side) for each, side in enumerate(part["side"])]


def _node(part, way):
    match part:
        case {"say": word}:
            return _say(word, "/".join(way))
        case {"ask": count}:
            return _ask(count, "/".join(way))
        case {"sub": shape, "keeps": keeps}:
            return _builder(shape, way).compile(checkpointer=keeps or None)


def _say(word, path):
    async def say(state):
        STARTED.append(path)
        return {"log": [word]}

    return say


def _ask(count, path):
    def ask(state):
        STARTED.append(path)
        said = len(state.get("log", []))
        return {"log": [[path, interrupt({"nth": nth, "said": said})] for nth in range(count)]}

    async def ask_in_the_loop(state):
        return ask(state)

    return ask_in_the_loop if "n0" in path else ask
