"""What became of a case, over all the workers that played it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from scenario_runner.graphs.model_heard import Heard
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.shape import GraphShape
from scenario_runner.results.model import ErrorTold, StepResult
from scenario_runner.suite.told import (
    BranchBegun,
    BranchEnded,
    BranchVerified,
    DatabaseWithheld,
    GraphSeen,
    ModelsHeard,
    StepBegun,
    StepEnded,
    Told,
    VerifyBegun,
)


@dataclass(kw_only=True, slots=True)
class BranchPlayed:
    """What became of a branch, over all the workers that played it."""

    steps: dict[int, StepResult] = field(default_factory=dict)
    ended: bool = False
    skipped: str | None = None
    error: ErrorTold | None = None
    used: Mapping[str, int] | None = None
    """How far its scripted objects had come; None where it did not come to its end."""
    heard: Heard = field(default_factory=Heard)
    """What the application's own models said, where they are recorded."""


@dataclass(kw_only=True, slots=True)
class CasePlayed:
    """What became of a case."""

    branches: dict[str, BranchPlayed] = field(default_factory=dict)
    verified: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What new conversations with the same acts gave, by branch."""
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The secrets in databases that were not kept for them, by branch."""
    shapes: list[GraphShape] = field(default_factory=list)
    """The graphs it was played on, one after another where a factory made another."""
    printed: str = ""
    seconds: float = 0.0
    """How long its workers played."""


def settled_in(played: CasePlayed) -> frozenset[str]:
    """The branches that have ended, or will never be played."""
    return frozenset(name for name, branch in played.branches.items() if branch.ended)


def merge(played: CasePlayed, told: Iterable[Told]) -> None:
    """Take over what was told of branches that an earlier worker has not settled."""
    settled = settled_in(played)
    for event in told:
        if isinstance(event, BranchVerified):
            played.verified[event.branch] = event.findings
        if isinstance(event, DatabaseWithheld):
            played.withheld[event.branch] = event.secrets
        if isinstance(event, GraphSeen) and event.shape not in played.shapes:
            played.shapes.append(event.shape)
        if event.branch in settled:
            continue
        branch = played.branches.setdefault(event.branch, BranchPlayed())
        match event:
            case BranchBegun() | StepBegun() | DatabaseWithheld() | GraphSeen():
                pass
            case VerifyBegun() | BranchVerified():
                pass
            case ModelsHeard(heard=heard):
                branch.heard = heard
            case StepEnded(index=index, result=result):
                branch.steps[index] = result
            case BranchEnded(skipped=skipped, error=error, used=used):
                branch.ended, branch.skipped, branch.error = True, skipped, error
                branch.used = used
            case _:
                assert_never(event)
