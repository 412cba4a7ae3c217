"""Objects that another takes the place of: constants, clients, classes, functions in C."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from types import MethodType
from typing import Any

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.patch_code import Answerer, is_calling
from scenario_runner.graphs.patch_holders import (
    holders,
    importers,
    in_project,
    is_shared,
    project_modules,
)
from scenario_runner.graphs.patch_spots import Spot, spots
from scenario_runner.graphs.patch_target import Found

_GONE = object()


class Double:
    """Called in place of what is no Python function. It passes for the real one otherwise: a
    class is still a class to `isinstance`, and has its other attributes."""

    def __init__(self, answerer: Answerer, real: Any, mark: object) -> None:
        self.__wrapped__ = real
        self._answerer = answerer
        self._mark = mark

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The stand-in's answer."""
        if is_calling(self._mark):
            return self.__wrapped__(*args, **kwargs)
        return self._answerer.call(args, kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __get__(self, instance: object, _owner: type | None = None) -> Double | MethodType:
        binds = instance is not None and hasattr(type(self.__wrapped__), "__get__")
        return MethodType(self, instance) if binds else self

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self.__wrapped__,)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__wrapped__)

    def __subclasscheck__(self, kind: type) -> bool:
        return issubclass(kind, self.__wrapped__)


class Swap:
    """An object of the application, and what takes its place. Holds them where no sweep over
    those who hold them looks."""

    def __init__(self, found: Found, new: object, folders: Sequence[str]) -> None:
        self.found = found
        self.new = new
        self.folders = folders

    def enter(self, leaving: ExitStack) -> None:
        """Put it in place everywhere; `leaving` undoes it. Raises GraphLoadError."""
        old, new = self.found.value, self.new
        self._known = [] if is_shared(new) else holders(new)
        """Those who hold the new one anyway: alive, so that nobody else gets their ids."""
        put_back = _put(self.found, new)
        found: Iterable[Spot] = ()
        if self.found.owner is self.found.module:  # an attribute is that object's alone
            by_name = is_shared(old)
            found = self._by_name(old, new) if by_name else spots(old, new, self._holders(old))
        self._spots = list(found)
        leaving.callback(self._leave, put_back)
        for spot in self._spots:
            spot.fill()

    def _leave(self, put_back: Callable[[], None]) -> None:
        """Put the old one back, also where the new one has got to since."""
        for spot in self._spots:
            spot.empty()
        old, new = self.found.value, self.new
        later: list[Spot] = []
        if is_shared(new) and self.found.owner is self.found.module:
            later = list(self._by_name(new, old))
        elif not is_shared(new):
            known = {id(holder) for holder in self._known}
            later = list(spots(new, old, [h for h in holders(new) if id(h) not in known]))
        for spot in later:
            spot.fill()
        put_back()

    def _holders(self, old: object) -> list[Any]:
        modules = project_modules(self.folders)
        shared = inspect.isclass(old) or inspect.isbuiltin(old) or inspect.ismodule(old)
        if shared or self.found.module not in modules:
            return in_project(old, modules)
        return holders(old)

    def _by_name(self, old: object, new: object) -> Iterator[Spot]:
        """Where the project imports it by its name: a number has no other mark."""
        modules = project_modules(self.folders)
        for module, name in importers(self.found.module, self.found.name, modules):
            held = vars(module).get(name, _GONE)
            if type(held) is type(old) and held == old:
                yield Spot(holder=vars(module), key=name, old=held, new=new)


def _put(found: Found, new: object) -> Callable[[], None]:
    """Set it where the target says; what puts the old one back. Raises GraphLoadError."""
    own = found.is_own
    try:
        _set(found.owner, found.name, new)
    except (AttributeError, TypeError) as error:
        raise GraphLoadError(
            f"{found.written} cannot be replaced: {error}",
            "patch the class's attribute, or the object that has it",
        ) from error

    def back() -> None:
        if own or not hasattr(found.owner, "__dict__"):
            stored = found.raw if inspect.isclass(found.owner) else found.value  # slots have none
            _set(found.owner, found.name, stored)
        elif inspect.isclass(found.owner):
            delattr(found.owner, found.name)
        else:
            vars(found.owner).pop(found.name, None)

    return back


def _set(owner: Any, name: str, value: object) -> None:
    try:
        setattr(owner, name, value)
    except Exception:
        if inspect.isclass(owner):
            raise
        object.__setattr__(owner, name, value)  # frozen models and dataclasses
