"""Where a module of the application holds chat models: under its names, and in its own objects."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from langchain_core.runnables import Runnable
from langgraph.pregel import Pregel

from scenario_runner.graphs.model_targets import makes_models, models_in

_DEEPEST = 4
"""Objects in objects that a name leads through."""
_MOST = 5_000
"""Objects looked at in one module."""


def places_in(module: ModuleType, homes: set[str]) -> Iterator[tuple[str, Any, Any]]:
    """The ways to models in a module, the short ones first, each with what stands there and the
    one model in it; nothing of it is run."""
    seen: set[int] = set()
    waiting: deque[tuple[str, Any, int]] = deque([("", module, 0)])
    while waiting and len(seen) < _MOST:
        way, owner, depth = waiting.popleft()
        for name, value in _held(owner):
            is_name = isinstance(name, str) and name.isidentifier() and not name.startswith("__")
            if not is_name or id(value) in seen:
                continue
            seen.add(id(value))
            below = f"{way}.{name}" if way else name
            models = models_in(value) if isinstance(value, Runnable) else {}
            if makes_models(value):
                models = {id(value): ("", value)}
            if len(models) == 1:
                yield below, value, next(iter(models.values()))[1]
            elif depth < _DEEPEST and _may_hold(value, homes):
                waiting.append((below, value, depth + 1))


def _held(owner: Any) -> list[tuple[Any, Any]]:
    if isinstance(owner, ModuleType | type):
        return list(vars(owner).items())
    held = list((getattr(owner, "__dict__", None) or {}).items())
    for kind in type(owner).__mro__:
        slots = vars(kind).get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else tuple(slots):
            member = vars(kind).get(slot)
            if hasattr(member, "__get__") and type(member).__name__ == "member_descriptor":
                held.append((slot, getattr(owner, slot, None)))
    return held


def _may_hold(value: Any, homes: set[str]) -> bool:
    """Whether to look inside: classes and objects of the application, chains of LangChain."""
    if isinstance(value, type):
        return value.__module__ in homes
    if isinstance(value, Runnable):
        return not isinstance(value, Pregel)
    return type(value).__module__ in homes or type(value).__name__ == "SimpleNamespace"
