"""What a first scenario expects after its one step, of what that step was seen to do."""

from __future__ import annotations

from scenario_runner.engine.observation import Observation, PendingInterrupt, Raised
from scenario_runner.language.value import Data
from scenario_runner.suite.first_values import expected

_MOST_VISITED, _MOST_VALUES = 12, 8

Expect = dict[str, Data]


def first_expectations(seen: Observation, again: Observation, given: Data, messages: str) -> Expect:
    """The entries of `expect`, from two sightings of the step that was given an input; the
    conversation is in the channel `messages`."""
    if seen.raises is not None or again.raises is not None:
        return _raised(seen.raises, again.raises)
    told: Expect = {}
    if sorted(seen.next) == sorted(again.next):
        told["next"] = list(seen.next)
    if seen.interrupts and (asked := _interrupts(seen, again)) is not None:
        told["interrupts"] = asked
    if seen.visited and seen.visited == again.visited and len(seen.visited) <= _MOST_VISITED:
        told["visited"] = [list(one) if isinstance(one, tuple) else one for one in seen.visited]
    if isinstance(seen.last_message, dict) and isinstance(again.last_message, dict):
        told["last_message"] = expected(seen.last_message, again.last_message)
    if values := _values(seen.values, again.values, given, messages):
        told["values"] = values
    if not told:
        told["values"] = {"$present": True}
    return told


def _raised(first: Raised | None, second: Raised | None) -> Expect:
    if first is None or second is None:
        return {}
    if first.type != second.type:
        return {"raises": {"type": {"$any_of": [first.type, second.type]}}}
    raises: Expect = {"type": first.type}
    if first.message and second.message:
        raises["message"] = expected(first.message, second.message)
    return {"raises": raises}


def _interrupts(seen: Observation, again: Observation) -> list[Data] | None:
    """The questions, in the order they were asked; None where they were others again."""
    if [one.address for one in seen.interrupts] != [one.address for one in again.interrupts]:
        return None
    return [
        {**_where(one), "value": expected(one.value, other.value)}
        for one, other in zip(seen.interrupts, again.interrupts, strict=True)
    ]


def _where(pending: PendingInterrupt) -> Expect:
    return {"node": pending.node} if pending.path == pending.node else {"path": pending.path}


def _values(first: Data, second: Data, given: Data, messages: str) -> Data:
    """What the step made of the state: not the conversation, nor what was given and is empty."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return None if first is None else expected(first, second)
    known = given if isinstance(given, dict) else {}
    made = {
        name: value
        for name, value in first.items()
        if name != messages and value not in (None, [], {}, "") and known.get(name) != value
    }
    names = [name for name in made if name in second][:_MOST_VALUES]
    return expected({name: made[name] for name in names}, second) if names else None
