"""`snapshot`: what a step saw, beside what is stored of an earlier run.

Stored is what a conversation says and does, never what is another in every run: no durations,
no checkpoint ids, no tracebacks; ids of messages and tool calls by their order of appearance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.differences import Difference, differences
from scenario_runner.judge.ignored import without
from scenario_runner.judge.nodes import supersteps
from scenario_runner.judge.reach import reach
from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.value import Data
from scenario_runner.masking.mask import NOTHING, Mask
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.same import Ids, Kind, canonical, ids_in

_ID = re.compile(r"<(message|tool call) \d+>")
_KINDS: dict[str, Kind] = {"message": "message", "tool call": "tool call"}


@frozen
class Kept:
    """What is stored for a step, and how it is compared."""

    data: Data = ABSENT
    """`ABSENT` where nothing is stored."""
    file: str = ""
    """Where it is, or would be, stored."""
    ignore: Sequence[str] = ()
    """The scenario's own."""
    writes: bool = False
    """Whatever is seen is stored afterwards: nothing can differ."""
    command: str = ""
    """What writes it."""
    mask: Mask = NOTHING
    """What was taken out of what is stored."""


NOT_KEPT: Final = Kept()


def snapshot(asked: Data, seen: Observation, kept: Kept) -> Iterator[Leaf]:
    """`true`, or `{of, ignore}`: what was seen is what is stored."""
    told = kept.mask.data(taken(asked, seen, kept.ignore))
    path = _path(asked)
    look = Look(expected=None, actual=None, path=path)
    if told is ABSENT:
        yield look.unmet("the path leads nowhere in this step: there is nothing to store")
        return
    found = () if kept.data is ABSENT else _differences(kept.data, told, path)
    if kept.data is not ABSENT and not found:
        yield look.met(f"is as stored in {kept.file}")
    elif kept.writes:
        yield look.met(f"is now stored in {kept.file}")
    elif kept.data is ABSENT:
        yield look.unmet(f"no snapshot is stored yet; {kept.command} writes it")
    else:
        yield from (_differs(each, kept) for each in found)


def taken(asked: Data, seen: Observation, ignore: Sequence[str]) -> Data:
    """What a `snapshot` stores of a step; `ABSENT` where its path leads nowhere."""
    own = asked.get("ignore", ()) if isinstance(asked, dict) else ()
    whole = _steady(seen)
    kept = without(whole, [*ignore, *own])
    ids = ids_in(whole)
    if not isinstance(asked, dict) or "of" not in asked:
        parts = _overview(whole, kept)
        # as a list, so that the state comes first: its messages are numbered as one reads them
        return dict(zip(parts, canonical(list(parts.values()), ids), strict=True))
    found = reach(compile_path(asked["of"]), kept)
    return ABSENT if found.absent else canonical(found.value, ids)


def _path(asked: Data) -> str:
    return str(asked["of"]) if isinstance(asked, dict) and "of" in asked else "$"


def _steady(seen: Observation) -> dict[str, Data]:
    """The observation without what is another in every run; what has no order is in order."""
    data = seen.to_data()
    del data["duration"], data["travel"]
    data["visited"] = _visited(seen.visited)
    data["next"] = sorted(data["next"])
    data["interrupts"] = _interrupts(data["interrupts"])
    data["checkpoints"] = [
        {name: part for name, part in each.items() if name not in {"id", "parent"}}
        for each in data["checkpoints"]
    ]
    for path, inside in seen.subgraphs.items():
        data["subgraphs"][path] |= {
            "visited": _visited(inside.visited),
            "next": sorted(inside.next),
            "interrupts": _interrupts(data["subgraphs"][path]["interrupts"]),
        }
    if data["raises"] is not None:
        data["raises"] = {name: data["raises"][name] for name in ("type", "message")}
    if data["refused"] is not None:
        data["refused"] = data["refused"]["reason"]
    return data


def _visited(seen: Sequence[str | tuple[str, ...]]) -> list[Data]:
    """Nodes of one superstep may start in any order."""
    return [sorted(each) if isinstance(each, list) else each for each in supersteps(seen)]


def _interrupts(pending: Sequence[dict[str, Data]]) -> list[Data]:
    shown = ("node", "path", "value")
    return [
        {name: each[name] for name in shown}
        for each in sorted(pending, key=lambda each: str(each["address"]))
    ]


def _overview(whole: dict[str, Data], kept: dict[str, Data]) -> dict[str, Data]:
    """What `true` stores: the state, what waits, what ran; more only where it says more."""
    ran = Counter(n for each in whole["visited"] for n in ([each] if type(each) is str else each))
    said = {
        "values": True,
        "output": whole["output"] is not None and whole["output"] != whole["values"],
        "next": True,
        "interrupts": True,
        "visited": True,
        "executions": whole["executions"] != ran,
        "subgraphs": bool(whole["subgraphs"]),
        "raises": whole["raises"] is not None,
        "refused": whole["refused"] is not None,
    }
    return {name: kept[name] for name, is_said in said.items() if is_said and name in kept}


def is_as_stored(stored: Data, told: Data) -> bool:
    """Whether what was taken of a step is what is stored of it."""
    return stored is not ABSENT and not _differences(stored, told, "$")


def _differences(stored: Data, told: Data, path: str) -> tuple[Difference, ...]:
    sides: tuple[Ids, Ids] = (dict(_ids(stored)), dict(_ids(told)))
    return differences(stored, told, path, sides)


def _ids(data: Data) -> Iterator[tuple[str, Kind]]:
    """The stand-ins for ids in what is stored."""
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _ids(part)
    elif isinstance(data, str) and (found := _ID.fullmatch(data)) is not None:
        yield data, _KINDS[found.group(1)]


def _differs(each: Difference, kept: Kept) -> Leaf:
    absent = each.absent == "right"
    look = Look(expected=each.left, actual=ABSENT if absent else each.right, path=each.path)
    if each.absent == "left":
        look = Look(expected={"$absent": True}, actual=each.right, path=each.path)
    told = each.said("the snapshot", "this run")
    return look.unmet(f"differs from {kept.file}: {told}")
