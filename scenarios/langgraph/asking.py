"""A graph that asks, one that asks and may fail, and one that talks."""

from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import RetryPolicy, interrupt


def ask(state: MessagesState) -> dict:
    """What was answered becomes a message."""
    return {"messages": [{"role": "assistant", "content": f"heard {interrupt('what?')}"}]}


asking = (
    StateGraph(MessagesState).add_node("ask", ask).add_edge(START, "ask").add_edge("ask", END)
).compile()

_failed = set()


def fail_once(state: MessagesState) -> dict:
    """Fails after the first answer of each conversation, and is tried again."""
    answer = interrupt("what?")
    name = state["messages"][0].content
    if name not in _failed:
        _failed.add(name)
        raise ConnectionError("not now")
    _failed.discard(name)
    return {"messages": [{"role": "assistant", "content": f"heard {answer}"}]}


retrying = (
    StateGraph(MessagesState)
    .add_node("ask", fail_once, retry_policy=RetryPolicy(max_attempts=2, initial_interval=0.01))
    .add_edge(START, "ask")
    .add_edge("ask", END)
).compile()


def talk(state: MessagesState) -> dict:
    """Says how many messages there are."""
    return {"messages": [{"role": "assistant", "content": f"{len(state['messages'])} so far"}]}


talking = (
    StateGraph(MessagesState).add_node("talk", talk).add_edge(START, "talk").add_edge("talk", END)
).compile()
