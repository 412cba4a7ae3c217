"""Graphs of every shape that conversations travel in. Each writes down what it was told, so
that its values alone tell a right answer from a wrong one."""

import operator
from typing import Annotated, TypedDict

from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt


class Log(TypedDict, total=False):
    """What was said, in order."""

    log: Annotated[list, operator.add]


class Said(TypedDict, total=False):
    """What each node was told; merged, so that a subgraph may hand it back whole."""

    said: Annotated[dict, operator.or_]


def ask(*questions):
    """A node that asks in turn, and logs the answers as one entry."""

    def node(state):
        return {"log": [[interrupt(question) for question in questions]]}

    return node


def say(word):
    """A node that logs a word."""

    def node(state):
        return {"log": [word]}

    return node


def told(name):
    """A node of a subgraph: asks `NAME?` and keeps the answer under its name."""

    def node(state):
        return {"said": {name: interrupt(f"{name}?")}}

    return node


def chain(schema, **nodes):
    """Nodes one after the other."""
    builder = StateGraph(schema)
    before = START
    for name, node in nodes.items():
        builder.add_node(name, node)
        builder.add_edge(before, name)
        before = name
    return builder


def loop():
    """An agent that repeats the last word, a human who is asked how often they were asked."""

    def agent(state):
        return {"log": [f"you said {state['log'][-1]}"]}

    def human(state):
        return {"log": [interrupt({"said": len(state["log"])})]}

    builder = chain(Log, agent=agent, human=human)
    builder.add_edge("human", "agent")
    return builder


def two():
    """Two questions in one node."""
    return chain(Log, form=ask("name?", "age?"), done=say("done"))


def side():
    """Two nodes that ask and one that does not, side by side."""
    builder = StateGraph(Log)
    for name, node in {"left": ask("left?"), "quick": say("quick"), "right": ask("right?")}.items():
        builder.add_node(name, node)
        builder.add_edge(START, name)
    builder.add_node("join", say("joined"))
    builder.add_edge(["left", "quick", "right"], "join")
    return builder


def fan():
    """One worker for each of two items, each asking."""

    def worker(state):
        return {"log": [[state["item"], interrupt(f"item {state['item']}?")]]}

    builder = chain(Log, plan=say("planned"))
    builder.add_node("worker", worker)
    builder.add_node("gather", say("gathered"))
    builder.add_conditional_edges(
        "plan", lambda state: [Send("worker", {"item": n}) for n in "ab"], ["worker"]
    )
    builder.add_edge("worker", "gather")
    return builder


def team(keeps=None):
    """A subgraph that asks twice, in two nodes."""
    inner = chain(Said, first=told("first"), second=told("second")).compile(checkpointer=keeps)
    return chain(Said, team=inner, done=lambda state: {"said": {"done": True}})


def once(keeps=None):
    """A subgraph that asks once."""
    inner = chain(Said, first=told("first")).compile(checkpointer=keeps)
    return chain(Said, team=inner, done=lambda state: {"said": {"done": True}})


def deep(keeps=None):
    """A question three graphs deep, and one more in the middle one."""
    inner = chain(Said, ask=told("ask")).compile(checkpointer=keeps)
    middle = chain(Said, inner=inner, more=told("more")).compile(checkpointer=keeps)
    outer = chain(Said, middle=middle).compile(checkpointer=keeps)
    return chain(Said, outer=outer, done=lambda state: {"said": {"done": True}})


def by_hand():
    """A node that calls a graph itself."""
    inner = chain(Said, first=told("first"), second=told("second")).compile()

    def caller(state):
        return {"said": inner.invoke({"said": {}})["said"]}

    return chain(Said, caller=caller, done=lambda state: {"said": {"done": True}})


def choice():
    """A reviewer: `yes` publishes, anything else is revised and asked again."""
    builder = chain(Log, review=ask("ok?"))
    builder.add_node("publish", say("published"))
    builder.add_node("revise", say("revised"))
    builder.add_conditional_edges(
        "review",
        lambda state: "publish" if state["log"][-1] == ["yes"] else "revise",
        ["publish", "revise"],
    )
    builder.add_edge("revise", "review")
    return builder


def fragile():
    """A node that raises after an answer it cannot use."""

    def parse(state):
        return {"log": [int(interrupt("how many?"))]}

    return chain(Log, parse=parse, done=say("done"))


def plain():
    """Three nodes that ask nothing."""
    return chain(Log, draft=say("draft"), review=say("reviewed"), ship=say("shipped"))


@task
def ask_name():
    """A task that asks."""
    return interrupt("name?")


@entrypoint()
def booking(place):
    """A functional graph: a task that asks, then a question of its own."""
    name = ask_name().result()
    return f"{name} to {place}, {interrupt('sure?')}"


def calls():
    """A node that calls one subgraph itself, twice."""
    child = chain(Log, first=ask("first?"), second=ask("second?")).compile()

    def call(state):
        return {"log": [child.invoke({"log": []})["log"] for _ in range(2)]}

    return chain(Log, call=call)


@task
def spelt(place):
    """A task that asks nothing."""
    return place.upper()


@entrypoint()
def trip(place):
    """As `booking`, after a task that is done by then."""
    place = spelt(place).result()
    name = ask_name().result()
    return interrupt(f"{name} to {place}, sure?")


@task
def ask_one(item):
    """A task that asks about an item."""
    return interrupt(f"{item}?")


@entrypoint()
def errands(items):
    """Two tasks that ask side by side."""
    asked = [ask_one(item) for item in items]
    return [each.result() for each in asked]


@entrypoint()
def errand_by_errand(items):
    """Tasks that ask one after the other."""
    return [ask_one(item).result() for item in items]


class Seen(Said, total=False):
    """A subgraph's own memory: how often it has been called."""

    calls: Annotated[list, operator.add]


def remembers():
    """A subgraph with a memory, called again for each turn: it counts its calls."""

    def note(state):
        return {"calls": ["called"]}

    def clerk(state):
        return {"said": {f"call {len(state['calls'])}": interrupt("and?")}}

    inner = chain(Seen, note=note, clerk=clerk).compile(checkpointer=True)
    builder = chain(Said, office=inner)
    builder.add_edge("office", "office")
    return builder
