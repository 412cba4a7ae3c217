"""Reading a layout from YAML's tokens and events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from scenario_runner.language.layout import Layout, Node

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # as in source
_COMMENT = re.compile(r"#[^\r\n]*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


def lay_out(text: str) -> Layout:
    """The layout of a text that `source.read` has read: no text that YAML refuses, none that
    nests too deeply."""
    dashes, colons, comments, last = [], [], [], 0
    for token in yaml.scan(text, _Loader):
        start, end = _span(token)
        comments += [found.span() for found in _COMMENT.finditer(text, last, start)]
        if isinstance(token, yaml.BlockEntryToken):
            dashes.append(start)
        elif isinstance(token, yaml.ValueToken):
            colons.append(start)
        elif isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            header = _BLOCK_HEADER.match(text, start)
            comments += [header.span(1)] if header is not None else []
        last = max(last, end)
    comments += [found.span() for found in _COMMENT.finditer(text, last)]
    events = (event for event in yaml.parse(text, _Loader) if isinstance(event, _KNOWN))
    return Layout(
        text=text,
        root=_node(text, next(events), events),
        dashes=tuple(dashes),
        colons=tuple(colons),
        comments=tuple(comments),
    )


_KNOWN = (yaml.NodeEvent, yaml.CollectionEndEvent)


def _span(part: Any) -> tuple[int, int]:
    return part.start_mark.index, part.end_mark.index


def _node(text: str, event: Any, events: Iterator[Any]) -> Node:
    start, end = _span(event)
    if isinstance(event, yaml.AliasEvent):
        return Node(kind="alias", start=start, end=end, anchor=event.anchor)
    if not isinstance(event, yaml.ScalarEvent):
        return _collection(text, event, events)
    style = event.style or ""
    return Node(
        kind="scalar",
        start=start,
        # the mark of a block scalar stands behind the empty lines after it
        end=start + len(text[start:end].rstrip()) if style in {"|", ">"} else end,
        style=style,
        anchor=event.anchor,
        is_tagged=event.tag is not None,
    )


def _collection(text: str, event: Any, events: Iterator[Any]) -> Node:
    told, nodes = [], []
    while not isinstance(below := next(events), yaml.CollectionEndEvent):
        told.append(below)
        nodes.append(_node(text, below, events))
    is_flow, is_mapping = bool(event.flow_style), isinstance(event, yaml.MappingStartEvent)
    return Node(
        kind="mapping" if is_mapping else "sequence",
        start=_span(event)[0],
        end=_span(below)[1] if is_flow or not nodes else nodes[-1].end,
        is_flow=is_flow,
        anchor=event.anchor,
        is_tagged=event.tag is not None,
        keys=tuple(nodes[::2]) if is_mapping else (),
        names=tuple(str(getattr(key, "value", "")) for key in told[::2]) if is_mapping else (),
        parts=tuple(nodes[1::2]) if is_mapping else tuple(nodes),
    )
