"""What an environment for another LangGraph must hold besides it: all that this one does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from scenario_runner.frozen import frozen

_TOOLS = frozenset({"pip", "setuptools", "wheel", "uv", "scenario-runner"})
_FAMILY = "langgraph"
_OWN = frozenset({"langgraph", "langgraph-checkpoint", "langgraph-prebuilt", "langgraph-sdk"})
"""What LangGraph itself requires: which versions, the release decides."""


@frozen
class Kept:
    """Requirements of one environment, as pip takes them."""

    pinned: tuple[str, ...]
    """As they are installed here: they have nothing to do with LangGraph."""
    free: tuple[str, ...]
    """Any version: what stands on LangGraph goes with the release."""


def kept(installed: Iterable[Distribution] | None = None) -> Kept:
    """What is installed here, but for this tool and LangGraph itself."""
    found = {str(canonicalize_name(one.name)): one for one in installed or distributions()}
    standing = _standing_on_langgraph(found)
    pinned, free = [], []
    for name, one in sorted(found.items()):
        if name in _TOOLS or name in _OWN:
            continue
        if (place := _place(one)) is not None:
            free.append(place)
        elif name in standing or name.startswith(_FAMILY):
            free.append(name)
        else:
            pinned.append(f"{name}=={one.version}")
    return Kept(pinned=tuple(pinned), free=tuple(free))


def _standing_on_langgraph(found: dict[str, Distribution]) -> set[str]:
    """The packages that require LangGraph, or one that does."""
    needs = {name: set(_needs(one)) for name, one in found.items()}
    standing = {name for name in found if name.startswith(_FAMILY)}
    while more := {n for n, needed in needs.items() if n not in standing and needed & standing}:
        standing |= more
    return standing


def _needs(one: Distribution) -> Iterable[str]:
    for text in one.requires or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if "extra" not in str(requirement.marker or ""):
            yield canonicalize_name(requirement.name)


def _place(one: Distribution) -> str | None:
    """Where it was installed from, if from no index (PEP 610)."""
    try:
        told = json.loads(one.read_text("direct_url.json") or "null")
    except ValueError:
        return None
    if not isinstance(told, dict) or "url" not in told:
        return None
    if (vcs := told.get("vcs_info")) is not None:
        return f"{one.name} @ {vcs['vcs']}+{told['url']}@{vcs['commit_id']}"
    path = re.sub(r"\Afile://", "", told["url"])
    return f"-e {path}" if told.get("dir_info", {}).get("editable") else path
