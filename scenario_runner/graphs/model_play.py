"""Scripted models while they play: which reply a call gets, and what is wrong where none fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, assert_never

from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.model_prompt import Prompt
from scenario_runner.graphs.model_raises import raised
from scenario_runner.graphs.model_reply import Answer, answer
from scenario_runner.graphs.model_structured import structured_parts
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.expected import check_matcher
from scenario_runner.language.scripts import (
    ModelScript,
    Raise,
    Reply,
    Say,
    SayStructured,
    asked_key,
    use_key,
)
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted
from scenario_runner.matching.match import matches
from scenario_runner.problem import Place

_SHOWN = 120  # characters of a prompt in a message


class ScriptFault(BaseException):
    """A script that cannot do what a call asks of it. No error of the application: neither its
    retries nor its fallbacks may take it for one of a provider."""

    def __init__(self, message: str, hint: str | None, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __reduce__(self) -> tuple[type[ScriptFault], tuple[str, str | None, Place]]:
        return type(self), (self.message, self.hint, self.place)


@dataclass(kw_only=True, slots=True)
class ModelPlay:
    """One script, as far as it has come."""

    script: ModelScript
    positions: Positions
    wording: Wording
    scope: Callable[[], Mapping[str, object]]
    """The names that templates know now."""
    on_fault: Callable[[ScriptFault], None]
    _lock: RLock = field(default_factory=RLock)

    def __deepcopy__(self, memo: object) -> ModelPlay:
        return self  # a copy of a model is still that model

    def answer(self, prompt: Prompt) -> Answer:
        """The answer to a call. Raises ScriptFault."""
        try:
            with self._lock:
                number = self.positions.take(asked_key(self.script.target)) + 1
                reply = self._take(prompt, number)
            return self._said(reply, prompt, number)
        except InlineFault as fault:
            raise self._told(ScriptFault(fault.message, fault.hint, fault.place)) from None

    def _told(self, fault: ScriptFault) -> ScriptFault:
        self.on_fault(fault)
        return fault

    def _take(self, prompt: Prompt, number: int) -> Reply:
        counts = self.positions.counts()
        for index, reply in enumerate(self.script.replies):
            key = use_key(self.script, index)
            free = bool(reply.selectors) or not counts.get(key)
            if free and all(self._fits(name, value, prompt) for name, value in reply.selectors):
                self.positions.take(key)
                return reply
        raise self._told(self._nothing_left(prompt, number))

    def _fits(self, name: str, value: Value, prompt: Prompt) -> bool:
        expected = self._wording().rendered(value, **_names(prompt))
        if expected != value.data:
            for problem in check_matcher(replace(value, data=expected)):
                raise InlineFault(problem.message, problem.hint, problem.place)
        if name == "node" and isinstance(expected, str):
            return expected in prompt.names
        asked: dict[str, Data] = {"when": prompt.last, "prompt": prompt.whole}
        asked |= {"system": prompt.system, "node": prompt.address}
        return matches(expected, asked[name])

    def _wording(self) -> Wording:
        return replace(self.wording, scope=self.scope())

    def _said(self, reply: Reply, prompt: Prompt, number: int) -> Answer:
        names = {"mark": f"{self.script.target}|{number}", "model": self.script.target}
        if isinstance(reply.says, Raise):
            message = str(self._wording().rendered(reply.says.message, **_names(prompt)))
            error = raised(reply.says, message)
            return replace(answer({}, asked="", after=reply.after, **names), error=error)
        parts = self._parts(reply.says, prompt)
        if not isinstance(parts.get("content") or "", str | list):
            hint = "write {{ name | string }} for a value as text"
            message = f"a model says text, not {kind(parts['content'])}"
            raise InlineFault(message, hint, reply.place)
        try:
            return answer(parts, asked=prompt.whole, after=reply.after, **names)
        except (ValueError, TypeError, KeyError, AttributeError):
            hint = "look at its keys and their types"
            raise InlineFault("no message can be made of this", hint, reply.place) from None

    def _parts(self, says: Say | SayStructured, prompt: Prompt) -> dict[str, Any]:
        """The parts of the message that a reply is."""
        said: Any = self._wording().say(says.value, **_names(prompt))
        match says:
            case Say():
                return said if isinstance(said, dict) else {"content": said}
            case SayStructured():
                return {**said, **structured_parts(said["structured"], prompt.options)}
            case _:
                assert_never(says)

    def _nothing_left(self, prompt: Prompt, number: int) -> ScriptFault:
        """Who asked what, and what there was to say."""
        asks = f", from the node {quoted(prompt.address)}" if prompt.address else ""
        asks += f" of the agent {quoted(prompt.agent)}" if prompt.agent else ""
        message = f"the model {self.script.target} has no reply to call {number}{asks}"
        last = " ".join(prompt.last.split())
        shown = last if len(last) <= _SHOWN else f"{last[: _SHOWN - 3]}..."
        hint = f"it was asked {quoted_whole(shown)}; {_what_there_is(self.script.replies)}"
        return ScriptFault(message, hint, self.script.place)


def quoted_whole(text: str) -> str:
    """Text as messages show it, however long."""
    return '"' + text.replace('"', "'") + '"'


def _what_there_is(replies: Sequence[Reply]) -> str:
    turns = sum(not reply.selectors for reply in replies)
    selected = len(replies) - turns
    used = f"its {turns} replies in turn are used up" if turns != 1 else "its one reply is used up"
    fits = "none of its selectors fits" if selected != 1 else "its selector does not fit"
    return " and ".join([*([used] if turns else []), *([fits] if selected else [])])


def _names(prompt: Prompt) -> dict[str, object]:
    """What templates know of the call."""
    return {"messages": list(prompt.messages), "prompt": prompt.whole}
