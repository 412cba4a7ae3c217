"""Names of channels, held against what is known of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.frozen import frozen
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import meant, quoted, suggestion
from scenario_runner.problem import Place, Problem


@frozen
class Channels:
    """The channels that may be named somewhere."""

    names: tuple[str, ...]
    says: str
    """What has no such channel: `the graph's state has no channel`."""
    listing: str
    """What comes before their list in a hint."""
    state: tuple[str, ...] = ()
    """Those of the whole state, where that are more."""


def of_state(graph: Knowledge) -> Channels | None:
    """What `values` shows; None where that cannot be known."""
    names = graph.channel_names
    if names is None:
        return None
    return Channels(names=names, says="the graph has no channel", listing="its channels are")


def of_output(graph: Knowledge) -> Channels | None:
    """What `output` shows."""
    if graph.outputs is None:
        return None
    return Channels(
        names=graph.outputs,
        says="the graph's output has no",
        listing="it has",
        state=graph.channel_names or (),
    )


def of_input(graph: Knowledge) -> Channels | None:
    """What `invoke` takes."""
    if graph.inputs is None:
        return None
    return Channels(
        names=graph.inputs,
        says="the graph takes no",
        listing="it takes",
        state=graph.channel_names or (),
    )


def check_channel(
    name: str, place: Place, known: Channels | None, *, absent: bool = False
) -> Iterator[Problem]:
    """A channel. `absent`: it is said that it is not there, which is right of all others too;
    only what looks misspelt is told of then."""
    if known is None or name in known.names or name.startswith("__"):
        return
    close = meant(name, known.names)
    if absent and close is None:
        return
    hint = suggestion(name, known.names, known.listing) or "it has none"
    if close is None and name in known.state:
        hint = f"it is a channel of the state alone; {known.listing} {', '.join(known.names)}"
    found = Problem(
        place=place, message=f"{known.says} {quoted(name)}", hint=hint, code="unknown-channel"
    )
    yield replace(found, severity="warning") if absent else found


def check_update(value: Value, known: Channels | None) -> Iterator[Problem]:
    """A mapping that is sent: its keys are channels."""
    if known is None or not isinstance(value.data, dict):
        return
    for key in value.data:
        if not key.startswith("$"):
            yield from check_channel(key, value[key].key_place, known)


def check_state(value: Value, known: Channels | None) -> Iterator[Problem]:
    """A mapping that is expected, or a matcher on one: its keys are channels."""
    if known is None:
        return
    for key in keys_in(value):
        absent = key.data in ({"$absent": True}, {"$present": False})
        yield from check_channel(str(key.pointer[-1]), key.key_place, known, absent=absent)


def keys_in(value: Value) -> Iterator[Value]:
    """The values whose keys are names: of the mapping itself, and of those that matchers hold."""
    data = value.data
    if not isinstance(data, dict):
        return
    for key in data:
        if key in {"$equals", "$not"}:
            yield from keys_in(value[key])
        elif key in {"$any_of", "$all_of"} and isinstance(data[key], list):
            for index in range(len(data[key])):
                yield from keys_in(value[key][index])
        elif not key.startswith("$"):
            yield value[key]


def items_in(value: Value, *, is_list: bool = True) -> Iterator[Value]:
    """The texts and mappings that are expected in a list: as its items, and in matchers on it
    or on its items."""
    data = value.data
    if isinstance(data, list):
        for index in range(len(data)):
            yield from items_in(value[index], is_list=False)
    elif isinstance(data, dict) and any(key.startswith("$") for key in data):
        for key in data:
            if key in {"$unordered", "$each"} or (key == "$contains" and is_list):
                yield from items_in(value[key], is_list=False)
            elif key in {"$equals", "$not"}:
                yield from items_in(value[key], is_list=is_list)
            elif key in {"$any_of", "$all_of"} and isinstance(data[key], list):
                for index in range(len(data[key])):
                    yield from items_in(value[key][index], is_list=is_list)
    elif isinstance(data, dict) or (isinstance(data, str) and not is_template(data)):
        yield value
