"""Orders that wait for somebody to say yes. The customer is told of it since the last release.

`python orders.py` stores a thread as the release before left it: waiting.sqlite.
"""

import sqlite3
from pathlib import Path
from typing import TypedDict

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Order(TypedDict, total=False):
    """An order on its way."""

    item: str
    price: int
    status: str
    mail: str


def calculate(state: Order):
    return {"price": 10 * len(state["item"])}


def approve(state: Order):
    approved = interrupt({"send": state["item"], "price": state["price"]})
    return {"status": "sent" if approved else "refused"}


def tell(state: Order):
    return {"mail": f"Your {state['item']} was {state['status']}"}


before = StateGraph(Order)
before.add_node("calculate", calculate)
before.add_node("approve", approve)
before.add_edge(START, "calculate")
before.add_edge("calculate", "approve")

builder = StateGraph(Order)
builder.add_node("calculate", calculate)
builder.add_node("approve", approve)
builder.add_node("tell", tell)
builder.add_edge(START, "calculate")
builder.add_edge("calculate", "approve")
builder.add_edge("approve", "tell")
builder.add_edge("tell", END)
graph = builder.compile()


def store(path: Path):
    """One order that waits, in a new database of LangGraph."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False)
    app = before.compile(checkpointer=SqliteSaver(connection))
    app.invoke({"item": "teapot"}, {"configurable": {"thread_id": "order-7"}}, durability="sync")
    connection.execute("PRAGMA journal_mode = DELETE")  # one file, and no other beside it
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    store(Path(__file__).with_name("waiting.sqlite"))
