"""Nodes and conditions of inline graphs: what a node asks, raises, calls and returns."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from langgraph.types import Command, interrupt

from scenario_runner.graphs.calls import as_node, is_async
from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.modules import load_callable, load_object
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import InlineNode, InlineRaise
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion

State: TypeAlias = Mapping[str, Any]
"""The channels that hold something, as LangGraph gives them to a node."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Script:
    """What one node does, around the call in its middle."""

    node: InlineNode
    trouble: type[Exception] | None
    wording: Wording
    positions: Positions

    def begin(self, state: State) -> list[object]:
        """Asks, and raises if it is its turn; returns the answers."""
        answers: list[object] = []
        for question in self.node.interrupts:
            answers.append(interrupt(self.wording.say(question, state=state, **_heard(answers))))
        raises = self.node.raises
        if (
            raises is not None
            and self.trouble is not None
            and (raises.times is None or self._turn() < raises.times)
        ):
            message = self.wording.rendered(raises.message, state=state, **_heard(answers))
            raise self.trouble(str(message))
        return answers

    def _turn(self) -> int:
        return self.positions.take(f"raises:{self.node.name}")

    def end(self, state: State, answers: list[object], result: Any) -> Any:
        """The node's update: what it called gave, and then what it returns."""
        if self.node.returns is None:
            return result
        update = self.wording.say(self.node.returns, state=state, result=result, **_heard(answers))
        self._check(update, self.node.returns)
        results = result if isinstance(result, list | tuple) else [result]
        return update if result is None else [_command(one) for one in (*results, update)]

    def _check(self, update: object, told: Value) -> None:
        """LangGraph drops channels it does not know without a word."""
        if update is None or isinstance(update, Command):
            return
        if not isinstance(update, dict):
            message = "what a node returns is a mapping of channels"
            raise InlineFault(message, "write {channel: value}", told.place)
        for name in update:
            if name not in self.wording.channels:
                known = sorted(self.wording.channels)
                raise InlineFault(
                    f"the state has no channel {quoted(name)}",
                    suggestion(str(name), known, "it has"),
                    told.at(name),
                )


def node_function(
    node: InlineNode, *, wording: Wording, positions: Positions
) -> Callable[[State], Any]:
    """The node as a function: sync, so that it runs in sync and async graphs alike, but for
    one that calls an async function. Raises GraphLoadError where it names what is not there."""
    trouble = _trouble(node.raises) if node.raises is not None else None
    script = _Script(node=node, trouble=trouble, wording=wording, positions=positions)
    called: Callable[..., Any] = _nothing
    if node.call is not None:
        called = load_callable(str(node.call.data), node.call.place)
    call = as_node(called)

    def run(state: State) -> Any:
        answers = script.begin(state)
        return script.end(state, answers, call(state))

    async def run_async(state: State) -> Any:
        answers = script.begin(state)
        return script.end(state, answers, await call(state))

    return run_async if is_async(called) else run


def _nothing(_: State) -> None:
    return None


def _heard(answers: list[object]) -> dict[str, object]:
    """The names that templates know answers by; `answer` is the last one."""
    return {"answers": answers, "answer": answers[-1]} if answers else {"answers": answers}


def _command(update: Any) -> Command[Any]:
    """Several updates of one node are commands; LangGraph takes no list of mappings."""
    return update if isinstance(update, Command) else Command(update=update)


def router(
    when: Value, target: str, otherwise: str, *, name: str, wording: Wording
) -> Callable[[State], str]:
    """A condition: where to go from a state."""

    def choose(state: State) -> str:
        return target if wording.rendered(when, state=state) else otherwise

    choose.__name__ = name
    return choose


def _trouble(raises: InlineRaise) -> type[Exception]:
    """The exception class that `raises` names."""
    name = raises.type
    try:
        if ":" in name:
            found = load_object(name)
        elif "." in name:
            found = load_object(":".join(name.rsplit(".", 1)))
        else:
            found = getattr(builtins, name, None)
    except GraphLoadError as error:
        error.place = raises.place
        raise
    if not (inspect.isclass(found) and issubclass(found, Exception)):
        raise GraphLoadError(
            f'"{name}" is not an exception that a node can raise',
            "name one of Python's own, as ValueError, or a class as shop.errors:Refused",
            place=raises.place,
        )
    try:
        found("")
    except Exception as error:
        raise GraphLoadError(
            f'"{name}" cannot be made from a message alone',
            "raise another one, or call a function that raises it",
            place=raises.place,
        ) from error
    return found
