"""What a call of the graph gets besides its input, of what the scenario says."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.prepare import Writing
from scenario_runner.graphs.tracing import Traced
from scenario_runner.language.model import CallOptions, Graph


def config_of(
    graph: Graph, options: CallOptions, thread: str, writing: Writing, traced: Traced | None
) -> RunnableConfig:
    """The config of a call: the graph's configurable with the step's laid over it."""
    configurable: dict[str, Any] = {}
    for written in (graph.options.config, options.config):
        configurable |= writing.object(written) or {}
    config = RunnableConfig(configurable={**configurable, "thread_id": thread})
    limit = options.recursion_limit or graph.options.recursion_limit
    if limit is not None:
        config["recursion_limit"] = limit
    if traced is not None:
        config["tags"], config["metadata"] = traced.tags, dict(traced.metadata)
    return config


def keywords_of(graph: Graph, options: CallOptions, writing: Writing) -> dict[str, Any]:
    """What a call gets besides its config: context, static interrupts, durability."""
    own = graph.options
    told: dict[str, Any] = {}
    if (context := options.context or own.context) is not None:
        told["context"] = writing.object(context)
    for name in ("interrupt_before", "interrupt_after", "durability"):
        said = getattr(options, name)
        said = getattr(own, name) if said is None else said
        if said is not None:
            told[name] = list(said) if isinstance(said, tuple) else said
    return told


def at_checkpoint(config: RunnableConfig, checkpoint: str) -> RunnableConfig:
    """The config with the checkpoint of the thread itself to act at."""
    configurable = {**config["configurable"], "checkpoint_ns": "", "checkpoint_id": checkpoint}
    return RunnableConfig(**{**config, "configurable": configurable})
