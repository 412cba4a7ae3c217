"""What an act may have to take back: a copy is kept meanwhile, and is never left behind."""

import asyncio
import sqlite3
from contextlib import suppress

import pytest

from scenario_runner.engine.world import World, open_world
from scenario_runner.language.load import load

COUNTING = """\
scenario: s
graph:
  state: {turn: {type: integer, reducer: add}}
  nodes: {one: {returns: {turn: 1}}}
  edges: [START -> one]
steps: [{invoke: {}}]
"""
CONFIG = {"configurable": {"thread_id": "main"}}


@pytest.fixture
def copies(monkeypatch):
    """The copies that worlds make of themselves."""
    made, own = [], World.snapshot

    def noting(world):
        made.append(own(world))
        return made[-1]

    monkeypatch.setattr(World, "snapshot", noting)
    return made


@pytest.mark.parametrize(
    ("raised", "turns", "kept"), [(None, 2, False), (KeyError, 1, True), (ValueError, 2, False)]
)
def test_only_a_named_error_undoes_and_the_copy_is_freed_otherwise(
    raised, turns, kept, copies, tmp_path
):
    """What was run inside is there afterwards, or is as if it had not been."""
    file = tmp_path / "a.scenario.yaml"
    file.write_text(COUNTING)

    async def played():
        async with open_world(load(file).graph, variables={}, source=None) as world:
            await world.app.ainvoke({"turn": 0}, CONFIG)
            with suppress(KeyError, ValueError), world.undoing(KeyError):
                await world.app.ainvoke({"turn": 0}, CONFIG)
                if raised is not None:
                    raise raised
            state = await world.app.aget_state(CONFIG)
            return state.values["turn"], _is_open(copies[0].storage)

    assert asyncio.run(played()) == (turns, kept)


def _is_open(storage):
    try:
        storage.connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True
