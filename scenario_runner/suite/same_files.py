"""Whether another machine has what a case is played with: versions, files of its project."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scenario_runner.frozen import frozen

_SUFFIXES = (".py", ".json", ".yaml", ".yml", ".toml", ".csv")
_MOST = 20_000
"""Files that are looked at."""
_PACKAGES = ("scenario-runner", "langgraph")


@frozen
class Having:
    """What one machine has."""

    root: str
    """The project's folder (absolute)."""
    versions: Mapping[str, str]
    files: Mapping[str, str]
    """Digests by path below `root`."""


def having(root: str) -> Having:
    """What this machine has of a project: its code and data, but for hidden folders and virtual
    environments."""
    found = sorted(_files(root))[:_MOST]
    return Having(
        root=root, versions=_versions(), files={name: _digest(root, name) for name in found}
    )


def difference(here: Having, host: str) -> str | None:
    """In what this machine, `host`, differs from what is asked for; None where in nothing."""
    if not Path(here.root).is_dir():
        return f"the worker on {host} has no folder {here.root}"
    there = _versions()
    for name, wanted in here.versions.items():
        if there[name] != wanted:
            return f"the worker on {host} has {name} {there[name]}, not {wanted}"
    for name, digest in here.files.items():
        found = _digest(here.root, name)
        if found != digest:
            what = "has no" if not found else "has another"
            return f"the worker on {host} {what} {Path(here.root, name)}"
    return None


def _versions() -> dict[str, str]:
    major, minor, _ = platform.python_version_tuple()
    return {"Python": f"{major}.{minor}"} | {name: _version(name) for name in _PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _files(root: str) -> Iterator[str]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if _is_own(folder, name)]
        for name in names:
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                yield os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118  # text


def _is_own(folder: str, name: str) -> bool:
    if name.startswith(".") or name in {"__pycache__", "node_modules"}:
        return False
    return not Path(folder, name, "pyvenv.cfg").exists()


def _digest(root: str, name: str) -> str:
    """Empty where it cannot be read."""
    try:
        return sha256(Path(root, name).read_bytes()).hexdigest()
    except OSError:
        return ""
