"""A deployed graph: named in langgraph.json, which also sets its environment."""

import os
from typing import TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph


class Greeting(TypedDict, total=False):
    """Who is greeted, and how."""

    name: str
    greeting: str


def greet(state: Greeting):
    return {"greeting": f"{os.environ['GREETING']}, {state['name']}"}


def make_graph(config: RunnableConfig):
    """Build the graph, as the server would for each run."""
    builder = StateGraph(Greeting)
    builder.add_node("greet", greet)
    builder.add_edge(START, "greet")
    builder.add_edge("greet", END)
    return builder.compile()
