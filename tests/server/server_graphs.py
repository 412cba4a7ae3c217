"""Graphs that a LangGraph server of the tests runs, and that are run here to compare."""

import operator
from itertools import count
from typing import Annotated, TypedDict

from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph, add_messages
from langgraph.types import Command, RetryPolicy, interrupt


class State(TypedDict, total=False):
    messages: Annotated[list, add_messages]
    notes: Annotated[list, operator.add]


def _chain(*nodes):
    builder = StateGraph(State)
    names = [START]
    for name, node in nodes:
        builder.add_node(name, node)
        builder.add_edge(names[-1], name)
        names.append(name)
    return builder


def agent(state):
    get_stream_writer()({"thinking": len(state["messages"])})
    return {"messages": [{"role": "assistant", "content": "question?"}], "notes": ["agent"]}


def human(_):
    answer = interrupt({"question": "next?"})
    return {"messages": [{"role": "user", "content": str(answer)}]}


forum = _chain(("agent", agent), ("human", human)).add_edge("human", "agent").compile()


def two(_):
    return {"notes": [f"{interrupt('first')}-{interrupt('second')}"]}


twice = _chain(("two", two)).compile()


def left(_):
    return {"notes": [f"left {interrupt('left?')}"]}


def right(_):
    return {"notes": [f"right {interrupt('right?')}"]}


def quick(_):
    return {"notes": ["quick"]}


_wide = StateGraph(State)
for _node in (left, right, quick):
    _wide.add_node(_node)
    _wide.add_edge(START, _node.__name__)
parallel = _wide.compile()
nested = _chain(("team", _chain(("ask", two)).compile()), ("quick", quick)).compile()


def ask(_):
    return {"notes": [str(interrupt("go on?"))]}


def inside(_):
    return {"notes": [str(interrupt("inner?"))]}


later = _chain(("ask", ask), ("team", _chain(("inside", inside)).compile())).compile()
keeping = _chain(
    ("ask", ask), ("team", _chain(("inside", inside)).compile(checkpointer=True))
).compile()
_runs = count()


def drift(_):
    return {"notes": [next(_runs)]}


drifting = _chain(
    ("drift", drift), ("ask", ask), ("team", _chain(("inside", inside)).compile())
).compile()
_tries = count()


def flaky(_):
    if next(_tries) % 2 == 0:
        raise TimeoutError("slow")
    return {"notes": ["flaky"]}


def boom(_):
    raise ValueError("no good")


def strict(_):
    answer = interrupt("a number?")
    if answer == "old":
        raise ValueError("no number")
    return {"notes": [str(answer)]}


strict = _chain(("strict", strict)).compile()
_retry = RetryPolicy(initial_interval=0.01, jitter=False, retry_on=TimeoutError)
_raising = StateGraph(State)
_raising.add_node("flaky", flaky, retry_policy=_retry)
_raising.add_node("boom", boom)
_raising.add_edge(START, "flaky")
_raising.add_edge("flaky", "boom")
raising = _raising.compile()


def approve(state):
    """As LangChain's HumanInTheLoopMiddleware asks and is answered."""
    request = {"action_requests": [{"name": "pay", "args": {"sum": len(state["notes"])}}]}
    answer = interrupt(request)
    kind = answer["decisions"][0]["type"]
    return Command(update={"notes": [kind]}, goto="pay" if kind == "approve" else "__end__")


def pay(_):
    return {"notes": ["paid"]}


_approving = StateGraph(State)
_approving.add_node("approve", approve, destinations=("pay", "__end__"))
_approving.add_node("pay", pay)
_approving.add_edge(START, "approve")
approving = _approving.compile()
