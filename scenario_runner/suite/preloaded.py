"""What the process that workers are forked from imports: all that a worker needs of ours and of
LangGraph.

Nothing of that is ever garbage. Looking for some meanwhile takes a sixth of the time of the
import, which every run waits for.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module

from scenario_runner.suite.forks import OURS, SAFE_PATH
from scenario_runner.suite.unopened import left_unopened

if os.environ.get(SAFE_PATH) == OURS:  # it is for this process, and not for what graphs start
    del os.environ[SAFE_PATH]

gc.disable()
try:
    with left_unopened():
        import_module("scenario_runner.suite.worker")
        import_module("scenario_runner.suite.worker_process")
        import_module("pebble.pool.process")
finally:
    gc.freeze()
    gc.enable()
