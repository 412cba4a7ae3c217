"""The keys of `expect`: what each looks at in an observation, and how it compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from scenario_runner.engine.observation import Observation, PendingInterrupt, SubgraphSeen
from scenario_runner.judge import endings, lineage, nodes
from scenario_runner.judge.events import events
from scenario_runner.judge.own_checks import own_checks
from scenario_runner.judge.paths import paths
from scenario_runner.judge.stale import is_stale, stale_resume
from scenario_runner.judge.ui import ui
from scenario_runner.language.value import Data
from scenario_runner.matching.lists import in_any_order
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.match import is_matcher, leaves
from scenario_runner.matching.say import listed, quoted

Moments: TypeAlias = Mapping[str, str | None]
"""Moments as written, each with the id of its checkpoint; None for an empty storage."""


def expectation(key: str, expected: Data, seen: Observation, moments: Moments) -> Iterator[Leaf]:
    """What one entry of `expect` finds in the observation."""
    path = f"$.{key}"
    if (actual_of := _SEEN.get(key)) is not None:
        compares = _COMPARES.get(key, leaves)
        path = _PATHS.get(key, path)
        yield from compares(Look(expected=expected, actual=actual_of(seen), path=path))
    elif key == "checkpoints":
        yield from lineage.checkpoints(expected, seen, moments)
    elif key == "ui":
        yield from ui(Look(expected=expected, actual=ABSENT, path=path), seen.history)
    elif key == "stale_resume":
        stale = Look(expected=expected, actual=is_stale(seen.answers), path="$.answers")
        yield from stale_resume(stale, seen.answers)
    elif key == "paths":
        yield from paths(expected, seen)
    elif key == "events":
        yield from events(expected, seen)
    elif key == "store":
        yield from _store(Look(expected=expected, actual=ABSENT, path=path), seen)
    elif key == "check":
        yield from own_checks(expected, seen.complaints)
    elif key == "subgraphs":
        yield from _subgraphs(Look(expected=expected, actual=all_subgraphs(seen), path=path))
    else:
        yield Look(expected=expected, actual=ABSENT, path="$").faulty(
            f"there is no expectation {key}"
        )


def _pending(interrupts: tuple[PendingInterrupt, ...]) -> list[Data]:
    return [{"node": each.node, "path": each.path, "value": each.value} for each in interrupts]


def _subgraph(seen: SubgraphSeen) -> dict[str, Data]:
    return {
        "values": seen.values,
        "next": list(seen.next),
        "interrupts": _pending(seen.interrupts),
        "visited": nodes.supersteps(seen.visited),
    }


def seen_at(key: str, seen: Observation) -> Data:
    """What a key of `expect` looks at, or `ABSENT`."""
    look = _SEEN.get(key)
    return ABSENT if look is None else look(seen)


def stored(seen: Observation) -> list[Data]:
    """What `store` looks at; nothing where the store was not read."""
    return [
        {"namespace": list(each.namespace), "key": each.key, "value": each.value}
        for each in seen.store or ()
    ]


def all_subgraphs(seen: Observation) -> dict[str, Data]:
    """What `subgraphs` looks at, by path."""
    return {path: _subgraph(each) for path, each in seen.subgraphs.items()}


def _last_message(look: Look) -> Iterator[Leaf]:
    """Without a message both `null` and `$absent` hold."""
    none = look.actual is ABSENT and look.expected is None
    seen = Look(expected=None, actual=None, path=look.path) if none else look
    yield from endings.instead_of_absent(seen, "there is no message")


def _next(look: Look) -> Iterator[Leaf]:
    yield from _listed(look, "next node")


def _interrupts(look: Look) -> Iterator[Leaf]:
    yield from _listed(look, "pending interrupt")


def _listed(look: Look, word: str) -> Iterator[Leaf]:
    """A list in any order, its count exact; a matcher looks at the list as it is."""
    if isinstance(look.expected, list):
        yield from in_any_order(look, leaves, word)
    else:
        yield from leaves(look)


def _store(look: Look, seen: Observation) -> Iterator[Leaf]:
    if seen.store is None:
        why = seen.no_store or "the store was not read"
        more = "; give it one with store: memory, under graph" if why.endswith(" no store") else ""
        yield look.faulty(f"{why}{more}")
        return
    yield from _listed(replace(look, actual=stored(seen)), "stored item")


def _subgraphs(look: Look) -> Iterator[Leaf]:
    if not isinstance(look.expected, dict) or is_matcher(look.expected):
        yield from leaves(look)
        return
    if not look.expected:
        yield look.met("nothing is asked")
    for path, expected in look.expected.items():
        part = look.part(path, expected, look.actual.get(path, ABSENT))
        if part.actual is ABSENT and not is_matcher(expected):
            seen = f"seen: {listed(list(look.actual))}" if look.actual else "none was seen"
            yield part.unmet(f"no subgraph {quoted(path)} was seen in this step ({seen})")
        elif isinstance(expected, dict) and not is_matcher(expected):
            yield from _inside_subgraph(part)
        else:
            yield from leaves(part)


def _inside_subgraph(look: Look) -> Iterator[Leaf]:
    if not look.expected:
        yield look.met("was seen")
    for key, expected in look.expected.items():
        part = look.part(key, expected, look.actual.get(key, ABSENT))
        yield from _COMPARES.get(key, leaves)(part)


_SEEN: dict[str, Callable[[Observation], Any]] = {
    "values": lambda seen: seen.values,
    "output": lambda seen: seen.output,
    "messages": lambda seen: list(seen.messages),
    "last_message": lambda seen: ABSENT if seen.last_message is None else seen.last_message,
    "next": lambda seen: list(seen.next),
    "interrupts": lambda seen: _pending(seen.interrupts),
    "visited": lambda seen: nodes.supersteps(seen.visited),
    "executions": lambda seen: dict(seen.executions),
    "raises": lambda seen: endings.raised(seen.raises),
    "refused": lambda seen: ABSENT if seen.refused is None else seen.refused.reason,
    "duration": lambda seen: seen.duration,
}
_PATHS = {"refused": "$.refused.reason"}
_COMPARES: dict[str, Callable[[Look], Iterator[Leaf]]] = {
    "last_message": _last_message,
    "next": _next,
    "interrupts": _interrupts,
    "visited": nodes.visited,
    "executions": nodes.executions,
    "raises": endings.raises,
    "refused": endings.refused,
}
