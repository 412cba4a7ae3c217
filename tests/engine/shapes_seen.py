"""Graphs whose bodies are counted: retries, Send, subgraphs of each kind, tasks, a goto."""

import operator
from typing import Annotated, TypedDict

from langgraph.func import entrypoint, task
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, RetryPolicy, Send, interrupt


class State(TypedDict, total=False):
    """What was noted, by whom."""

    log: Annotated[list, operator.add]


def note(name):
    def body(state):
        return {"log": [name]}

    return body


def ask(question):
    def body(state):
        return {"log": [interrupt(question)]}

    return body


def line(*nodes, **compiled):
    builder = StateGraph(State)
    last = START
    for name, body in nodes:
        builder.add_node(name, body)
        builder.add_edge(last, name)
        last = name
    builder.add_edge(last, END)
    return builder.compile(**compiled)


def retrying():
    tries = []

    def flaky(state):
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("again")
        return {"log": ["flaky"]}

    policy = RetryPolicy(max_attempts=3, initial_interval=0.001, jitter=False)
    builder = StateGraph(State)
    builder.add_node("flaky", flaky, retry_policy=policy)
    builder.add_edge(START, "flaky")
    return builder


def sending():
    builder = StateGraph(State)
    builder.add_node("plan", note("plan"))
    builder.add_node("worker", lambda item: {"log": [item["item"]]})
    builder.add_conditional_edges(
        "plan", lambda state: [Send("worker", {"item": n}) for n in range(3)], ["worker"]
    )
    builder.add_edge(START, "plan")
    return builder


def asking_workers():
    builder = StateGraph(State)
    builder.add_node("worker", lambda item: {"log": [f"{item['n']} {interrupt(item['n'])}"]})
    builder.add_conditional_edges(
        START, lambda state: [Send("worker", {"n": n}) for n in range(3)], ["worker"]
    )
    return builder


def team(checkpointer):
    child = line(("before", note("before")), ("ask", ask("ok?")), ("after", note("after")),
                 checkpointer=checkpointer)  # fmt: skip
    return line(("team", child), ("end", note("end")))


def team_none():
    return team(None)


def team_true():
    return team(True)


def team_false():
    return team(False)


def same_names():
    """A subgraph whose graph and node bear the name of the node they are in."""
    child = line(("team", note("inner")), name="team")
    return line(("team", child))


def nested():
    inner = line(("deep", ask("deep?")))
    middle = line(("low", inner), ("mid", note("mid")))
    return line(("top", middle))


def asking_twice_inside(checkpointer):
    """Two subgraphs deep, and two questions of one node."""

    def both(state):
        return {"log": [interrupt("one?"), interrupt("two?")]}

    inner = line(("first", note("first")), ("both", both), checkpointer=checkpointer)
    middle = line(("low", inner), ("mid", note("mid")))
    return line(("top", middle))


def unheard_inside():
    return asking_twice_inside(False)


def leaving():
    """A subgraph that is left for a node of the graph around it, after one or two answers."""

    def leave(state):
        answers = [interrupt("where?")]
        if answers[0] == "ask":
            answers.append(interrupt("really?"))
        return Command(graph=Command.PARENT, goto="end", update={"log": answers})

    child = line(("leave", leave))
    builder = StateGraph(State)
    builder.add_node("team", child, destinations=("end",))
    builder.add_node("end", note("end"))
    builder.add_edge(START, "team")
    return builder


def called_by_hand():
    child = line(("child", note("child")))

    def call(state):
        return child.invoke({"log": []})

    return line(("call", call))


def handing_over():
    def first(state):
        return Command(goto="third", update={"log": ["first"]})

    builder = StateGraph(State)
    builder.add_node("first", first, destinations=("second", "third"))
    builder.add_node("second", note("second"))
    builder.add_node("third", note("third"))
    builder.add_edge(START, "first")
    return builder


@task
def double(number):
    return 2 * number


@entrypoint()
def flow(numbers):
    futures = [double(number) for number in numbers]
    return {"log": [future.result() for future in futures]}


def mixed():
    """Sync and async nodes in one superstep."""

    async def wait(state):
        return {"log": ["async"]}

    builder = StateGraph(State)
    builder.add_node("wait", wait)
    builder.add_node("now", note("sync"))
    builder.add_edge(START, "wait")
    builder.add_edge(START, "now")
    return builder
