"""A diary: every entry is kept for its thread, and for no other."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph


class Diary(TypedDict, total=False):
    """What was written so far."""

    entry: str
    entries: Annotated[list[str], operator.add]


def write(state: Diary):
    return {"entries": [state["entry"]]}


builder = StateGraph(Diary)
builder.add_node("write", write)
builder.add_edge(START, "write")
builder.add_edge("write", END)
graph = builder.compile()
