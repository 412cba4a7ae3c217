"""Runs told to LangSmith, where that is asked for: with what stands in its own environment
variables, and never for what they say alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from scenario_runner.graphs import surroundings
from scenario_runner.masking.mask import Mask

_SETTINGS = ("LANGSMITH_", "LANGCHAIN_")
_PATIENCE = 10.0
"""Seconds that what is not yet sent has at the end of a case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traced:
    """What the runs of a step are told as."""

    scenario: str
    branch: str
    step: str

    @property
    def tags(self) -> list[str]:
        """`scenario:...`, `branch:...`, `step:...`."""
        return [f"{key}:{value}" for key, value in self.metadata.items()]

    @property
    def metadata(self) -> dict[str, str]:
        """The same as a mapping."""
        return {"scenario": self.scenario, "branch": self.branch, "step": self.step}


def langsmith_settings() -> dict[str, str]:
    """What the environment of this process says of LangSmith: they travel with a case."""
    return {key: value for key, value in os.environ.items() if key.startswith(_SETTINGS)}


@contextmanager
def tracing(settings: Mapping[str, str] | None, mask: Mask) -> Iterator[None]:
    """Tell LangSmith of what runs meanwhile, inputs and outputs without secrets, and wait until
    it has been told; do nothing where there are no settings."""
    if settings is None:
        yield
        return
    from langsmith import run_trees  # noqa: PLC0415  # only if asked

    with surroundings.environment(settings), surroundings.tracing_on():
        run_trees._CLIENT = None  # noqa: SLF001  # each case has secrets of its own
        client = run_trees.get_cached_client(hide_inputs=mask.data, hide_outputs=mask.data)
        try:
            yield
        finally:
            # a server that does not answer must not hold the case
            sending = threading.Thread(target=client.flush, daemon=True)
            sending.start()
            sending.join(_PATIENCE)
