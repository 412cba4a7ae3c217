"""Open questions as LangGraph's state tells them, and which of them an address means."""

import importlib.metadata
import re
from collections.abc import Mapping

from packaging.version import Version

from scenario_runner.engine.normal import normal

OLD = Version(importlib.metadata.version("langgraph")) < Version("1.2.13")
"""Lists an answered question until its superstep ends, and names no next node between two."""


def following(state):
    """The nodes to run next."""
    return [task.name for task in state.tasks if not task.result] if OLD else list(state.next)


def questions(tasks, way=()):
    """`(path, interrupt)` of everything that is asked, in the order of the tasks."""
    found = []
    for task in tasks:
        if OLD and task.result:
            continue
        path = (*way, task.name)
        inner = questions(task.state.tasks, path) if task.state else []
        found += inner or [("/".join(path), interrupt) for interrupt in task.interrupts]
    return found


def asked(address, pending, made):
    """The interrupt that `node`, `node#2`, `node[1]` or a listed interrupt means."""
    if not isinstance(address, str):
        wanted = made(address.value)
        return next(
            interrupt
            for path, interrupt in pending
            if address.node in {None, path.rpartition("/")[2]} and wanted == normal(interrupt.value)
        )
    path, number = re.fullmatch(r"(.*?)(?:#(\d+))?(?:\[\d+\])?", address).groups()
    fitting = [interrupt for where, interrupt in pending if where == path]
    return fitting[int(number or 1) - 1]


def without_ids(data):
    """Message ids are made up anew in every conversation."""
    if isinstance(data, Mapping):
        gone = ("id",) if "role" in data else ()
        return {key: without_ids(part) for key, part in data.items() if key not in gone}
    if isinstance(data, list):
        return [without_ids(part) for part in data]
    return data
