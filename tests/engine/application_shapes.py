"""Applications in shapes that people write: what they give back, what is kept where."""

import itertools
import operator
from typing import Annotated, TypedDict

from langgraph.cache.memory import InMemoryCache
from langgraph.graph import START, StateGraph
from langgraph.types import CachePolicy, interrupt


class Asked(TypedDict):
    """What comes in."""

    topic: str


class Answered(TypedDict):
    """What goes out."""

    text: str


class Whole(Asked, Answered):
    """What is known in between."""

    notes: Annotated[list, operator.add]


def schemas():
    """A graph that gives back less than its state."""
    builder = StateGraph(Whole, input_schema=Asked, output_schema=Answered)
    builder.add_node("note", lambda state: {"notes": [state["topic"]]})
    builder.add_node("ask", lambda state: {"text": f"{interrupt('how?')} {state['topic']}"})
    builder.add_edge(START, "note")
    builder.add_edge("note", "ask")
    return builder


class Told(TypedDict, total=False):
    """What was told, in order."""

    log: Annotated[list, operator.add]


def _asking(*nodes):
    builder = StateGraph(Told)
    before = START
    for name, node in [("ask", lambda state: {"log": [interrupt("which?")]}), *nodes]:
        builder.add_node(name, node)
        builder.add_edge(before, name)
        before = name
    return builder


_kept = {}


def _keep(state):
    return {"log": [_kept.setdefault("first", state["log"][-1])]}


def keeping():
    """Keeps the first answer for as long as its process lives."""
    return _asking(("keep", _keep))


def caching():
    """A node whose result is kept whatever it is told."""
    builder = _asking(("keep", lambda state: {"log": [f"kept {state['log'][-1]}"]}))
    builder.nodes["keep"].cache_policy = CachePolicy(key_func=lambda state: "key")
    return builder.compile(cache=InMemoryCache())


def handling():
    """A node that fails, and what asks in its place."""

    def fail(state):
        raise ValueError("gone wrong")

    def mend(state):
        return {"log": [f"mended {interrupt('how?')}"]}

    builder = StateGraph(Told)
    builder.add_node("fail", fail, error_handler=mend)
    builder.add_edge(START, "fail")
    return builder


def remembering():
    """A subgraph that keeps its state from call to call."""
    child = _asking(("again", lambda state: {"log": [interrupt("again?")]}))
    builder = StateGraph(Told)
    builder.add_node("child", child.compile(checkpointer=True))
    builder.add_edge(START, "child")
    return builder


def counting():
    """A subgraph that says something else each time it is started."""
    count = itertools.count()

    def again(state):
        return {"log": [interrupt("again?")]}

    child = _asking(("count", lambda state: {"log": [next(count)]}), ("again", again))
    builder = StateGraph(Told)
    builder.add_node("child", child.compile())
    builder.add_edge(START, "child")
    return builder
