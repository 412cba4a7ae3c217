"""`checkpoints`: how many a step made, where they came from, and what they hang from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scenario_runner.engine.observation import Observation
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.match import is_matcher, leaves
from scenario_runner.matching.say import counted, quoted, show
from scenario_runner.matching.simple import is_number

_PATH = "$.checkpoints"


def checkpoints(
    expected: Data, seen: Observation, moments: Mapping[str, str | None]
) -> Iterator[Leaf]:
    """`{added, sources, parent}`; a matcher looks at `{added, sources}`."""
    added, sources = len(seen.checkpoints), [each.source for each in seen.checkpoints]
    whole = Look(expected=expected, actual={"added": added, "sources": sources}, path=_PATH)
    if is_matcher(expected) or not isinstance(expected, dict):
        yield from leaves(whole)
        return
    if not expected:
        yield whole.met("nothing is asked")
    for key, part in expected.items():
        if key == "added":
            yield _added(Look(expected=part, actual=added, path=_PATH, way=(key,)))
        elif key == "sources":
            yield from _sources(Look(expected=part, actual=sources, path=_PATH, way=(key,)))
        elif key == "parent":
            yield _parent(part, seen, moments)
        else:
            yield whole.part(key, part, ABSENT).faulty(f"checkpoints have no {quoted(key)}")


def _sources(look: Look) -> Iterator[Leaf]:
    """The sources, oldest first, each told where the observation has it."""
    for leaf in leaves(look):
        yield leaf if leaf.path == _PATH else replace(leaf, path=f"{leaf.path}.source")


def _added(look: Look) -> Leaf:
    if not is_number(look.expected):
        told = list(leaves(look))
        return next((leaf for leaf in told if not leaf.met), told[0])
    made = f"the step made {counted(look.actual, 'checkpoint')}"
    if look.expected == look.actual:
        return look.met(made)
    return look.unmet(f"{made}, expected {show(look.expected)}")


def _parent(moment: Data, seen: Observation, moments: Mapping[str, str | None]) -> Leaf:
    """The parent of the first checkpoint made is the checkpoint of the moment; null for none."""
    look = Look(expected=moment, actual=ABSENT, path=f"{_PATH}[0].parent", way=("parent",))
    known = moment is None or (isinstance(moment, str) and moment in moments)
    if not known:
        return look.faulty(f"there is no moment {show(moment)} before this step")
    wanted = "the beginning" if moment is None else quoted(moment)
    if not seen.checkpoints:
        return look.unmet(f"the step made no checkpoint; expected one after {wanted}")
    parent = seen.checkpoints[0].parent
    if parent == (None if moment is None else moments[moment]):
        return replace(look, actual=moment).met(f"the parent is {wanted}")
    look = replace(look, actual=_name(parent, moments))
    return look.unmet(f"expected the parent to be {wanted}, it is {_told(parent, moments)}")


def _name(parent: str | None, moments: Mapping[str, str | None]) -> str | None:
    """The moment a checkpoint is known by; its id where it has no name."""
    return next((name for name, known in moments.items() if known == parent), parent)


def _told(parent: str | None, moments: Mapping[str, str | None]) -> str:
    name = _name(parent, moments)
    if name != parent:
        return quoted(str(name))
    return "the beginning" if parent is None else "another checkpoint"
