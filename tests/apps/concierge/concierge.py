"""A hotel's concierge: async all the way, and every word goes to the guest as it is said."""

import asyncio
from typing import Annotated, TypedDict

from langchain_core.runnables import RunnableConfig
from langchain_openai import ChatOpenAI
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import interrupt


class State(TypedDict, total=False):
    messages: Annotated[list, add_messages]
    sent: list[str]
    booked: bool


class GuestSocket:
    """What is open to the guest's browser."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, token: str) -> None:
        await asyncio.sleep(0)
        self.sent.append(token)


def make(socket_of=GuestSocket, model=ChatOpenAI(model="gpt-4o-mini", max_retries=0)):  # noqa: B008  # as people write it
    async def reply(state: State, config: RunnableConfig) -> State:
        socket, whole = socket_of(), None
        write = get_stream_writer()
        async for chunk in model.astream(state["messages"], config):
            if chunk.text:
                await socket.send(chunk.text)
                write({"token": chunk.text})
            whole = chunk if whole is None else whole + chunk
        return {"messages": [whole], "sent": socket.sent}

    async def ask(state: State) -> State:
        answer = interrupt({"book": state["messages"][-1].text})
        return {"booked": answer == "yes"}

    async def close(state: State) -> State:
        words = "Say that it is booked" if state["booked"] else "Say that it is not booked"
        said = await model.ainvoke([*state["messages"], ("user", words)])
        return {"messages": [said]}

    graph = StateGraph(State)
    graph.add_node("reply", reply)
    graph.add_node("ask", ask)
    graph.add_node("close", close)
    graph.add_edge(START, "reply")
    graph.add_edge("reply", "ask")
    graph.add_edge("ask", "close")
    graph.add_edge("close", END)
    return graph.compile()


DEFAULT_MODEL = make.__defaults__[1]
graph = make()
