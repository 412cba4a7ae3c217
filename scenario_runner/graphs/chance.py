"""`seed`: `random` and `uuid.uuid4` give the same in every run, and go on where a branch begins."""

from __future__ import annotations

import os
import random
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from scenario_runner.graphs.positions import Positions

_LIBRARIES = ("langgraph", "langchain", "langsmith")


@contextmanager
def seeded(seed: int, positions: Positions) -> Iterator[None]:
    """Chance that follows from `seed`; where `positions` were copied from others, it goes on
    from where it stood then.

    What LangGraph draws for its own use changes nothing of what the application draws. Nodes
    that run at the same time draw in the order in which they happen to come.
    """
    before = random.getstate()
    drawing = _Drawing(of_application=_random(seed), of_libraries=_random(seed))
    random.seed(seed)
    positions.follow("random", random.getstate, random.setstate)
    positions.follow("uuid", drawing.state, drawing.go_to)
    try:
        with ExitStack() as patched:
            # whoever has imported uuid4 by name asks os.urandom through its module too
            patched.enter_context(patch.object(uuid, "os", drawing))
            for module in _drawing_libraries():  # ids and versions of checkpoints, waits
                patched.enter_context(patch.object(module, "random", _random(seed)))
            yield
    finally:
        random.setstate(before)


def _drawing_libraries() -> list[ModuleType]:
    loaded = [module for name, module in sys.modules.items() if name.startswith(_LIBRARIES)]
    return [module for module in loaded if vars(module).get("random") is random]


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # not for secrets


class _Drawing:
    """The module `os` as `uuid` sees it, but for where its random bytes come from."""

    def __init__(self, *, of_application: random.Random, of_libraries: random.Random) -> None:
        self._sources = (of_application, of_libraries)

    def urandom(self, size: int) -> bytes:
        """Bytes for whoever called the function of `uuid` that asks for them."""
        caller = sys._getframe(2).f_globals.get("__name__", "")  # noqa: SLF001  # documented
        return self._sources[caller.startswith(_LIBRARIES)].randbytes(size)

    def state(self) -> tuple[object, ...]:
        """Where both sources stand."""
        return tuple(source.getstate() for source in self._sources)

    def go_to(self, state: tuple[Any, ...]) -> None:
        """Stand where they stood."""
        for source, stood in zip(self._sources, state, strict=True):
            source.setstate(stood)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)
