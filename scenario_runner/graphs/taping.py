"""How HTTP is played and recorded; plain data, for those who do not import vcrpy."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.masking.mask import Mask

Record = Literal["none", "missing", "all"]
"""`--record`: what is asked of the network, and kept."""


@frozen
class Taping:
    """How the HTTP of one branch is played and recorded."""

    record: Record = "none"
    own: str = ""
    """Of the branch: what its tape's name has besides the cassette's."""
    before: tuple[str, ...] = ()
    """Of those whose tapes come first, where a branch is told from the start."""
    mask: Mask = field(default=Mask(), repr=False)
    """Takes out what must not be written."""
