"""A chat whose answers depend on its mood, which each call says: answers that can differ."""

from typing import TypedDict

from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.runtime import Runtime


class Mood(TypedDict):
    """What each call says of itself."""

    mood: str


def speak(state: MessagesState, runtime: Runtime[Mood]):
    asked = state["messages"][-1].text
    return {"messages": [AIMessage(f"{asked}, she said, {runtime.context['mood']}.")]}


builder = StateGraph(MessagesState, context_schema=Mood)
builder.add_node("speak", speak)
builder.add_edge(START, "speak")
builder.add_edge("speak", END)
graph = builder.compile()
