"""Kept databases as trees: what each checkpoint holds, and what follows it."""

import json
from difflib import unified_diff
from pathlib import Path

from scenario_runner.recording.database import opened
from scenario_runner.recording.thread import read_thread, thread_ids
from scenario_runner.recording.values import shown
from scenario_runner.suite.databases import MANIFEST

_IDS = ("id", "tool_call_id")


def difference(first, second):
    """Where two trees differ, as a diff; empty where they do not."""
    return "\n".join(unified_diff(_lines(first), _lines(second), "first", "again", lineterm=""))


def _lines(folder):
    return [line for name, told in trees(folder).items() for line in [f"branch {name}", *told]]


def trees(folder):
    """The tree of each thread of each branch, by the branch's name."""
    manifest = json.loads((folder / MANIFEST).read_text())
    return {
        each["name"].replace("[", "-").replace("]", ""): _threads(folder / each["database"])
        for each in manifest["branches"]
    }


def _threads(path: Path):
    """Each thread as lines, one for a checkpoint, indented below what it follows."""
    with opened(path) as connection:
        found = [read_thread(connection, name) for name in thread_ids(connection)]
    return [line for thread in found for line in ["a thread", *_below(thread, None, 1)]]


def _below(thread, parent, depth):
    for each in thread.checkpoints.values():
        if each.parent == parent:
            asked = [shown(one)["value"] for w in each.of("__interrupt__") for one in w.value]
            values = json.dumps(_plain(shown(dict(each.values))), sort_keys=True)
            asked = sorted(json.dumps(one, sort_keys=True) for one in asked)
            yield f"{'  ' * depth}{each.source} {values} {asked}"
            yield from _below(thread, each.id, depth + 1)


def _plain(data):
    """Without ids, which are others each time."""
    if isinstance(data, dict):
        return {key: _plain(part) for key, part in data.items() if key not in _IDS}
    return [_plain(part) for part in data] if isinstance(data, list) else data
