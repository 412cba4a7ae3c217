"""What an error says, said once: its title, its message and its traceback often say the same."""

from __future__ import annotations

_RAISED = "the graph raised "


def beyond_title(message: str) -> str:
    """The message below a title that says already that the graph raised something."""
    return message.removeprefix(_RAISED)


def beyond_message(traceback: str | None, message: str) -> str | None:
    """The traceback, where it says more than the message: where it was raised, or what came
    before. An error of an inline graph has no frames of a user's own, and so only its message."""
    if traceback is None or traceback.strip() in message:
        return None
    return traceback
