"""Patches put in place on real modules, without a scenario around them."""

import asyncio
import contextlib
import functools
import sys

from scenario_runner.engine.normal import normal
from scenario_runner.graphs.patch_ledger import Ledger
from scenario_runner.graphs.patch_script import Scripting
from scenario_runner.graphs.patches import Patches
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.surroundings import importable
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.parse_patches import patches as parsed
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=1, column=1)


def told(written, folder, owner="main"):
    """Patches as a file would tell them."""
    places = Places(values={(): HERE})
    return parsed(Value(data={"patches": written}, places=places), owner, folder)


@contextlib.asynccontextmanager
async def patched(project, written, *, positions=None, before=(), scope=None):
    """The ledger of what is patched while this is open. `before`: modules imported first."""
    root = str(project.root)
    ledger = Ledger(normal)
    patches = Patches(
        patches=told(written, project.root),
        scripting=Scripting(
            Wording(folder=root, root=root, scope=scope or {}), positions or Positions(), ledger
        ),
    )
    with importable([root]), contextlib.ExitStack() as leaving:
        for name in before:
            __import__(name)
        await patches.functions(leaving, [root])
        patches.objects(leaving)
        patches.opened()
        yield ledger


@contextlib.contextmanager
def imported(project, name):
    """A module of the project, importable while this is open."""
    with importable([str(project.root)]):
        __import__(name)
        yield sys.modules[name]


def in_a_loop(test):
    """A test that awaits."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        asyncio.run(test(*args, **kwargs))

    return run
