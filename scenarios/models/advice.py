"""Two nodes that ask one model, which whoever makes the graph brings along."""

from typing import Literal

from langchain_core.messages import SystemMessage
from langgraph.graph import MessagesState, StateGraph
from pydantic import BaseModel


class Mood(BaseModel):
    """How the user feels."""

    mood: Literal["glad", "angry"]


class State(MessagesState):
    """The conversation, and how its user feels."""

    mood: str


def build(model, backup):
    """The graph, with a model that listens and advises, and one for when it cannot."""
    listener = model.with_structured_output(Mood)
    adviser = model.with_fallbacks([backup])

    def listen(state: State):
        return {"mood": listener.invoke(state["messages"]).mood}

    async def advise(state: State):
        polite = SystemMessage("Be polite." if state["mood"] == "angry" else "Be brief.")
        return {"messages": [await adviser.ainvoke([polite, *state["messages"]])]}

    return StateGraph(State).add_sequence([listen, advise]).add_edge("__start__", "listen")
