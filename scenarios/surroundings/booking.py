"""A trip is booked: its price comes over HTTP, its number from chance, its date from a clock."""

import random
import uuid
from datetime import UTC, datetime
from typing import TypedDict

import httpx
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

PRICES = "http://prices.example/v1/quotes"


class Trip(TypedDict, total=False):
    """What is known of it."""

    to: str
    price: int
    booking: dict
    status: str


def quote(state: Trip) -> Trip:
    asked = {"to": state["to"], "request_id": str(uuid.uuid4())}
    answer = httpx.post(PRICES, json=asked, headers={"Authorization": "Bearer of-the-shop"})
    return {"price": answer.raise_for_status().json()["price"]}


def approve(state: Trip) -> Trip:
    approved = interrupt({"question": f"Book {state['to']} for {state['price']}?"})
    return {"status": "approved" if approved else "rejected"}


def book(state: Trip) -> Trip:
    if state["status"] == "rejected":
        return {}
    booking = {
        "id": str(uuid.uuid4()),
        "seat": random.choice(["window", "aisle"]),  # noqa: S311  # no secret
        "date": datetime.now(UTC).date().isoformat(),
    }
    return {"booking": booking}


builder = StateGraph(Trip)
builder.add_node("quote", quote)
builder.add_node("approve", approve)
builder.add_node("book", book)
builder.add_edge(START, "quote")
builder.add_edge("quote", "approve")
builder.add_edge("approve", "book")
graph = builder.compile()
