"""`events`: what a step streamed, of the modes that the expectation names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.reach import where_hit
from scenario_runner.language.expected_events import named_modes
from scenario_runner.language.value import Data
from scenario_runner.matching.look import Leaf, Look
from scenario_runner.matching.match import leaves


def events(expected: Data, seen: Observation) -> Iterator[Leaf]:
    """The events in order, the list in whole; places are those among all events."""
    modes, hits = named_modes(expected), hits_of(expected, seen)
    actual = [event for _, event in hits]
    look = Look(expected=expected, actual=actual, path="$.events")
    if unseen := [mode for mode in modes if mode not in seen.watched]:
        told = f"the mode {unseen[0]} was not looked at, since only a template names it"
        yield look.faulty(f"{told}; write the mode out")
        return
    places = [f"$.events[{at}]" for at, _ in hits]
    for leaf in leaves(look):
        yield replace(leaf, path=where_hit(leaf.path, "$.events", places))


def hits_of(expected: Data, seen: Observation) -> list[tuple[int, Data]]:
    """The events of the modes that an expectation names, each with its place among all."""
    modes = named_modes(expected)
    return [(at, event) for at, event in enumerate(seen.events) if event["mode"] in modes]
