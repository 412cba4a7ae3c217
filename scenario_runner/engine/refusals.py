"""Acts that would not do what they say, refused before anything is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.exactness import persistent_after
from scenario_runner.engine.journey import answered_since
from scenario_runner.engine.observation import Refused
from scenario_runner.engine.scene import RefusedAct, Scene
from scenario_runner.language.value import Data

T = TypeVar("T")

_BRANCH_INSTEAD = "branch from the moment instead: a branch is a copy of the whole storage"


def require_own_checkpoint(scene: Scene, given: Data) -> None:
    """A call names a checkpoint of the thread; LangGraph would take another for no checkpoint."""
    if scene.target is not None and scene.target.inside is not None:
        reason = f"the moment is inside the subgraph {scene.target.inside}"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def plain_travel(scene: Scene, given: Data) -> None:
    """LangGraph has one way to act at an earlier checkpoint; refuse it where a subgraph that
    keeps its state between calls would remember what came later (issue 7593)."""
    if scene.target is None or scene.travel is None:
        return
    scene.travel = replace(scene.travel, via="plain")
    later = persistent_after(scene.world, scene.target)
    if later and scene.step.via == "auto":
        reason = f"the subgraph {later} keeps its state and would remember what came later"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


async def require_fork(scene: Scene, given: Data) -> None:
    """LangGraph goes on from a head without forking it, with the answers given there since."""
    target, memory = scene.target, scene.world.memory
    if target is None or scene.step.via != "auto":
        return
    head = (await scene.world.state(scene.thread)).checkpoint
    if head == target.checkpoint and answered_since(memory, target, memory.order):
        reason = "the thread has not left this checkpoint: answers given there since would be heard"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def or_refuse(given: Data, compose: Callable[[], T]) -> T:
    """What `compose` gives; its RefusedError as the refusal of the act."""
    try:
        return compose()
    except RefusedError as refusal:
        raise RefusedAct(given, refusal.refused) from refusal
