"""Functions that build a graph, as applications and langgraph.json have them."""

from contextlib import asynccontextmanager
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class Note(TypedDict, total=False):
    """A note and who signed it."""

    text: str
    signed: str


def _graph(signature: str):
    async def sign(state: Note):
        return {"signed": f"{state['text']} -- {signature}"}

    builder = StateGraph(Note)
    builder.add_node("sign", sign)
    builder.add_edge(START, "sign")
    builder.add_edge("sign", END)
    return builder.compile()


async def build(signature: str = "nobody"):
    """Build a graph in an event loop."""
    return _graph(signature)


@asynccontextmanager
async def opened():
    """Open what the graph needs, and close it afterwards."""
    yield _graph("the office")
