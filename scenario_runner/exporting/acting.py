"""A step about to be written: what its lines are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_runner.exporting.checks import WATCHED
from scenario_runner.exporting.needs import Conversation
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, lines, literal
from scenario_runner.exporting.values import value
from scenario_runner.exporting.watch import kept_modes, keys_of, parts_of, streams
from scenario_runner.exporting.writing import Writing, config_name, saver_kind
from scenario_runner.language.model import CallOptions, Step
from scenario_runner.plan.operations import ChatCall, ReloadCall


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """A step about to be written."""

    talk: Conversation
    scope: Scope
    config: str
    """The expression of the thread's config."""
    is_plain: bool
    """The config names the thread and nothing else."""
    keywords: dict[str, Source]
    """What the call gets besides its config."""
    watched: bool
    """The bodies that run are looked at."""
    keep_output: bool
    listens: bool
    """What interrupt() gives is looked at."""
    keeps: bool
    """The saver keeps a copy for each checkpoint."""
    nests: bool
    """The scenario looks into subgraphs."""
    bound: Source
    """The expression that opens the graph."""
    storage: Source
    stores: bool
    """The graph has a store that its branch goes on with."""
    streamed: Source | None
    """The modes of the stream that are looked at; None for a step that looks at none."""

    def called(self, config: str) -> str:
        """The config of the call itself."""
        if not self.watched:
            return config
        return f'{{**{config}, "callbacks": [ran]}}'

    def moment(self, found: str) -> str:
        """The thread's config at a checkpoint, of which `found` is the config."""
        if self.is_plain:
            return found
        return f"{self.scope.script.use('at_checkpoint')}({self.config}, {found})"

    def invoke(self, sent: Source, config: str, indent: int = 4) -> Iterator[str]:
        """The call that the step is about."""
        output = "output = " if self.keep_output else ""
        if self.listens:
            yield f"{' ' * indent}saver.heard.clear()"
        told = call("await graph.ainvoke", sent, self.called(config), **self.keywords)
        if self.streamed is not None:
            use, config = self.scope.script.use("streamed"), self.called(config)
            given: list[Source] = ["graph", sent, config, self.streamed, "events"]
            told = call(f"await {use}", *given, **self.keywords)
        yield from lines(output, told, indent=indent)


def acting_of(talk: Conversation, writing: Writing, scope: Scope) -> Acting:
    """The step that comes next in a conversation."""
    step, options = talk.step, talk.step.options
    graph = writing.plan.scenario.graph.options
    changed = options.config is not None or options.recursion_limit is not None
    keys = keys_of(step)
    kind, made = saver_kind(writing), talk.call
    storage: Source = ""
    if isinstance(made, ReloadCall):
        named: dict[str, Source] = {} if kind is None else {"kind": kind}
        storage = call(f"await {writing.script.use('copy_of')}", "saver", "opened", **named)
    if isinstance(made, ChatCall):
        writing.globals.add("VERSIONS")
    return Acting(
        talk=talk,
        scope=scope,
        config="here" if changed else config_name(step.thread, writing),
        is_plain=not changed and graph.config is None and graph.recursion_limit is None,
        keywords=_keywords(options, graph, scope) | _in_turn(options, graph, kind),
        watched=_watched(step),
        keep_output=_uses_output(step),
        listens="stale_resume" in keys and "Listening" in (kind or ""),
        keeps="Keeping" in (kind or ""),
        nests=writing.nests,
        bound=writing.bound("saver"),
        storage=storage,
        stores=writing.stores,
        streamed=kept_modes(talk.now.perform.watch) if streams(step) else None,
    )


def _watched(step: Step) -> bool:
    inside = any(
        isinstance(part, dict) and "visited" in part
        for e in step.expect
        if e.key == "subgraphs" and isinstance(e.value.data, dict)
        for part in e.value.data.values()
    )
    return inside or bool(keys_of(step) & WATCHED)


def _uses_output(step: Step) -> bool:
    return bool(keys_of(step) & {"output", "check"}) or "output" in parts_of(step)


def _keywords(options: CallOptions, own: CallOptions, scope: Scope) -> dict[str, Source]:
    told: dict[str, Source] = {}
    if (context := options.context or own.context) is not None:
        told["context"] = value(context, scope)
    for name in ("interrupt_before", "interrupt_after", "durability"):
        said = getattr(options, name)
        said = getattr(own, name) if said is None else said
        if said is not None:
            told[name] = literal(list(said) if isinstance(said, tuple) else said)
    return told


def _in_turn(options: CallOptions, own: CallOptions, kind: str | None) -> dict[str, Source]:
    """Where copies of each checkpoint are kept, nothing may run on before one is made."""
    said = options.durability or own.durability
    return {"durability": '"sync"'} if "Keeping" in (kind or "") and said is None else {}
