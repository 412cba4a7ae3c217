"""Cases that wait for their turn, packed: a scenario as it was read takes ten times the memory
that it takes packed, and thousands may wait."""

from __future__ import annotations

import pickle
import zlib

from scenario_runner.frozen import frozen
from scenario_runner.suite.case import BrokenCase, Case


@frozen
class FiledCase:
    """A case as bytes."""

    id: str
    packed: bytes
    """Its pickle, compressed."""


def filed(case: Case | BrokenCase) -> FiledCase | BrokenCase:
    """The case, packed until its turn comes."""
    if isinstance(case, BrokenCase):
        return case
    whole = pickle.dumps(case, pickle.HIGHEST_PROTOCOL)
    return FiledCase(id=case.id, packed=zlib.compress(whole, 1))


def opened(case: FiledCase | BrokenCase) -> Case | BrokenCase:
    """The case as it was."""
    if isinstance(case, BrokenCase):
        return case
    unpacked: Case = pickle.loads(zlib.decompress(case.packed))  # noqa: S301  # packed here
    return unpacked
