"""Nodes and conditions of inline graphs: what a node asks, raises, calls, returns, and goes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from langgraph.types import Command, interrupt

from scenario_runner.frozen import frozen
from scenario_runner.graphs.calls import as_node, is_async
from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.inline_exceptions import raised_type
from scenario_runner.graphs.inline_jumps import jumps
from scenario_runner.graphs.modules import load_callable
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import InlineNode
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion

State: TypeAlias = Mapping[str, Any]
"""The channels that hold something, as LangGraph gives them to a node; for a node that items
are sent to, the item, which may be anything."""


@frozen
class _Script:
    """What one node does, around the call in its middle."""

    node: InlineNode
    path: tuple[str, ...]
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
        return self.positions.take(f"raises:{'/'.join((*self.path, self.node.name))}")

    def end(self, state: State, answers: list[object], result: Any) -> Any:
        """What the node gives LangGraph: what it called gave, and then its own."""
        own = self._own({"state": state, "result": result, **_heard(answers)})
        if not own:
            return result
        if result is None and len(own) == 1:
            return own[0]
        given = result if isinstance(result, list | tuple) else [result]
        return [_command(one) for one in (*given, *own) if one is not None]

    def _own(self, names: dict[str, Any]) -> list[Any]:
        """Its own update, with where it goes."""
        told = self.node.returns if self.node.returns is not None else self.node.update
        update = None if told is None else self.wording.say(told, **names)
        if told is not None:
            self._check(update, told)
        goto = jumps(self.node, self.wording, names)
        if goto and not isinstance(update, Command):
            return [Command(update=update, goto=goto)]
        return [*([] if told is None else [update]), *([Command(goto=goto)] if goto else [])]

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
    node: InlineNode, *, wording: Wording, positions: Positions, path: tuple[str, ...] = ()
) -> Callable[[State], Any]:
    """The node as a function: sync, so that it runs in sync and async graphs alike, but for
    one that calls an async function. `path` are the subgraphs around it.

    Raises GraphLoadError where it names what is not there."""
    raises = node.raises
    trouble = raised_type(raises.type, raises.place) if raises is not None else None
    script = _Script(node=node, path=path, trouble=trouble, wording=wording, positions=positions)
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
