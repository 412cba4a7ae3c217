"""The alarm of a worker: it ends the process, telling where it hung, when nothing else can."""

from __future__ import annotations

import faulthandler
import math
import time
from typing import TextIO

GRACE = 0.5
"""Seconds between a step's own timeout, which leaves the process whole, and the alarm."""

_CLOSE = 0.02
"""Seconds by which two ends may differ and still be one: nearly all steps of a case have the
case's own, and each alarm that is set starts a thread, which costs more than judging a step."""


class Watchdog:
    """Called with the seconds after which the process must end; with 0 it need not, for now."""

    def __init__(self, hung: TextIO) -> None:
        self._hung = hung
        self._end = math.inf

    def __call__(self, seconds: float) -> None:
        """Set the alarm, or leave it where it is right already."""
        end = time.monotonic() + seconds if seconds else math.inf
        if abs(end - self._end) < _CLOSE:
            return
        faulthandler.cancel_dump_traceback_later()
        if seconds:
            faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=self._hung)
        self._end = end
