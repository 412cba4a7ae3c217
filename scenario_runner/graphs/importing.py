"""Importing what a reference or a target names."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.files import import_file, loaded_file
from scenario_runner.graphs.modules import attribute, import_name
from scenario_runner.language.patch import PatchTarget
from scenario_runner.problem import Place


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


def callable_at(target: PatchTarget, folders: Sequence[str], place: Place) -> Callable[..., Any]:
    """The function that a name leads to; errors stand at `place`. Raises GraphLoadError."""
    is_file = Path(target.module).is_absolute()
    try:
        module = import_file(target.module, folders) if is_file else import_name(target.module)
        found = attribute(module, target.attribute, where=target.written.rpartition(":")[0])
    except GraphLoadError as error:
        error.place = place
        raise
    if callable(found):
        return found
    raise GraphLoadError(
        f"{target.written} is not a function", "name one that can be called", place=place
    )
