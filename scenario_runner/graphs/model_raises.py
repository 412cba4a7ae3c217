"""Exceptions that scripted models raise, those of providers included."""

from __future__ import annotations

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.inline_exceptions import exception_class
from scenario_runner.language.scripts import ModelScript, Raise


def check_raises(script: ModelScript) -> None:
    """Raises GraphLoadError where a reply names no exception."""
    for reply in script.replies:
        if isinstance(reply.says, Raise):
            exception_class(reply.says.type, reply.says.place, "a model")


def raised(told: Raise, message: str) -> Exception:
    """The exception, with this message. Raises InlineFault where it cannot be had.

    Providers make theirs of a response that nobody has here (`openai.RateLimitError`): these are
    made without their constructor, so that they are caught as themselves.
    """
    try:
        kind = exception_class(told.type, told.place, "a model")
    except GraphLoadError as error:
        raise InlineFault(error.message, error.hint, told.place) from None
    try:
        return kind(message)
    except Exception:  # noqa: BLE001  # a constructor may want anything
        made = kind.__new__(kind, message)
        Exception.__init__(made, message)
        made.message = message  # type: ignore[attr-defined]  # where providers keep it
        return made
