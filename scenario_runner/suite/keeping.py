"""Databases that a branch leaves behind: for who asked for them, and of what went wrong."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from scenario_runner.engine.journaled_storage import JournaledStorage
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.world import World
from scenario_runner.suite.databases import database_name, secrets_in
from scenario_runner.suite.kept import is_foretold
from scenario_runner.suite.last_good import Moments
from scenario_runner.suite.storing import database_named
from scenario_runner.suite.told import DatabaseWithheld, Job, Tell


def keep_on_server(job: Job, branch: str, world: World, tell: Tell) -> None:
    """Leave the branch's database on its server, where that is asked for."""
    storage = world.storage
    if not job.keep_on_server or not isinstance(storage, JournaledStorage):
        return
    if held := secrets_in(storage, job.mask):
        tell(DatabaseWithheld(branch=branch, secrets=held))
        return
    called = database_named(job.keep_on_server, job.case, branch)
    storage.keep_as(called, job.mask.text(f"{job.case}::{branch}"))


def keep_database(
    job: Job, branch: str, world: World, moments: Moments, tell: Tell, *, bad: bool
) -> None:
    """Write the branch's database as a file, where that is asked for; of a `bad` branch its last
    good moment too."""
    if isinstance(world.storage, ServerStorage):  # its server has what there is to keep
        return
    if job.keep is None:
        return
    if job.keep_only_bad and (not bad or is_foretold(job.scenario, branch)):
        return
    path = Path(job.keep) / database_name(branch)
    if held := secrets_in(world.storage, job.mask):
        with suppress(OSError):  # nothing was kept there either
            path.unlink(missing_ok=True)
        tell(DatabaseWithheld(branch=branch, secrets=held))
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        world.storage.write_to(path)
    except (OSError, sqlite3.Error):
        if not job.keep_only_bad:
            raise
        return  # nobody asked for it, and the run is worth more
    if bad:
        moments.keep(branch, world)
