"""Cases that wait for their turn. A scenario as it was read takes ten times the memory that it
takes packed, and thousands may wait; of a few hundred it is not worth the time."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable
from typing import TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.suite.case import BrokenCase, Case


@frozen
class FiledCase:
    """A case as bytes."""

    id: str
    packed: bytes
    """Its pickle, compressed."""


Waiting: TypeAlias = Case | FiledCase | BrokenCase

_UNPACKED = 500
"""Cases that wait as they are: 8 MB of them."""


def _filed(case: Case | BrokenCase) -> FiledCase | BrokenCase:
    """The case, packed until its turn comes."""
    if isinstance(case, BrokenCase):
        return case
    whole = pickle.dumps(case, pickle.HIGHEST_PROTOCOL)
    return FiledCase(id=case.id, packed=zlib.compress(whole, 1))


def waiting(cases: Iterable[Case | BrokenCase]) -> list[Waiting]:
    """The cases, all but the first few hundred packed as soon as they are read."""
    return [case if at < _UNPACKED else _filed(case) for at, case in enumerate(cases)]


def let_go(case: Waiting) -> Waiting:
    """The case, of which no more is held than its name: it has been played."""
    return FiledCase(id=case.id, packed=b"")


def opened(case: Waiting) -> Case | BrokenCase:
    """The case as it was."""
    if not isinstance(case, FiledCase):
        return case
    unpacked: Case = pickle.loads(zlib.decompress(case.packed))  # noqa: S301  # packed here
    return unpacked
