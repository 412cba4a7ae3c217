"""A guest's wishes, remembered from one conversation to the next in the graph's store."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore
from langgraph.types import interrupt


class Visit(TypedDict, total=False):
    """Who comes, and what they drink."""

    guest: str
    drink: str


def ask(state: Visit, *, store: BaseStore):
    known = store.get(("guests", state["guest"]), "drink")
    return {"drink": known.value["name"] if known else interrupt("What would you like?")}


async def remember(state: Visit, *, store: BaseStore):
    await store.aput(("guests", state["guest"]), "drink", {"name": state["drink"]})
    return {}


builder = StateGraph(Visit)
builder.add_node("ask", ask)
builder.add_node("remember", remember)
builder.add_edge(START, "ask")
builder.add_edge("ask", "remember")
builder.add_edge("remember", END)

store = InMemoryStore()
store.put(("guests", "Grace"), "drink", {"name": "coffee"})
graph = builder.compile(store=store)
