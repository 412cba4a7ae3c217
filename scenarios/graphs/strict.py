"""A graph that refuses what it cannot do."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class OverdrawnError(ValueError):
    """There is not enough money."""


class Account(TypedDict, total=False):
    """An account and what is to be taken from it."""

    balance: int
    amount: int


def withdraw(state: Account):
    left = state["balance"] - state["amount"]
    if left < 0:
        raise OverdrawnError(f"{-left} short")
    return {"balance": left}


builder = StateGraph(Account)
builder.add_node("withdraw", withdraw)
builder.add_edge(START, "withdraw")
builder.add_edge("withdraw", END)
graph = builder.compile()
