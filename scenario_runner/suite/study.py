"""What is known of a scenario's graph: loaded where it can be killed, and told as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.model import Scenario
from scenario_runner.masking.mask import NOTHING, Mask
from scenario_runner.results.model import ErrorTold

STUDIED: Final = "studied"
"""The file that a worker leaves."""


@frozen
class Study:
    """What one process is to look at: the graph of a scenario, of which nothing is run."""

    scenario: Scenario
    branch: str = "main"
    """Whose variables the graph's own values are worked out with."""
    timeout: float = 60.0
    """Seconds for all of it."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What templates read as `env`."""
    mask: Mask = NOTHING
    """Takes secrets out of what is told."""


@frozen
class Known:
    """A graph that was loaded."""

    knowledge: Knowledge


@frozen
class NotLoaded:
    """A graph that was not, and why."""

    error: ErrorTold
    printed: str = ""
    """What the graph printed meanwhile."""


Studied: TypeAlias = Known | NotLoaded
