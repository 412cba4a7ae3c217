"""A graph that is told by its caller, not by its state, for whom it works."""

from dataclasses import dataclass
from typing import TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime


@dataclass
class User:
    """Who asks."""

    name: str
    language: str = "en"


class Greeting(TypedDict, total=False):
    """What is said."""

    greeting: str


def greet(state: Greeting, config: RunnableConfig, runtime: Runtime[User]):
    word = {"en": "Hello", "it": "Ciao"}[runtime.context.language]
    tenant = config["configurable"].get("tenant", "nowhere")
    return {"greeting": f"{word} {runtime.context.name} of {tenant}"}


builder = StateGraph(Greeting, context_schema=User)
builder.add_node("greet", greet)
builder.add_edge(START, "greet")
builder.add_edge("greet", END)
graph = builder.compile()
