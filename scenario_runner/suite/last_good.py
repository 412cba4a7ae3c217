"""The last good moment of each branch that goes wrong, kept for whoever goes on from there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from scenario_runner.engine.before import Before, before, snapshot_before
from scenario_runner.engine.kept_world import (
    CannotGoOn,
    CannotKeep,
    cells,
    keep_world,
    open_world_kept,
)
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.world import World
from scenario_runner.language.model import Scenario
from scenario_runner.masking.mask import Mask
from scenario_runner.plan.beginning import Beginning
from scenario_runner.problem import Place
from scenario_runner.suite.databases import secrets_in
from scenario_runner.suite.moments import facts_of, moment_file


class Moments:
    """Where each branch stood before the step that it is at."""

    def __init__(self, scenario: Scenario, folder: str | None, mask: Mask) -> None:
        self._scenario = scenario
        self._folder = None if folder is None or _is_taped(scenario) else Path(folder)
        self._mask = mask
        self._before: dict[str, tuple[int, Before | None]] = {}

    def pass_by(self, branch: str, index: int, world: World) -> None:
        """Remember where a branch stands before a step, unless that is where everything begins."""
        main = next(b for b in self._scenario.branches if b.name == branch)
        if self._folder is not None and (index or main.name != "main"):
            self._before[branch] = (index, before(world))

    def keep(self, branch: str, world: World) -> None:
        """Keep the moment before the last step that was passed by: it was not well."""
        index, then = self._before.pop(branch, (0, None))
        if self._folder is None or then is None:
            return
        snapshot = snapshot_before(world, then)
        try:
            held = secrets_in(snapshot.storage, self._mask)
            if held or any(self._mask.found(cell) for cell in cells(snapshot)):
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            told = facts_of(self._scenario, branch, index)
            keep_world(snapshot, moment_file(self._folder, branch), told)
        except (CannotKeep, OSError, sqlite3.Error):
            return  # the branch can still be played from its beginning
        finally:
            snapshot.close()


def kept_moment(beginning: Beginning, place: Place) -> Snapshot | StepFault:
    """The world that a branch goes on in."""
    try:
        return open_world_kept(Path(beginning.file))
    except CannotGoOn as fault:
        hint = "run it without --from; the next failure keeps one"
        return StepFault(f"nothing can go on from {beginning.file}: {fault}", hint, place)


def _is_taped(scenario: Scenario) -> bool:
    """Whether HTTP is played from a tape: it would begin anew."""
    return scenario.graph.circumstances.cassette is not None
