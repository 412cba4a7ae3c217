"""A helper with a notebook of its own: a subgraph that remembers from call to call."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Errand(TypedDict, total=False):
    """What is asked of the helper, and what comes of it."""

    errand: str
    said: str
    report: str


class Notebook(TypedDict, total=False):
    """What the helper knows; `seen` is the helper's alone."""

    errand: str
    said: str
    seen: Annotated[list[str], operator.add]


def ask(state: Notebook):
    said = interrupt({"about": state["errand"], "seen": state.get("seen", [])})
    return {"said": said, "seen": [state["errand"]]}


def close(state: Errand):
    return {"report": f"{state['errand']}: {state['said']}"}


helper_builder = StateGraph(Notebook)
helper_builder.add_node("ask", ask)
helper_builder.add_edge(START, "ask")
helper_builder.add_edge("ask", END)

builder = StateGraph(Errand)
builder.add_node("helper", helper_builder.compile(checkpointer=True))
builder.add_node("close", close)
builder.add_edge(START, "helper")
builder.add_edge("helper", "close")
builder.add_edge("close", END)
graph = builder.compile()
