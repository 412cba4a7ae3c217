"""Patches: from checked data to the model."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.language.model import FileGraph, ModuleGraph
from scenario_runner.language.parse_graph import part
from scenario_runner.language.patch import (
    Always,
    CallsInstead,
    Instead,
    InTurn,
    NotPatched,
    Patch,
    PatchTarget,
    Raises,
    Reply,
    Returns,
    StandIn,
)
from scenario_runner.language.references import reference
from scenario_runner.language.value import Value


def patches(owner: Value, name: str, folder: Path) -> tuple[Patch, ...]:
    """The `patches` of a scenario (its `name` is `main`) or of a branch."""
    if not isinstance(owner.data.get("patches"), dict):
        return ()
    written = owner["patches"]
    return tuple(
        Patch(
            target=patch_target(target, folder),
            stand_in=_stand_in(written[target], folder),
            owner=name,
            place=written[target].key_place,
        )
        for target in written.data
    )


def patch_target(text: str, folder: Path) -> PatchTarget:
    """What a target names; files are relative to `folder` (absolute)."""
    match reference(text, folder):
        case ModuleGraph(module=module, attribute=attribute):
            return PatchTarget(written=text, module=module, attribute=attribute)
        case FileGraph(path=path, attribute=attribute):
            return PatchTarget(written=text, module=path, attribute=attribute)
        case other:
            raise TypeError(f"{text} is no target of a patch: {other}")


def _stand_in(value: Value, folder: Path) -> StandIn:
    data = value.data
    if data is None:
        return NotPatched()
    if isinstance(data, list):
        return InTurn(replies=tuple(_reply(value[i], folder) for i in range(len(data))))
    if "value" in data:
        return Instead(value=value["value"])
    return Always(reply=_reply(value, folder))


def _reply(value: Value, folder: Path) -> Reply:
    if "returns" in value.data:
        return Returns(value=value["returns"])
    if "call" in value.data:
        called = value["call"]
        return CallsInstead(function=patch_target(called.data, folder), place=called.place)
    raises = value["raises"]
    return Raises(
        type=raises.data["type"], message=part(raises, "message"), place=raises["type"].place
    )
