"""A kitchen that tells how far it is, and a waiter whose words arrive one by one."""

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt


class Order(MessagesState):
    """What was said, and how many cups are asked for."""

    cups: int


def brew(state: Order):
    tell = get_stream_writer()
    for cup in range(1, state["cups"] + 1):
        tell({"cups": cup})
    return {}


async def serve(state: Order):
    words = AIMessage(f"Here you are: {state['cups']} cups")
    model = GenericFakeChatModel(messages=iter([words]))
    return {"messages": [await model.ainvoke(state["messages"])]}


def more(state: Order):
    cups = interrupt("How many more?")
    return {"cups": cups}


kitchen = StateGraph(Order)
kitchen.add_node("brew", brew)
kitchen.add_edge(START, "brew")
kitchen.add_edge("brew", END)

builder = StateGraph(Order)
builder.add_node("kitchen", kitchen.compile())
builder.add_node("serve", serve)
builder.add_node("more", more)
builder.add_edge(START, "kitchen")
builder.add_edge("kitchen", "serve")
builder.add_edge("serve", "more")
builder.add_conditional_edges("more", lambda state: "kitchen" if state["cups"] else END)
graph = builder.compile()
