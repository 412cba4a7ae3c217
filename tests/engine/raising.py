"""Graphs that raise what few people think of."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, RetryPolicy, interrupt


class State(TypedDict, total=False):
    """What was noted."""

    log: Annotated[list, operator.add]
    n: int
    thing: object


class Weird(BaseException):
    """As `pytest.fail` raises one: no Exception."""


def _one(body, **options):
    builder = StateGraph(State)
    builder.add_node("work", body, **options)
    builder.add_edge(START, "work")
    return builder


def _raising(error):
    def work(state):
        raise error

    return _one(work)


def weird():
    return _raising(Weird("odd"))


def group():
    return _raising(ExceptionGroup("several", [ValueError("a"), KeyError("b")]))


def silent():
    return _raising(ValueError())


def late():
    async def work(state):
        raise TimeoutError("mine")

    return _one(work)


def deep():
    def work(state):
        return work(state)

    return _one(work)


def unstorable():
    return _one(lambda state: {"thing": lambda: 1})


def flaky_ask():
    """Raises twice after it was answered, and is tried again."""
    tries = []

    def work(state):
        answer = interrupt("?")
        tries.append(answer)
        if len(tries) < 3:
            raise ConnectionError("again")
        return {"log": [answer]}

    return _one(work, retry_policy=RetryPolicy(initial_interval=0.001, jitter=False))


def asking_and_raising():
    def ask(state):
        return {"log": [interrupt("?")]}

    def boom(state):
        if state.get("n", 0) < 5:
            raise ValueError("boom")
        return {"log": ["well"]}

    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_node("boom", boom)
    builder.add_edge(START, "ask")
    builder.add_edge(START, "boom")
    return builder


def asking_until_stop():
    def ask(state):
        answer = interrupt({"n": state.get("n", 0)})
        onward = END if answer == "stop" else "ask"
        return Command(goto=onward, update={"log": [answer], "n": state.get("n", 0) + 1})

    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    return builder
