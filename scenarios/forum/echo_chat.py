"""The forum's chat: an agent that repeats what it received, and a human who is asked for more."""

from typing import Annotated, TypedDict

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import interrupt


class Chat(TypedDict):
    """What the conversation remembers."""

    messages: Annotated[list[AnyMessage], add_messages]
    turn_count: int


def agent(state: Chat):
    received = state["messages"][-1].content
    turn = state["turn_count"]
    reply = AIMessage(f'I received: "{received}". This is turn {turn}.')
    return {"messages": [reply], "turn_count": turn + 1}


def human(state: Chat):
    answer = interrupt("Waiting for human input...")
    return {"messages": [answer]}


builder = StateGraph(Chat)
builder.add_node("agent", agent)
builder.add_node("human", human)
builder.add_edge(START, "agent")
builder.add_edge("agent", "human")
builder.add_edge("human", "agent")
graph = builder.compile()
