"""What is known of a graph without running it, from its compiled form to plain data.

`tests/facts/test_knowledge_facts.py` holds what this relies on.
"""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Sequence
from typing import Any

from langgraph.graph.state import CompiledStateGraph
from langgraph.managed.base import is_managed_value
from langgraph.pregel import Pregel

from scenario_runner.graphs.hidden import may_run_graphs
from scenario_runner.language.knowledge import Knowledge, KnownChannel, KnownNode

_ROOT = "__root__"
_DEEPEST = 12
"""Levels of subgraphs; a node may be seen to call the graph around it."""
_LONGEST = 40
"""Characters of a type; a message may be any of a dozen."""

AnyPregel = Pregel[Any, Any, Any, Any]


def describe(app: AnyPregel) -> Knowledge:
    """What is known of a compiled graph. Of anything but a StateGraph (an `@entrypoint`, a
    graph put together by hand) nothing is."""
    return _described(app, ())


def _described(app: AnyPregel, around: tuple[AnyPregel, ...]) -> Knowledge:
    context = _fields(getattr(app, "context_schema", None))
    if not isinstance(app, CompiledStateGraph):
        return Knowledge(context=context)
    around = (*around, app)
    names = [str.__str__(name) for name in app.nodes if not name.startswith("__")]
    return Knowledge(
        nodes=tuple(_node(name, app.nodes[name], around) for name in names),
        channels=_channels(app),
        inputs=_inputs(app),
        outputs=_keys(app.output_channels),
        edges=_edges(app),
        interrupt_before=_stops(app.interrupt_before_nodes, names),
        interrupt_after=_stops(app.interrupt_after_nodes, names),
        context=context,
    )


def _node(name: str, node: Any, around: tuple[AnyPregel, ...]) -> KnownNode:
    """A node; the graph that it is, or one that LangGraph sees its function call."""
    inner = node.bound if isinstance(node.bound, Pregel) else None
    seen = inner or next((one for one in node.subgraphs if isinstance(one, Pregel)), None)
    is_loop = seen in around or len(around) >= _DEEPEST
    return KnownNode(
        name=name,
        graph=None if seen is None or is_loop else _described(seen, around),
        closed=inner is not None or (seen is None and not may_run_graphs(node.bound)),
        description=_docstring(node.bound),
    )


def _docstring(bound: Any) -> str | None:
    try:
        function = getattr(bound, "func", None) or getattr(bound, "afunc", None)
        text = inspect.getdoc(function) if inspect.isroutine(function) else None
    except Exception:  # noqa: BLE001  # as below
        return None
    return text.strip().split("\n")[0] if text and text.strip() else None


def _keys(channels: str | Sequence[str]) -> tuple[str, ...] | None:
    """The names of channels; None where the state is one value without names."""
    names = (channels,) if isinstance(channels, str) else tuple(channels)
    return None if _ROOT in names else tuple(map(str.__str__, names))


def _channels(app: AnyPregel) -> tuple[KnownChannel, ...] | None:
    names = _keys(app.stream_channels_asis)
    if names is None:
        return None
    return tuple(KnownChannel(name=name, type=_type(app.channels.get(name))) for name in names)


def _type(channel: Any) -> str | None:
    try:
        return _said(channel.ValueType)
    except Exception:  # noqa: BLE001  # a channel of the application's own may do anything
        return None


def _said(kind: Any) -> str | None:
    """A type as people write it: `list[str]`, `str`; None for what is better not written."""
    while typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    arguments = typing.get_args(kind)
    if not arguments:
        return kind.__name__ if isinstance(kind, type) and kind is not Any else None
    name = getattr(typing.get_origin(kind), "__name__", None)
    inner = [_said(argument) for argument in arguments]
    plain = [said for said in inner if said is not None]
    if name in {"Union", "UnionType"}:
        return " | ".join(plain) if len(plain) == len(inner) else None
    whole = f"{name}[{', '.join(plain)}]"
    return whole if len(plain) == len(inner) and len(whole) <= _LONGEST else name


def _inputs(app: CompiledStateGraph[Any, Any, Any, Any]) -> tuple[str, ...] | None:
    builder = app.builder
    schema = builder.schemas.get(builder.input_schema)
    if schema is None:
        return None
    return _keys([name for name, channel in schema.items() if not is_managed_value(channel)])


def _edges(app: CompiledStateGraph[Any, Any, Any, Any]) -> tuple[tuple[str, str], ...]:
    found = set(app.builder.edges)
    for sources, target in app.builder.waiting_edges:
        found.update((source, target) for source in sources)
    for source, branches in app.builder.branches.items():
        for branch in branches.values():
            found.update((source, target) for target in (branch.ends or {}).values())
    return tuple(sorted(found))


def _stops(stops: str | Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names) if stops == "*" else tuple(stops)


def _fields(schema: Any) -> tuple[str, ...]:
    if schema is None:
        return ()
    if dataclasses.is_dataclass(schema):
        return tuple(field.name for field in dataclasses.fields(schema))
    fields = getattr(schema, "model_fields", None) or getattr(schema, "__annotations__", None)
    return tuple(fields) if isinstance(fields, dict) else ()
