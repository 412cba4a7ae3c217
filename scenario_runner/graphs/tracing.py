"""Runs told to LangSmith or to a collector of OpenTelemetry, where that is asked for: with what
stands in their own environment variables, and never for what these say alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.graphs import surroundings
from scenario_runner.masking.mask import Mask

Trace = Literal["langsmith", "otel"]

_SETTINGS = ("LANGSMITH_", "LANGCHAIN_", "OTEL_")
_PATIENCE = 10.0
"""Seconds that what is not yet sent has at the end of a case."""


@frozen
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


@frozen
class Tracing:
    """Who is told of runs, and how they are reached."""

    to: Trace
    settings: Mapping[str, str] = field(repr=False)
    """Environment variables of LangSmith and of OpenTelemetry."""


def tracing_of(to: Trace | None) -> Tracing | None:
    """With what the environment of this process says: it travels with a case."""
    if to is None:
        return None
    settings = {key: value for key, value in os.environ.items() if key.startswith(_SETTINGS)}
    return Tracing(to=to, settings=settings)


@contextmanager
def tracing(asked: Tracing | None, mask: Mask) -> Iterator[None]:
    """Tell of what runs meanwhile, without secrets, and wait until all has been told; do nothing
    where it was not asked for."""
    if asked is None:
        yield
        return
    from langsmith import run_trees  # noqa: PLC0415  # only if asked

    from scenario_runner.graphs.trace_client import client_of  # noqa: PLC0415  # as above

    with surroundings.environment(asked.settings), surroundings.tracing_on():
        client, tell_all = client_of(asked.to, mask)
        run_trees._CLIENT = client  # noqa: SLF001  # each case has secrets of its own
        try:
            yield
        finally:
            # a server that does not answer must not hold the case
            sending = threading.Thread(target=tell_all, daemon=True)
            sending.start()
            sending.join(_PATIENCE)
