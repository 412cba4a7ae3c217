"""Copies of a world at moments from which branches start, each made once and handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from scenario_runner.engine.moments import find_inside
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.world import World
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.plan.operations import After, Inside, Keep, Source
from scenario_runner.problem import Place
from scenario_runner.suite.anew import Anew, is_told_anew

Start = Snapshot | Anew | StepFault
"""What a branch is opened on: a copy, the wish to be told anew, or why it cannot be opened."""


@dataclass(slots=True)
class _Kept:
    snapshot: Snapshot | Anew
    uses: int


class Copies:
    """What was kept at each moment until its last branch has begun."""

    def __init__(self, place: Place) -> None:
        """`place` is the graph's: where it is said that nothing can be copied."""
        self._place = place
        self._kept: dict[Source, _Kept | StepFault] = {}

    async def keep(self, operation: Keep, world: World) -> None:
        """Copy the world for the branches that start at a moment, or note why that cannot be."""
        try:
            self._kept[operation.moment] = await _copied(operation, world)
        except GraphLoadError as error:  # its store cannot be copied
            self._kept[operation.moment] = self._fault(error)

    def take(self, moment: Source) -> Start | None:
        """What was kept at a moment, None for nothing; its last user gets the original."""
        kept = self._kept.get(moment)
        if not isinstance(kept, _Kept):
            return kept
        kept.uses -= 1
        if kept.uses and isinstance(kept.snapshot, Snapshot):
            try:
                return kept.snapshot.copy()
            except GraphLoadError as error:  # no storage is to be had any more
                return self._fault(error)
        if not kept.uses:
            del self._kept[moment]
        return kept.snapshot

    def close(self) -> None:
        """Free what is still kept."""
        for kept in self._kept.values():
            if isinstance(kept, _Kept) and isinstance(kept.snapshot, Snapshot):
                kept.snapshot.close()

    def _fault(self, error: GraphLoadError) -> StepFault:
        return StepFault(error.message, error.hint, self._place)


async def _copied(operation: Keep, world: World) -> _Kept | StepFault:
    match operation.moment:
        case After() if is_told_anew(world):
            return _Kept(Anew(), operation.uses)
        case After():
            return _Kept(world.snapshot(), operation.uses)
        case Inside(branch=branch, moment=moment):
            try:
                made = await find_inside(world, moment, branch=branch, thread="main")
            except StepFault as fault:
                return fault
            return _Kept(world.snapshot_at(made), operation.uses)
        case _:
            assert_never(operation.moment)
