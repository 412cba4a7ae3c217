"""Graphs that spoil the process that plays them, for whatever comes after."""

import asyncio
import glob
import os
import pickle
import resource
import shutil
import tempfile
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    """What to do."""

    do: str


def _use_up_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))


def _take_pickle_away():
    pickle.dump = None


def _tidy_up():
    for folder in glob.glob(f"{tempfile.gettempdir()}/scenario-runner-*"):  # noqa: PTH207  # short
        shutil.rmtree(folder, ignore_errors=True)


def _cancel_all():
    for task in asyncio.all_tasks():
        task.cancel()


WAYS = {
    "files": _use_up_files,
    "pickle": _take_pickle_away,
    "tidy": _tidy_up,
    "cancel": _cancel_all,
    "stop": lambda: asyncio.get_running_loop().stop(),
    "well": os.getpid,
}


async def work(state):
    WAYS[state["do"]]()
    await asyncio.sleep(0)
    return {}


builder = StateGraph(State)
builder.add_node("work", work)
builder.add_edge(START, "work")
builder.add_edge("work", END)
