"""A text is drafted, approved by somebody, and published; three ways to stop for the approval."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Text(TypedDict, total=False):
    """A text on its way to the public."""

    task: str
    draft: str
    approved: bool
    notes: str
    status: str
    final: str
    reason: str


def draft_node(state: Text):
    return {"draft": f"Some words about {state['task']}"}


def approval_node(state: Text):
    """Publish, unless somebody has said no in the state."""
    if state.get("approved", True):
        return {"status": "approved", "final": state["draft"]}
    return {"status": "rejected", "reason": state.get("notes", "no reason given")}


def ask_node(state: Text):
    """Ask somebody, and do as they say."""
    approval = interrupt({"draft": state["draft"], "message": "Please review"})
    if approval.get("approved"):
        return {"status": "approved", "final": state["draft"]}
    return {"status": "rejected", "reason": approval.get("reason")}


def _build(approve):
    builder = StateGraph(Text)
    builder.add_node("draft_node", draft_node)
    builder.add_node("approval_node", approve)
    builder.add_edge(START, "draft_node")
    builder.add_edge("draft_node", "approval_node")
    builder.add_edge("approval_node", END)
    return builder


builder = _build(approval_node)
reviewed = builder.compile(interrupt_after=["draft_node"])
asking = _build(ask_node).compile()
