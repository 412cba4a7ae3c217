"""The graph of a scenario: where it comes from, how it is called, what it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from scenario_runner.language.model.inline import InlineGraph
from scenario_runner.language.value import Value
from scenario_runner.problem import Place

Durability = Literal["sync", "async", "exit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOptions:
    """Options of a graph, or of one step where it says otherwise."""

    interrupt_before: tuple[str, ...] | Literal["*"] | None = None
    interrupt_after: tuple[str, ...] | Literal["*"] | None = None
    config: Value | None = None
    """What LangGraph calls `configurable`; a step's is laid over the graph's by key."""
    context: Value | None = None
    """The runtime context; a step's replaces the graph's whole."""
    recursion_limit: int | None = None
    durability: Durability | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModuleGraph:
    """`shop.agents:refund`: an attribute (dotted ones too) of an importable module."""

    module: str
    attribute: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileGraph:
    """`agents/refund.py:build`: an attribute of a Python file."""

    path: str
    """Absolute."""
    attribute: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ManifestGraph:
    """`langgraph.json#refund`: a graph named in a langgraph.json."""

    path: str
    """Absolute."""
    name: str


GraphReference: TypeAlias = ModuleGraph | FileGraph | ManifestGraph


@dataclass(frozen=True, kw_only=True, slots=True)
class FixtureGraph:
    """`{fixture: app}`: what a fixture of pytest gives, which is there under pytest alone."""

    name: str
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerGraph:
    """`{url: http://127.0.0.1:2024, assistant: agent}`: a graph that a LangGraph server runs."""

    url: Value
    assistant: Value
    headers: Value | None = None
    """A mapping of names to texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cassette:
    """`cassette`: recorded HTTP, a tape for each branch."""

    path: str
    """Absolute; the tape of `main`, beside which those of other branches lie."""
    shown: str
    """As written."""
    place: Place
    strip: tuple[str, ...] = ()
    """Headers, parameters and fields of bodies that are never written."""
    ignore: tuple[str, ...] = ()
    """Parameters and fields of bodies that may differ from the recording."""


Network = Literal["none", "open"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What the surroundings of a graph are held to while it runs."""

    network: Network = "open"
    """`none`: only this machine itself can be reached."""
    frozen_at: datetime | None = None
    """The point in time (UTC) at which the clock stands still."""
    frozen_place: Place | None = None
    seed: int | None = None
    """Of `random` and of `uuid.uuid4`."""
    cassette: Cassette | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """The graph of a scenario, and how it is called."""

    source: GraphReference | InlineGraph | FixtureGraph | ServerGraph
    place: Place
    root: str
    """The project root (absolute), importable while the scenario runs."""
    folder: str
    """The scenario's folder (absolute); what relative files are relative to."""
    args: Value | None = None
    options: CallOptions = CallOptions()
    messages: str = "messages"
    """The channel that holds the conversation."""
    store: Literal["memory"] | None = None
    """An empty store in memory; None: the application's own, if it has one."""
    environment: Value | None = None
    """Environment variables while it is open: a mapping of names to text."""
    circumstances: Circumstances = Circumstances()
