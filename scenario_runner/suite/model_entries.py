"""The entries of one script, of what one model said: in turn, or told apart where the order is
no order.

Of a list there may be several variants, as rows of a table share it: calls in turn must be the
same ones for all of them, or be told apart by what is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import Detail, HeardCall
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data


class CannotTellApart(Exception):
    """Calls whose order is chance, or another one in each row, and that ask the same."""


_AtOnce: TypeAlias = Callable[[HeardCall, HeardCall], bool]


@frozen
class _Selected:
    """A call that is told apart, with those that ask alike and get the same."""

    call: HeardCall
    selectors: Mapping[str, str]
    begun: int
    """When the first of them began: an entry in turn that stood above would be taken instead."""
    is_reused: bool
    """Whether several of one variant fit."""


def entries_of(variants: Sequence[Sequence[HeardCall]], detail: Detail) -> list[Data]:
    """The entries that give each call what it got. Raises CannotTellApart."""
    try:
        return _entries(variants, detail, _may_overlap)
    except CannotTellApart:  # tasks of one superstep that waited for each other have an order
        return _entries(variants, detail, _overlap)


def _entries(
    variants: Sequence[Sequence[HeardCall]], detail: Detail, at_once: _AtOnce
) -> list[Data]:
    every = [call for variant in variants for call in variant]
    apart = {id(call) for variant in variants for call in _side_by_side(variant, at_once)}
    turns = [[call for call in variant if id(call) not in apart] for variant in variants]
    turn = max(turns, key=len)
    if not all(_begins(turn, other) for other in turns):
        apart, turn = {id(call) for call in every}, []
    selected: list[_Selected] = []
    for call in every:
        if id(call) in apart and not any(_fits(one.selectors, call) for one in selected):
            selected.append(_told_apart(call, variants))
    left = [call for call in turn if not any(_fits(one.selectors, call) for one in selected)]
    told = [(one.begun, _entry(one, detail)) for one in selected]
    after = [(call.begun, call.said[detail]) for call in left]
    both = [*told, *after]
    if len(variants) == 1:
        both.sort(key=lambda each: each[0])
    return [entry for _, entry in both]


def _begins(longer: Sequence[HeardCall], shorter: Sequence[HeardCall]) -> bool:
    pairs = zip(longer, shorter, strict=False)
    return all(_gist(one) == _gist(other) for one, other in pairs)


def _gist(call: HeardCall) -> str:
    """What was said, but for the ids of tool calls."""
    return json.dumps(_without_ids(call.said["lean"]), sort_keys=True)


def _without_ids(reply: Any) -> Any:
    if not isinstance(reply, dict) or "tool_calls" not in reply:
        return reply
    calls = [{k: v for k, v in call.items() if k != "id"} for call in reply["tool_calls"]]
    return {**reply, "tool_calls": calls}


# --- side by side -------------------------------------------------------------------------


def _side_by_side(calls: Sequence[HeardCall], at_once: _AtOnce) -> Iterator[HeardCall]:
    """Those whose order is chance, and that got something else than who came beside them."""
    found = {
        id(each): each
        for one, other in combinations(calls, 2)
        if _gist(one) != _gist(other) and at_once(one, other)
        for each in (one, other)
    }
    yield from found.values()


def _overlap(one: HeardCall, other: HeardCall) -> bool:
    return one.begun < other.ended and other.begun < one.ended


def _may_overlap(one: HeardCall, other: HeardCall) -> bool:
    """Whether two calls overlapped, or may have: two tasks of one superstep asked."""
    if _overlap(one, other):
        return True
    ours, theirs = one.task.split("|"), other.task.split("|")
    for depth, (left, right) in enumerate(zip(ours, theirs, strict=False)):
        if left != right:
            around = "|".join(ours[:depth])
            superstep = one.supersteps.get(around)
            return superstep is not None and superstep == other.supersteps.get(around)
    return False


# --- told apart ---------------------------------------------------------------------------


def _told_apart(call: HeardCall, variants: Sequence[Sequence[HeardCall]]) -> _Selected:
    """By the fewest words that no call fits which got something else."""
    for selectors in _ways(call):
        fitting = [[other for other in each if _fits(selectors, other)] for each in variants]
        if all(_gist(other) == _gist(call) for each in fitting for other in each):
            is_reused = any(len(each) > 1 for each in fitting)
            begun = min(other.begun for each in fitting for other in each)
            return _Selected(call=call, selectors=selectors, begun=begun, is_reused=is_reused)
    raise CannotTellApart


def _ways(call: HeardCall) -> Iterator[dict[str, str]]:
    nodes = list(dict.fromkeys([call.node.rpartition("/")[2], call.node])) if call.node else []
    yield from ({"node": node} for node in nodes)
    yield {"when": call.last}
    yield from ({"node": node, "when": call.last} for node in nodes)
    yield {"prompt": call.prompt}
    yield from ({"node": node, "prompt": call.prompt} for node in nodes)


def _fits(selectors: Mapping[str, str], call: HeardCall) -> bool:
    """As `ModelPlay` selects."""
    parts = call.node.split("/")
    names = {*parts, *("/".join(parts[begin:]) for begin in range(len(parts)))}
    asked = {"when": call.last, "prompt": call.prompt}
    return all(
        text in names if name == "node" else text == asked[name] for name, text in selectors.items()
    )


# --- as written ---------------------------------------------------------------------------


def _entry(one: _Selected, detail: Detail) -> Data:
    """What is said to several calls makes an id for each of them."""
    said = one.call.said[detail]
    told = {name: _written(text) for name, text in one.selectors.items()}
    return {**told, "reply": _without_ids(said) if one.is_reused else said}


def _written(text: str) -> Data:
    return {"$literal": text} if is_template(text) else text
