"""Applications in shapes that people write: what they give back, what is kept where."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class Asked(TypedDict):
    """What comes in."""

    topic: str


class Answered(TypedDict):
    """What goes out."""

    text: str


class Whole(Asked, Answered):
    """What is known in between."""

    notes: Annotated[list, operator.add]


def schemas():
    """A graph that gives back less than its state."""
    builder = StateGraph(Whole, input_schema=Asked, output_schema=Answered)
    builder.add_node("note", lambda state: {"notes": [state["topic"]]})
    builder.add_node("ask", lambda state: {"text": f"{interrupt('how?')} {state['topic']}"})
    builder.add_edge(START, "note")
    builder.add_edge("note", "ask")
    return builder
