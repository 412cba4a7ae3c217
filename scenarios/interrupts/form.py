"""A form that asks for an age and cannot live with anything that is not a number."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class Form(TypedDict, total=False):
    """What was filled in."""

    name: str
    age: int


def ask_age(state: Form):
    return {"age": int(interrupt(f"How old are you, {state['name']}?"))}


builder = StateGraph(Form)
builder.add_node("ask_age", ask_age)
builder.add_edge(START, "ask_age")
builder.add_edge("ask_age", END)
graph = builder.compile()
