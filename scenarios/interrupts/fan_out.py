"""A document is cut into parts, and each part gets a reader of its own, who asks about it."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send, interrupt


class Document(TypedDict, total=False):
    """The parts, and what their readers were told."""

    parts: list[str]
    notes: Annotated[list[str], operator.add]


class Part(TypedDict):
    """What one reader gets."""

    part: str


def hand_out(state: Document):
    return [Send("reader", {"part": part}) for part in state["parts"]]


def reader(given: Part):
    return {"notes": [f"{given['part']}: {interrupt({'read': given['part']})}"]}


builder = StateGraph(Document)
builder.add_node("reader", reader)
builder.add_conditional_edges(START, hand_out, ["reader"])
builder.add_edge("reader", END)
graph = builder.compile()
