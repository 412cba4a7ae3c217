"""Where the conversations of a run were kept, as every report names it."""

from __future__ import annotations

from collections.abc import Iterable

from scenario_runner.results.model import CaseResult, Environment

_MOST = 3
"""Servers that are named."""


def storage_told(environment: Environment, cases: Iterable[CaseResult]) -> str | None:
    """The storage of the run, where any of the cases was kept in it, and the LangGraph servers
    that kept the others. None where nothing is known."""
    played = [one for one in cases if one.branches]
    servers = list(dict.fromkeys(one.server for one in played if one.server is not None))
    is_alone = bool(servers) and all(one.server is not None for one in played)
    here = [] if is_alone or environment.saver is None else [environment.saver]
    more = [f"{len(servers) - _MOST} more"] if len(servers) > _MOST else []
    return "; ".join([*here, *servers[:_MOST], *more]) or None
