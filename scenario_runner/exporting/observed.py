"""The observation as a script has it: its parts by JSONPath, and the whole for checks of the
user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.paths import way
from scenario_runner.exporting.script import Script
from scenario_runner.exporting.text import Source, call, comment, lines, listed
from scenario_runner.exporting.watch import check_lines
from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.model import Save
from scenario_runner.language.value import Data


def paths(written: Data, judged: Judged) -> Iterator[str]:
    """What JSONPaths find."""
    if not isinstance(written, dict):
        raise NotSaid("a matcher on the whole observation")
    for path, part in written.items():
        try:
            told, singular = reached(path, judged.scope.script)
            wanted = expected(part, judged.scope)
        except NotSaid as fault:
            yield from comment(f"Not checked: {path} ({fault}).", 4)
            continue
        if singular:
            wanted = listed([] if part == {"$absent": True} else [wanted])
        yield from judged.check(path, told, wanted)


def reached(path: str, script: Script) -> tuple[Source, bool]:
    """What a JSONPath on the observation reaches, as a list, and whether it can be one value
    at most. Raises NotSaid."""
    name, steps = way(path, script)
    if name not in _ROOTS:
        raise NotSaid(f"{name} is not to be had of plain LangGraph")
    helper, root = _ROOTS[name]
    if helper:
        script.use(helper)
    plain = f"{script.use('plain')}({root})"
    return call(script.use("find"), plain, *steps), compile_path(path).singular


_ROOTS: Mapping[str, tuple[str, str]] = {
    "values": ("", "state.values"),
    "output": ("", "output"),
    "next": ("", "state.next"),
    "interrupts": ("pending", "pending(state)"),
    "messages": ("new_messages", "new_messages(before, state)"),
    "subgraphs": ("subgraphs", "subgraphs(state)"),
    "events": ("", "events"),
    "store": ("stored", "await stored(graph)"),
}
"""The parts of an observation that a script has: the helper, and the expression."""


def saved(save: Save, judged: Judged) -> Iterator[str]:
    """The line that keeps a part of what was seen under a name."""
    name = judged.scope.names[save.name].removesuffix("[]")
    try:
        told, singular = reached(save.path, judged.scope.script)
    except NotSaid as fault:
        yield from comment(f"Not saved: {save.name} ({fault}).", 4)
        return
    yield from lines(f"{name} = ", told, "[0]" if singular else "", indent=4)


def own_check(written: Data, judged: Judged) -> Iterator[str]:
    """The complaints of the user's own functions."""
    script = judged.scope.script
    named: dict[str, Source] = {**judged.channel}
    if judged.streams:
        named["events"] = "events"
    if judged.stores:
        named["store"] = f"await {script.use('stored')}(graph)"
    observation = call(script.use("observed"), "before", "state", "output", "ran", **named)
    yield from check_lines(written, judged.own, judged.where, observation, script)
