"""`seed`: `random` and `uuid.uuid4` give the same in every run, and go on where a branch begins."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from scenario_runner.graphs.positions import Positions


@contextmanager
def seeded(seed: int, positions: Positions) -> Iterator[None]:
    """Chance that follows from `seed`; where `positions` were copied from others, it goes on
    from where it stood then.

    Nodes that run at the same time draw in the order in which they happen to come.
    """
    before, ids = random.getstate(), random.Random(seed)  # noqa: S311  # not for secrets
    random.seed(seed)
    positions.follow("random", random.getstate, random.setstate)
    positions.follow("uuid", ids.getstate, ids.setstate)
    try:
        # whoever has imported uuid4 by name asks os.urandom through its module too
        with patch.object(uuid, "os", _Drawing(ids)):
            yield
    finally:
        random.setstate(before)


class _Drawing:
    """The module `os` as `uuid` sees it, but for where its random bytes come from."""

    def __init__(self, ids: random.Random) -> None:
        self._ids = ids

    def urandom(self, size: int) -> bytes:
        return self._ids.randbytes(size)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)
