"""What can go wrong at the door to LangGraph, and the user's own part of a traceback."""

from __future__ import annotations

import os
import re
import sysconfig
import traceback
from pathlib import Path

from scenario_runner.language.value import Pointer
from scenario_runner.problem import Place

_STANDARD = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib")})
_INSTALLED = tuple({sysconfig.get_path(name) for name in ("purelib", "platlib")})
_MACHINERY = (
    str(Path(__file__).resolve().parents[1]),
    *(f"{folder}/{name}/" for folder in _INSTALLED for name in ("langgraph", "langchain_core")),
)
_RANDOM_NOTE = "During task with name"
"""LangGraph adds this to what a node raises, with an id that is another in every run."""


_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_SPEAKS_OF_ONE = re.compile(r"environ|\benv\b|_(?:KEY|TOKEN|SECRET|PASSWORD|URL)\b", re.IGNORECASE)


class GraphLoadError(Exception):
    """A graph that cannot be had: what is wrong, what to do, and the original error."""

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        traceback: str | None = None,
        place: Place | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.traceback = traceback
        """The original error with the user's own frames; None where there was none."""
        self.place = place
        """Where it stands; None: the place of the graph as a whole."""


class ValueFault(Exception):
    """A written value that cannot become the object it names."""

    def __init__(self, pointer: Pointer, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.pointer = pointer
        """The way to the part at fault, from the top of the value."""
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[ValueFault], tuple[Pointer, str, str | None]]:
        return type(self), (self.pointer, self.message, self.hint)


class InlineFault(Exception):
    """A node or edge of an inline graph that cannot do what the file says, found as it ran."""

    def __init__(self, message: str, hint: str | None, place: Place) -> None:
        super().__init__(f"{place}: {message}")
        self.message = message
        self.hint = hint
        self.place = place

    def __reduce__(self) -> tuple[type[InlineFault], tuple[str, str | None, Place]]:
        return type(self), (self.message, self.hint, self.place)


def user_traceback(error: BaseException) -> str:
    """The error as Python prints it, with only the frames of the user's own files.

    Where none is theirs (an application installed as a library), those of installed libraries
    stay, but for LangGraph's; never Python's own or ours. Nothing in it is random.
    """
    told = traceback.TracebackException.from_exception(error)
    _keep(told, set())
    return "".join(told.format()).rstrip()


def _keep(told: traceback.TracebackException, seen: set[int]) -> None:
    if id(told) in seen:
        return
    seen.add(id(told))
    own = [frame for frame in told.stack if is_users(frame.filename)]
    installed = [frame for frame in told.stack if _is_installed(frame.filename)]
    told.stack = traceback.StackSummary.from_list(own or installed)
    notes: list[str] = getattr(told, "__notes__", None) or []
    told.__notes__ = [note for note in notes if not note.startswith(_RANDOM_NOTE)]
    for inner in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if inner is not None:
            _keep(inner, seen)


def is_users(filename: str) -> bool:
    """Whether a frame's file is the user's own: not ours, not a library's, not made up."""
    return not filename.startswith((*_MACHINERY, *_STANDARD, *_INSTALLED, "<"))


def _is_installed(filename: str) -> bool:
    return filename.startswith(_INSTALLED) and not filename.startswith(_MACHINERY)


def missing_variable(error: BaseException) -> str | None:
    """What to do about an environment variable that is asked for and not set. Clients of
    providers are often made as a module is imported, and want a key then."""
    text = str(error)
    found = next((name for name in _VARIABLE.findall(text) if name not in os.environ), None)
    if found is None or not (isinstance(error, KeyError) or _SPEAKS_OF_ONE.search(text)):
        return None
    return (
        f"set {found}, or say `environment: {{{found}: not-a-key}}` in the scenario, or in "
        "defaults.scenario-runner.yaml for a whole folder"
    )


def in_one_line(error: BaseException) -> str:
    """`TypeError: the message`, or just the class where there is no message."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
