"""What the target of a patch names: the object, and who holds it."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.modules import attribute
from scenario_runner.language.patch import Patch

_MISSING = object()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Found:
    """The target of a patch."""

    written: str
    module: ModuleType
    owner: Any
    """The module, class or object that has it."""
    name: str
    """As the owner has it."""
    value: Any
    """As its owner gives it: bound, where it is a method."""
    raw: Any
    """As it is stored, on the owner or its class."""

    @property
    def is_own(self) -> bool:
        """Whether the owner itself stores it, and not one of its classes."""
        return self.name in getattr(self.owner, "__dict__", {})

    @property
    def described(self) -> str:
        """What it is, for messages."""
        if self.value is None:
            return "None"
        name = type(self.value).__name__
        return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def find(patch: Patch, module: ModuleType) -> Found:
    """The target in its module. Raises GraphLoadError with what was looked at."""
    target = patch.target
    above, _, name = target.attribute.rpartition(".")
    where = target.written.rpartition(":")[0]
    owner: Any = attribute(module, above, where=where) if above else module
    raw = inspect.getattr_static(owner, name, _MISSING)
    value: Any = raw
    if not isinstance(raw, property | functools.cached_property):  # asking one would run it
        try:
            value = attribute(module, target.attribute, where=where)
        except GraphLoadError as error:
            raise GraphLoadError(
                f"nothing to patch: {error.message}", error.hint, error.traceback
            ) from error
    return Found(
        written=target.written,
        module=module,
        owner=owner,
        name=name,
        value=value,
        raw=value if raw is _MISSING else raw,
    )
