"""A shop that takes orders of those who know its key."""

import os
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Order(TypedDict, total=False):
    """What is ordered, with which key, and what became of it."""

    item: str
    header: str
    status: str


def ask(state: Order):
    return {"header": f"Bearer {interrupt('Your key?')}"}


def sell(state: Order):
    known = state["header"] == f"Bearer {os.environ['SHOP_KEY']}"
    return {"status": "sold" if known else "refused"}


builder = StateGraph(Order).add_node("ask", ask).add_node("sell", sell)
builder.add_edge(START, "ask").add_edge("ask", "sell").add_edge("sell", END)
graph = builder.compile()
