"""An order desk as applications are written: everything is made when it is imported."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy, interrupt

FREE_BELOW = 20
PATIENT = RetryPolicy(initial_interval=0.01, retry_on=TimeoutError)


class Carrier:
    """A client of a service that is never reached while testing."""

    def __init__(self, url):
        self.url = url

    def quote(self, order, *, express=False):
        """What it costs."""
        raise RuntimeError(f"no network: {self.url}/quote")

    async def send(self, order, to):
        """Where the parcel is."""
        raise RuntimeError(f"no network: {self.url}/send")


def get_order(number):
    """The order as the database has it."""
    raise RuntimeError("no network")


carrier = Carrier("https://carrier.example")


class Desk(TypedDict, total=False):
    """What is known of an order."""

    number: int
    order: dict
    price: int
    log: Annotated[list, operator.add]


def look_up(state):
    return {"order": get_order(state["number"])}


def price(state):
    value = state["order"]["value"]
    return {"price": 0 if value < FREE_BELOW else carrier.quote(state["number"], express=True)}


async def ship(state):
    if not interrupt({"ship": state["number"], "price": state["price"]}):
        return {"log": ["cancelled"]}
    return {"log": [await carrier.send(state["number"], to=state["order"]["to"])]}


graph = (
    StateGraph(Desk)
    .add_node(look_up)
    .add_node("quote", price, retry_policy=PATIENT)
    .add_node(ship)
    .add_edge(START, "look_up")
    .add_edge("look_up", "quote")
    .add_edge("quote", "ship")
    .compile()
)
