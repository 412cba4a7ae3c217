"""A chat that answers each message and ends its turn: no questions, only new input."""

from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph


def answer(state: MessagesState):
    heard = [m.text for m in state["messages"] if m.type == "human"]
    return {"messages": [AIMessage(f"You said: {'; '.join(heard)}")]}


builder = StateGraph(MessagesState)
builder.add_node("answer", answer)
builder.add_edge(START, "answer")
builder.add_edge("answer", END)
graph = builder.compile()
