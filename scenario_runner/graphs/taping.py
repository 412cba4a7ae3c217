"""How HTTP is played and recorded; plain data, for those who do not import vcrpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Record = Literal["none", "missing", "all"]
"""`--record`: what is asked of the network, and kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taping:
    """How the HTTP of one branch is played and recorded."""

    record: Record = "none"
    own: str = ""
    """Of the branch: what its tape's name has besides the cassette's."""
    before: tuple[str, ...] = ()
    """Of those whose tapes come first, where a branch is told from the start."""
    masks: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Texts that must not be written, and what stands for each."""
