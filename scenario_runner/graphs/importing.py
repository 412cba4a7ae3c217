"""Importing what a reference or a target names."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.files import import_file, loaded_file
from scenario_runner.graphs.modules import import_name


async def module_at(module: str, folders: Sequence[str]) -> ModuleType:
    """The module of a dotted name or a file (absolute). A module may call `asyncio.run()` when
    it is imported, so that happens on a thread without a loop, as LangGraph's server does it.
    Raises GraphLoadError."""
    is_file = Path(module).is_absolute()
    found = loaded_file(module) if is_file else sys.modules.get(module)
    if found is not None:
        return found
    try:
        if is_file:
            return await asyncio.to_thread(import_file, module, folders)
        return await asyncio.to_thread(import_name, module)
    finally:
        surroundings.keep_tracing_off()
