"""What a scenario file says, as values: the result of reading, the input of planning.

Everything here is frozen and closed. Whatever a template may change stays a `Value`
(data as written, with places); what the language fixes at reading time has its own type.
"""

from __future__ import annotations

from scenario_runner.language.model.graph import (
    CallOptions,
    Cassette,
    Circumstances,
    Durability,
    FileGraph,
    FixtureGraph,
    Graph,
    GraphReference,
    ManifestGraph,
    ModuleGraph,
    Network,
    ServerGraph,
)
from scenario_runner.language.model.inline import (
    InlineChannel,
    InlineEdge,
    InlineGraph,
    InlineNode,
    InlineRaise,
    InlineRetry,
    InlineSend,
)
from scenario_runner.language.model.moment import (
    AfterStep,
    AtMessage,
    BeforeNode,
    InStep,
    MessageSelector,
    Moment,
    Start,
)
from scenario_runner.language.model.scenario import (
    BEGINNING,
    Branch,
    CheckName,
    Compare,
    ExpectFailure,
    Loudness,
    Scenario,
    Secret,
    Skip,
    Snapshots,
    StoredThread,
    When,
)
from scenario_runner.language.model.step import (
    Act,
    Anchor,
    Answer,
    Edit,
    Expectation,
    ExpectKey,
    Invoke,
    ListedInterrupt,
    Look,
    Regenerate,
    Reload,
    Resume,
    ResumeMap,
    Retry,
    Save,
    SendCommand,
    Step,
    StreamMode,
    UpdateState,
    Via,
)

__all__ = [
    "BEGINNING", "Act", "AfterStep", "Anchor", "Answer", "AtMessage", "BeforeNode", "Branch",
    "CallOptions",
    "Cassette", "CheckName", "Circumstances", "Compare", "Durability", "Edit", "ExpectFailure",
    "ExpectKey", "Expectation", "FileGraph", "FixtureGraph", "Graph", "GraphReference",
    "InStep", "InlineChannel", "InlineEdge", "InlineGraph", "InlineNode", "InlineRaise",
    "InlineRetry", "InlineSend", "Invoke", "ListedInterrupt", "Look", "Loudness",
    "ManifestGraph", "MessageSelector", "ModuleGraph", "Moment", "Network", "Regenerate",
    "Reload", "Resume", "ResumeMap", "Retry", "Save", "Scenario", "Secret", "SendCommand",
    "ServerGraph", "Skip", "Snapshots", "Start", "Step", "StoredThread", "StreamMode",
    "UpdateState", "Via", "When",
]  # fmt: skip
