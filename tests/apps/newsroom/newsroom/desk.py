"""A supervisor that sends work to two agents, and asks a human before anything is printed."""

from typing import Literal

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import tool
from langgraph.graph import END, MessagesState, StateGraph
from langgraph.types import Command, interrupt
from pydantic import BaseModel

from newsroom.models import models


class Route(BaseModel):
    """Who works next."""

    next: Literal["researcher", "writer", "editor"]
    reason: str


@tool
def archive(topic: str) -> str:
    """Search the archive."""
    return f"In 1958, {topic} was news."


router = models.careful.with_structured_output(Route).with_retry(stop_after_attempt=2)
researcher = create_agent(models.chat, tools=[archive], name="researcher")
writer = create_agent(models.chat, tools=[], system_prompt="Write one sentence.", name="writer")


def supervisor(state: MessagesState) -> Command:
    route = router.invoke([SystemMessage("You lead a newsroom."), *state["messages"]])
    return Command(goto=route.next)


def editor(state: MessagesState) -> Command:
    verdict = interrupt({"print": state["messages"][-1].text})
    if verdict == "print":
        return Command(goto=END)
    return Command(goto="supervisor", update={"messages": [HumanMessage(f"Editor: {verdict}")]})


async def make_graph() -> StateGraph:
    graph = StateGraph(MessagesState)
    graph.add_node("supervisor", supervisor, destinations=("researcher", "writer", "editor"))
    graph.add_node("researcher", researcher)
    graph.add_node("writer", writer)
    graph.add_node("editor", editor, destinations=("supervisor", END))
    graph.add_edge("__start__", "supervisor")
    graph.add_edge("researcher", "supervisor")
    graph.add_edge("writer", "supervisor")
    return graph
