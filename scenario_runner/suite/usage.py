"""A command line or a call that cannot be meant, and the exit codes. Imports nothing: whoever
only prints help needs no more."""

from __future__ import annotations

FAILED, INVALID, INTERNAL, NOT_LOADED, NOTHING, INTERRUPTED = 1, 2, 3, 4, 5, 130


class UsageFault(Exception):
    """The command line asks for something that is not there."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
