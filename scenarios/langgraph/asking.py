"""Graphs that ask: once, twice, side by side, in a subgraph, failing once; and one that talks."""

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


def ask_twice(state: MessagesState) -> dict:
    """Two questions of one node."""
    first = interrupt("one?")
    return {"messages": [{"role": "assistant", "content": f"{first} and {interrupt('two?')}"}]}


twice = (
    StateGraph(MessagesState).add_node("ask", ask_twice).add_edge(START, "ask").add_edge("ask", END)
).compile()


def left(state: MessagesState) -> dict:
    """One of two that ask."""
    return {"messages": [{"role": "assistant", "content": f"left {interrupt('left?')}"}]}


def right(state: MessagesState) -> dict:
    """The other."""
    return {"messages": [{"role": "assistant", "content": f"right {interrupt('right?')}"}]}


both = (
    StateGraph(MessagesState)
    .add_node("left", left)
    .add_node("right", right)
    .add_edge(START, "left")
    .add_edge(START, "right")
    .add_edge("left", END)
    .add_edge("right", END)
).compile()


def in_turn(*, checkpointer: bool | None) -> object:
    """A subgraph that asks twice, one question a node."""
    return (
        StateGraph(MessagesState)
        .add_node("left", left)
        .add_node("right", right)
        .add_edge(START, "left")
        .add_edge("left", "right")
        .add_edge("right", END)
    ).compile(checkpointer=checkpointer)


team = (
    StateGraph(MessagesState)
    .add_node("team", in_turn(checkpointer=None))
    .add_edge(START, "team")
    .add_edge("team", END)
).compile()
remembering = (
    StateGraph(MessagesState)
    .add_node("team", in_turn(checkpointer=True))
    .add_edge(START, "team")
    .add_edge("team", END)
).compile()
