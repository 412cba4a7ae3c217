"""`freeze_time`: the clock stands still for everything in this process."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.problem import Place


def stopped_clock(moment: datetime, place: Place | None) -> AbstractContextManager[object]:
    """Every clock but the monotonic ones shows `moment`, in UTC. Raises GraphLoadError."""
    try:
        import time_machine  # noqa: PLC0415  # an extra, for those who freeze the time
    except ImportError as error:
        hint = "pip install 'scenario-runner[time]'"
        raise GraphLoadError("freeze_time needs time-machine", hint, place=place) from error
    # a zone, not only an offset, so that local time is the same on every machine
    return time_machine.travel(moment.astimezone(ZoneInfo("UTC")), tick=False)
