"""What the branches of a script share while they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scenario_runner.exporting.inline import raises_at_first
from scenario_runner.exporting.names import ScenarioNames
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import Source, mapping, text
from scenario_runner.exporting.values import data
from scenario_runner.language.model import CallOptions, InlineGraph
from scenario_runner.language.value import Data, Value
from scenario_runner.plan.operations import Inside, Plan
from scenario_runner.plan.scripts import all_scripts


@dataclass(kw_only=True, slots=True)
class Writing:
    """What the branches of one script share."""

    plan: Plan
    script: Script
    names: ScenarioNames
    functions: Mapping[str, str]
    remembered: frozenset[str]
    nests: bool
    bound: Callable[[str], Source]
    checks: Mapping[str, Source]
    """By reference: the functions of the user's own that check steps."""
    stores: bool
    """The scenario looks at a store, or brings one."""
    linear: str | None
    """The one branch that is told as one conversation, without copies; None: a tree is told."""
    globals: set[str] = field(default_factory=set)
    """The shared names that were used."""


def saver_kind(writing: Writing) -> str | None:
    """The helper that is the script's saver, where it has to see more than LangGraph's own."""
    steps = [step for planned in writing.plan.branches for step in planned.branch.steps]
    listens = any(e.key == "stale_resume" for step in steps for e in step.expect)
    keeps = any(isinstance(planned.source, Inside) for planned in writing.plan.branches)
    if keeps and listens:
        return "KeepingAndListening"
    return "Keeping" if keeps else "Listening" if listens else None


def counters(writing: Writing) -> list[str]:
    """What the script counts, and a copy of the storage has to go with: how often nodes have
    raised, and how far its scripted models have come."""
    graph = writing.plan.scenario.graph.source
    raising = isinstance(graph, InlineGraph) and raises_at_first(graph)
    return [*(["RAISED"] if raising else []), *(["ASKED"] if all_scripts(writing.plan) else [])]


def config_name(thread: str, writing: Writing) -> str:
    """The variable that holds the config of a thread."""
    if thread == "main":
        return "config"
    known = writing.names.saves
    name = f"config_{''.join(c if c.isalnum() else '_' for c in thread)}"
    return f"{name}_" if name in known.values() else name


def config_of(thread: str, options: CallOptions | None, writing: Writing, scope: Scope) -> Source:
    """The config of a thread, with what a call says otherwise laid over the graph\'s."""
    own = writing.plan.scenario.graph.options
    entries: dict[str, Source] = {"thread_id": text(thread)}
    for written in (own.config, options.config if options else None):
        entries |= _entries(written, scope)
    whole: list[tuple[str, Source]] = [("configurable", mapping(entries.items()))]
    limit = (options.recursion_limit if options else None) or own.recursion_limit
    if limit is not None:
        whole.append(("recursion_limit", repr(limit)))
    return mapping(whole)


def _entries(written: Value | None, scope: Scope) -> dict[str, Source]:
    given: Data = {} if written is None else written.data
    return {str(key): data(part, scope) for key, part in given.items()}
