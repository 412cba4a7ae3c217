"""A shop whose checkout is a graph of its own, and stops to ask for the address and the payment."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Order(TypedDict, total=False):
    """An order on its way."""

    item: str
    price: int
    address: str
    paid: bool
    receipt: str


def quote(state: Order):
    return {"price": 10 * len(state["item"])}


def ask_address(state: Order):
    return {"address": interrupt(f"Where shall the {state['item']} go?")}


def ask_payment(state: Order):
    return {"paid": interrupt({"ask": "Pay now?", "price": state["price"]})}


def close(state: Order):
    verb = "paid" if state["paid"] else "open"
    return {"receipt": f"{state['item']} to {state['address']}: {state['price']} {verb}"}


checkout_builder = StateGraph(Order)
for node in (quote, ask_address, ask_payment):
    checkout_builder.add_node(node)
checkout_builder.add_edge(START, "quote")
checkout_builder.add_edge("quote", "ask_address")
checkout_builder.add_edge("ask_address", "ask_payment")
checkout_builder.add_edge("ask_payment", END)

shop_builder = StateGraph(Order)
shop_builder.add_node("checkout", checkout_builder.compile())
shop_builder.add_node("close", close)
shop_builder.add_edge(START, "checkout")
shop_builder.add_edge("checkout", "close")
shop_builder.add_edge("close", END)
graph = shop_builder.compile()
