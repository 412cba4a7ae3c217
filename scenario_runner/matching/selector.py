"""Message selectors: which message of a conversation is meant."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.frozen import frozen
from scenario_runner.language.model import MessageSelector
from scenario_runner.language.value import Data
from scenario_runner.matching.match import matches
from scenario_runner.matching.say import counted, listed, show

_MOST_LISTED = 12
_LONGEST = 40  # characters shown of a message's content


class SelectionFault(Exception):
    """A selector that fits no message, or several: what is wrong, and what was there."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@frozen
class Wanted:
    """A selector as plain data; None where the key is not written."""

    role: Data = None
    id: Data = None
    content: Data = None
    """A matcher, or the content itself."""
    nth: int | None = None

    def fits(self, message: Data) -> bool:
        """Whether all that is given fits this message; `nth` is not asked."""
        if not isinstance(message, dict):
            return self.role is None and self.id is None and self.content is None
        return (
            (self.role is None or message.get("role") == self.role)
            and (self.id is None or matches(self.id, message.get("id")))
            and (self.content is None or matches(self.content, message.get("content")))
        )

    def __str__(self) -> str:
        parts = {"role": self.role, "id": self.id, "content": self.content}
        given = {name: part for name, part in parts.items() if part is not None}
        return show(given) if given else "any message"


def select(messages: Sequence[Data], selector: MessageSelector) -> int:
    """The index (from 0) of the one message that the selector means, in a conversation in
    normal form. The selector's values are rendered.

    Raises SelectionFault.
    """
    wanted = Wanted(
        role=selector.role,
        id=None if selector.id is None else selector.id.data,
        content=None if selector.content is None else selector.content.data,
        nth=selector.nth,
    )
    return pick(messages, wanted)


def pick(messages: Sequence[Data], wanted: Wanted) -> int:
    """The index of the one message wanted. Raises SelectionFault."""
    found = [index for index, message in enumerate(messages) if wanted.fits(message)]
    if wanted.nth is not None:
        if -len(found) <= wanted.nth < len(found):
            return found[wanted.nth]
        raise SelectionFault(_no_nth(wanted, len(found)), _there(messages))
    if len(found) == 1:
        return found[0]
    if not found:
        raise SelectionFault(f"no message fits {wanted}", _there(messages))
    which = listed([str(index) for index in found])
    raise SelectionFault(
        f"{counted(len(found), 'message')} fit {wanted}: {which}",
        f"say which one with nth (0 is the first, -1 the last); {_there(messages)}",
    )


def _no_nth(wanted: Wanted, found: int) -> str:
    fitting = "" if str(wanted) == "any message" else f" that {_fits(found)} {wanted}"
    return f"there is no message number {wanted.nth} among {counted(found, 'message')}{fitting}"


def _fits(found: int) -> str:
    return "fits" if found == 1 else "fit"


def _there(messages: Sequence[Data]) -> str:
    """The messages there were to choose from, each with its index."""
    if not messages:
        return "the conversation has no messages"
    lines = [f"{index} {_told(message)}" for index, message in enumerate(messages)]
    before = len(lines) - _MOST_LISTED
    if before > 0:
        lines = [f"{counted(before, 'earlier message')}", *lines[before:]]
    return f"the messages are: {', '.join(lines)}"


def _told(message: Data) -> str:
    if not isinstance(message, dict):
        return show(message, _LONGEST)
    return f"{message.get('role', 'without a role')} {show(message.get('content'), _LONGEST)}"
