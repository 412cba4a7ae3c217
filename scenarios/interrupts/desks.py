"""A contract goes to two desks at once while a clerk files it; each desk has its question."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Contract(TypedDict, total=False):
    """A contract and what the desks say of it."""

    title: str
    opinions: Annotated[list[str], operator.add]
    filed: Annotated[int, operator.add]
    signed: bool


def legal(state: Contract):
    return {"opinions": [f"legal: {interrupt('Is it lawful?')}"]}


def finance(state: Contract):
    return {"opinions": [f"finance: {interrupt('Can we pay?')}"]}


def clerk(state: Contract):
    return {"filed": 1}


def sign(state: Contract):
    return {"signed": all(opinion.endswith("yes") for opinion in state["opinions"])}


builder = StateGraph(Contract)
for node in (legal, finance, clerk, sign):
    builder.add_node(node)
for desk in ("legal", "finance", "clerk"):
    builder.add_edge(START, desk)
builder.add_edge(["legal", "finance", "clerk"], "sign")
builder.add_edge("sign", END)
graph = builder.compile()
