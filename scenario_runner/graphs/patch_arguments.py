"""The arguments of a call by the names of the parameters, as `calls` compares them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from langchain_core.callbacks import BaseCallbackHandler, BaseCallbackManager
from langchain_core.callbacks.manager import BaseRunManager
from langchain_core.tools import InjectedToolArg
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore

_GIVEN_BY_FRAMEWORK = (
    BaseCallbackHandler, BaseCallbackManager, BaseRunManager, BaseStore, Runtime,
)  # fmt: skip
_FRAMEWORK_CLASSES = frozenset({"ToolRuntime"})
"""Of langgraph-prebuilt, which need not be there."""


class Naming:
    """How the arguments of one callable are named."""

    def __init__(
        self, called: Callable[..., Any], *, bound: int = 0, hidden: frozenset[str] = frozenset()
    ) -> None:
        """`bound`: how many leading arguments are the object or class that a method is of.
        `hidden`: parameters that are told nowhere."""
        self._bound = bound
        self._hidden = hidden | _injected(called)
        self._signature = _signature(called, bound)

    def named(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, object]:
        """The arguments by name, defaults included. Those of `*args` are a list, those of
        `**kwargs` stand among the others; what frameworks hand in by themselves is left out."""
        told = self._bind(args[self._bound :], kwargs)
        return {
            name: value
            for name, value in told.items()
            if name not in self._hidden and not _is_framework(value)
        }

    def _bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, object]:
        if self._signature is None:
            return _unnamed(args, kwargs)
        try:
            bound = self._signature.bind(*args, **kwargs)
        except TypeError:
            return _unnamed(args, kwargs)
        bound.apply_defaults()
        told: dict[str, object] = {}
        for name, value in bound.arguments.items():
            match self._signature.parameters[name].kind:
                case inspect.Parameter.VAR_KEYWORD:
                    told |= value
                case inspect.Parameter.VAR_POSITIONAL:
                    told |= {name: list(value)} if value else {}
                case _:
                    told[name] = value
        return told


def _unnamed(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, object]:
    return {**({"args": list(args)} if args else {}), **kwargs}


def _signature(called: Callable[..., Any], bound: int) -> inspect.Signature | None:
    try:
        whole = inspect.signature(called)
    except (TypeError, ValueError):  # some callables written in C tell nothing
        return None
    parameters = list(whole.parameters.values())
    own = [p for p in parameters[:bound] if p.kind is not p.VAR_POSITIONAL]
    return whole.replace(parameters=parameters[len(own) :])


def _injected(called: Callable[..., Any]) -> frozenset[str]:
    """Parameters that LangChain and LangGraph fill in: `InjectedState`, a `RunnableConfig`."""
    try:
        hints = get_type_hints(called, include_extras=True)
    except Exception:  # noqa: BLE001 - annotations are the user's own code
        return frozenset()
    return frozenset(name for name, hint in hints.items() if _is_injected(hint))


def _is_injected(hint: Any) -> bool:
    if "RunnableConfig" in str(hint) or "StreamWriter" in str(hint):
        return True
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return any(
        isinstance(mark, InjectedToolArg)
        or (isinstance(mark, type) and issubclass(mark, InjectedToolArg))
        for mark in marks
    )


def _is_framework(value: object) -> bool:
    kind = type(value)
    return issubclass(kind, _GIVEN_BY_FRAMEWORK) or kind.__name__ in _FRAMEWORK_CLASSES
