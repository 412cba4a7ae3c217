"""Where a node of an inline graph goes by itself: `goto` and `send`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from langgraph.graph import END
from langgraph.types import Send

from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import InlineNode, InlineSend
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Place

Names = Mapping[str, object]


def jumps(node: InlineNode, wording: Wording, names: Names) -> list[str | Send]:
    """What a Command of the node goes to, with `names` in sight of its templates.

    LangGraph ignores a node that it does not know without a word: raises InlineFault."""
    found: list[str | Send] = []
    if node.goto is not None:
        found += _targets(node.goto, wording, names)
    if node.send is not None:
        found += _sends(node.send, wording, names)
    return found


def _targets(goto: Value, wording: Wording, names: Names) -> Iterator[str]:
    data = wording.rendered(goto, **names)
    listed = isinstance(data, list)
    for index, name in enumerate(data if listed else [data]):
        if name is None:  # a template that chooses to go nowhere
            continue
        place = goto.at(index) if listed else goto.place
        yield END if name == "END" else _node(name, wording, place, "END")


def _sends(send: InlineSend, wording: Wording, names: Names) -> Iterator[Send]:
    target = _node(wording.rendered(send.to, **names), wording, send.to.place)
    items = wording.say(send.each, **names)
    if not isinstance(items, list | tuple):
        raise InlineFault(
            f'"each" must give a list of items, not {_kind(items)}',
            "put a single item into a list", send.each.place,
        )  # fmt: skip
    for item in items:
        state = item if send.name is None else {send.name: item}
        if target in wording.graphs and not isinstance(state, dict):
            raise InlineFault(
                f"a graph takes a mapping of its channels, not {_kind(state)}",
                "give the item a name: add as: CHANNEL", send.each.place,
            )  # fmt: skip
        yield Send(target, state)


def _node(name: object, wording: Wording, place: Place, *ends: str) -> str:
    if isinstance(name, str) and name in wording.nodes:
        return name
    known = [*sorted(wording.nodes), *ends]
    if not isinstance(name, str):
        raise InlineFault(
            f"a node is named by text, not {_kind(name)}", suggestion("", known, "nodes are"), place
        )
    if name == "END":
        raise InlineFault("nothing can be sent to END", "name a node", place)
    raise InlineFault(
        f"there is no node {quoted(name)}", suggestion(name, known, "nodes are"), place
    )


def _kind(given: object) -> str:
    known = isinstance(given, dict | list | str | int | float | None)
    return kind(given) if known else "an object"
