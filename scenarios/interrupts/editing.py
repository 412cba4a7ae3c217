"""An editor asks twice in one node: for changes, and for the final word."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Draft(TypedDict, total=False):
    """A draft and what became of it."""

    draft: str
    final: str


def review_node(state: Draft):
    changes = interrupt({"step": "review", "draft": state["draft"]})
    updated = changes["edits"]
    approval = interrupt({"step": "approve", "updated": updated})
    return {"final": updated if approval["approved"] else state["draft"]}


builder = StateGraph(Draft)
builder.add_node("review_node", review_node)
builder.add_edge(START, "review_node")
builder.add_edge("review_node", END)
graph = builder.compile()
