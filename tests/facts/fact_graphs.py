"""Small graphs and savers that the facts are shown on."""

import importlib.metadata
import operator
import sqlite3
from typing import Annotated, TypedDict

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from packaging.version import Version

THREAD = {"configurable": {"thread_id": "t"}}


def since(version, before):
    """A fact of newer releases only; `before` says what older ones do."""
    older = Version(importlib.metadata.version("langgraph")) < Version(version)
    return pytest.mark.skipif(older, reason=f"before {version}: {before}")


class Log(TypedDict, total=False):
    log: Annotated[list, operator.add]


def sqlite_saver(path=":memory:"):
    return SqliteSaver(sqlite3.connect(path, check_same_thread=False))


def copy_of(saver):
    """The whole storage as it stands now, by SQLite's own backup."""
    twin = sqlite_saver()
    saver.setup()
    saver.conn.backup(twin.conn)
    return twin


def say(word):
    def node(state):
        return {"log": [word]}

    return node


def ask(*questions, then=None):
    """A node that asks each question in turn, and logs the answers."""

    def node(state):
        answers = [interrupt(question) for question in questions]
        if then is not None:
            then(answers)
        return {"log": [dict(zip(questions, answers, strict=True))]}

    return node


def line(*steps, **options):
    """A graph of (name, node) pairs, one after the other."""
    builder = StateGraph(Log)
    before = START
    for name, node in steps:
        builder.add_node(name, node)
        builder.add_edge(before, name)
        before = name
    builder.add_edge(before, END)
    return builder.compile(**options)


def fan(*nodes, **options):
    """A graph of (name, node) pairs that run side by side, and a last node `join`."""
    builder = StateGraph(Log)
    builder.add_node("join", say("join"))
    for name, node in nodes:
        builder.add_node(name, node)
        builder.add_edge(START, name)
    builder.add_edge([name for name, _ in nodes], "join")
    return builder.compile(**options)


def chat(saver):
    """The forum's loop: the agent repeats what it heard last, the human is asked again."""

    def agent(state):
        return {"log": [f"agent got {state['log'][-1]}"]}

    def human(state):
        return {"log": [interrupt("next?")]}

    builder = StateGraph(Log)
    builder.add_node("agent", agent)
    builder.add_node("human", human)
    builder.add_edge(START, "agent")
    builder.add_edge("agent", "human")
    builder.add_edge("human", "agent")
    return builder.compile(checkpointer=saver)


def ids(graph, config=THREAD):
    """The pending interrupts' ids by the node's name."""
    return {t.name: t.interrupts[0].id for t in graph.get_state(config).tasks if t.interrupts}
