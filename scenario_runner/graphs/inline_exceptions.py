"""Exceptions that graphs told in YAML name: those nodes raise, and those they run again after."""

from __future__ import annotations

import builtins
import inspect

from langgraph.types import RetryPolicy

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.modules import load_object
from scenario_runner.language.model import InlineRetry
from scenario_runner.problem import Place


def raised_type(name: str, place: Place) -> type[Exception]:
    """The class that `raises` names, which can be made of a message. Raises GraphLoadError."""
    found = exception_class(name, place)
    try:
        found("")
    except Exception as error:
        raise GraphLoadError(
            f'"{name}" cannot be made from a message alone',
            "raise another one, or call a function that raises it",
            place=place,
        ) from error
    return found


def retry_policy(retry: InlineRetry | None) -> RetryPolicy | None:
    """The policy a node is added with. Raises GraphLoadError.

    LangGraph's own choice of what to run again after leaves out most of Python's exceptions
    (ValueError, TimeoutError, ...): here all are meant, but for a fault of the file itself.
    """
    if retry is None:
        return None
    kinds = tuple(exception_class(name, retry.place) for name in retry.retry_on) or (Exception,)

    def again(error: Exception) -> bool:
        return isinstance(error, kinds) and not isinstance(error, InlineFault)

    return RetryPolicy(
        initial_interval=retry.initial_interval,
        backoff_factor=retry.backoff_factor,
        max_interval=retry.max_interval,
        max_attempts=retry.max_attempts,
        jitter=retry.jitter,
        retry_on=again,
    )


def exception_class(name: str, place: Place, who: str = "a node") -> type[Exception]:
    """The class of that name, which `who` is to raise. Raises GraphLoadError."""
    try:
        if ":" in name:
            found = load_object(name)
        elif "." in name:
            found = load_object(":".join(name.rsplit(".", 1)))
        else:
            found = getattr(builtins, name, None)
    except GraphLoadError as error:
        error.place = place
        raise
    if inspect.isclass(found) and issubclass(found, Exception):
        return found
    raise GraphLoadError(
        f'"{name}" is not an exception that {who} can raise',
        "name one of Python's own, as ValueError, or a class as shop.errors:Refused",
        place=place,
    )
