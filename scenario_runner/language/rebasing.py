"""Paths that another file wrote, as the scenario's own file would write them."""

from __future__ import annotations

import os
from pathlib import Path

from scenario_runner.language.references import rebased
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Pointer

_TARGETS = ("models", "patches")
"""Mappings whose keys may be references to files."""
_REFERENCES: frozenset[Pointer] = frozenset({("graph",), ("graph", "ref")})


def rebased_text(text: str, at: Pointer, written_in: Path, folder: Path) -> str:
    """A text that stands at `at` and was written in a file of the folder `written_in`: where it is
    a path, as a file of `folder` would write it."""
    if written_in == folder or is_template(text):
        return text
    if at[-1] == "$file":
        return os.path.relpath(written_in / text, folder)
    return rebased(text, written_in, folder) if _is_reference(at) else text


def rebased_key(key: str, at: Pointer, written_in: Path, folder: Path) -> str:
    """The same of a key of the mapping at `at`, which may name a target."""
    if written_in == folder or not _names_targets(at):
        return key
    return rebased(key, written_in, folder)


def _is_reference(at: Pointer) -> bool:
    """Whether a graph stands there, or a function of the user's own."""
    named = at[:-1] if at and isinstance(at[-1], int) else at
    checks = named[-2:] == ("expect", "check")
    return at in _REFERENCES or checks or (at[-1:] == ("call",) and "patches" in at[:-1])


def _names_targets(at: Pointer) -> bool:
    """The `models` and `patches` of a scenario or a branch, and the `calls` of a step."""
    own = len(at) == 1 or (len(at) == 3 and at[0] == "branches")
    return at[-2:] == ("expect", "calls") or (own and at[-1] in _TARGETS)
