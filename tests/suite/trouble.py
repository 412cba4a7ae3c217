"""Graphs that hang, crash, print and fail in every way; copied beside the scenarios."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    """How far it came."""

    do: str
    n: int


ALONE = {
    "_exit well": lambda: os._exit(0),
    "slow": lambda: time.sleep(0.4),
    "timer": lambda: signal.setitimer(signal.ITIMER_REAL, 0.2),
}


def work(state):
    do = state["do"]
    print(f"doing {do}")  # noqa: T201  # what is printed is kept
    ALONE.get(do, int)()
    if do == "loop":
        while True:
            pass
    if do == "sleep":
        time.sleep(60)
    if do == "segfault":
        ctypes.string_at(0)
    if do == "_exit":
        os._exit(7)
    if do == "unstorable":
        return {"n": time}
    if do == "exit":
        sys.exit("bye")
    if do == "mute":
        sys.stdout.close()
        sys.stderr = None
        sys.exit(4)
    if do == "interrupt":
        raise KeyboardInterrupt
    if do == "abort":
        os.abort()
    return {"n": state.get("n", 0) + 1}


async def async_work(state):
    do = state["do"]
    if do == "asleep":
        await asyncio.sleep(60)
    if do == "stubborn":
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue
    if do == "blocked":
        time.sleep(60)  # noqa: ASYNC251  # the fault to be found
    if do == "cancelled":
        raise asyncio.CancelledError
    return {"n": state.get("n", 0) + 1}


def _line(node):
    builder = StateGraph(State)
    builder.add_node("work", node)
    builder.add_edge(START, "work")
    builder.add_edge("work", END)
    return builder


graph = _line(work)
async_graph = _line(async_work)


def slow_factory():
    time.sleep(60)


def raising_factory():
    raise LookupError("no such shop")


def exiting_factory():
    sys.exit(3)
