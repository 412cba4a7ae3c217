"""The copies of a script's storage, which its branches start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from scenario_runner.exporting.chat import anchored
from scenario_runner.exporting.names import saved_before
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import (
    Source,
    call,
    comment,
    flat,
    lines,
    listed,
    literal,
    mapping,
    text,
)
from scenario_runner.exporting.writing import Writing, config_name, counters
from scenario_runner.language.model import AtMessage, BeforeNode, InStep
from scenario_runner.plan.operations import Inside, Keep
from scenario_runner.plan.operations import Source as Moment
from scenario_runner.plan.words import moment_text, moment_words


def kept_lines(keep: Keep, writing: Writing, scope: Scope) -> Iterator[str]:
    """The storage as it stands, or stood inside of the steps so far, for the branches to come."""
    script, key = writing.script, text(moment_text(keep.moment, writing.plan))
    writing.globals.add("KEPT")
    yield ""
    if isinstance(keep.moment, Inside):
        yield from _kept_inside(keep.moment, key, writing, scope)
    else:
        yield from comment("branches start here", 4)
        copy = call(f"await {script.use('copy_of')}", "saver", "opened")
        yield from lines(f"KEPT[{key}] = ", copy, indent=4)
    yield from _kept_names(keep.moment, key, writing, scope)


def _kept_inside(inside: Inside, key: str, writing: Writing, scope: Scope) -> Iterator[str]:
    """Look for the moment among the copies that were kept of every checkpoint."""
    moment, script = inside.moment, writing.script
    config = config_name(moment.thread or "main", writing)
    words = f"branches start here: {moment_words(moment)}, as it stood when just written"
    yield from comment(words, 4)
    if isinstance(moment, AtMessage):
        yield from anchored(moment.message, "first_seen_parent", config, scope)
    yield "    found = []"
    yield "    for kept in saver.kept:"
    yield from lines("then = ", writing.bound("kept"), indent=8)
    yield f"        state = await then.aget_state({config}, subgraphs=True)"
    yield from lines("if ", call("all", listed(_fits(inside, script))), ":", indent=8)
    yield "            found.append(kept)"
    position = -1 if isinstance(moment, BeforeNode) else getattr(moment, "nth", None) or 0
    yield f"    KEPT[{key}] = found[{position}]"
    if isinstance(moment, BeforeNode) and "/" in moment.node:
        answered = call(f"await {script.use('unanswered')}", f"KEPT[{key}]", config)
        yield from lines("", answered, indent=4)


def _fits(inside: Inside, script: Script) -> Iterator[str]:
    """The conditions on a copy, called `kept`, and on the state it holds."""
    moment = inside.moment
    match moment:
        case BeforeNode(node=node):
            yield f"kept.path == {text(node.rpartition('/')[0])}"
            yield f"{text(node)} in {script.use('next_paths')}(state)"
        case AtMessage():
            use = script.use("checkpoint_of")
            yield 'kept.path == ""'
            yield f"{use}(state.config) == {use}(anchor)"
        case InStep(step=step, branch=branch, next=nodes, source=source):
            yield 'kept.path == ""'
            yield f"kept.step == {text(f'{branch or inside.branch}/{step}')}"
            if nodes is not None:
                yield f"sorted(state.next) == {flat(literal(sorted(nodes)))}"
            if source is not None:
                yield f'state.metadata["source"] == {text(source)}'
        case _:
            assert_never(moment)


def _kept_names(moment: Moment, key: str, writing: Writing, scope: Scope) -> Iterator[str]:
    starting = [p for p in writing.plan.branches if p.source == moment]
    names = dict.fromkeys(n for p in starting for n in saved_before(writing.plan, p))
    entries: list[tuple[str, Source]] = [(n, scope.names[n].removesuffix("[]")) for n in names]
    entries += [(name, f"{name}.copy()") for name in counters(writing)]
    if writing.stores:
        deepcopy = writing.script.take("copy", "deepcopy")
        entries.append(("store", call(deepcopy, "graph.store")))
    if entries:
        writing.globals.add("SAVED")
        yield from lines(f"SAVED[{key}] = ", mapping(entries), indent=4)
