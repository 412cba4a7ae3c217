"""Which files are the project's own: what a bundle takes of all that a run has read."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import scenario_runner
from scenario_runner.share.fault import BundleFault

MARKS = ("pyproject.toml", "langgraph.json")
"""Files that make a folder the root of a project; without them it would be another one."""

_OURS = Path(scenario_runner.__file__).resolve().parent
_NOT_OURS_TO_SEND = frozenset({
    "__pycache__", ".git", ".hg", ".svn", "node_modules", "site-packages", "dist-packages",
    ".scenario-runner", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".ruff_cache",
    ".pytest_cache",
})  # fmt: skip


def relative(path: str, root: Path) -> str | None:
    """The file as it stands below the root; None where it is no file of the project's own."""
    try:
        name = Path(path).relative_to(root)
        inside = Path(path).resolve(strict=True).is_relative_to(root)
    except (OSError, ValueError):
        return None
    if not inside or not os.path.isfile(path):  # noqa: PTH113  # as elsewhere, without raising
        return None
    if _NOT_OURS_TO_SEND & set(name.parts) or _is_installed(path) or _is_ours(path):
        return None
    return name.as_posix()


def outside(code: Iterable[str], root: Path) -> tuple[str, ...]:
    """Python files that ran and are neither the project's nor installed, as from the root."""
    return tuple(
        sorted(
            os.path.relpath(path, root)
            for path in code
            if relative(path, root) is None and not _is_installed(path) and not _is_ours(path)
            if Path(path).is_file()
        )
    )


def named(root: Path, patterns: Iterable[str]) -> Iterator[str]:
    """The files below the root that the patterns name. Raises BundleFault for one without any."""
    wanted = list(patterns)
    files = list(_all_files(root)) if wanted else []
    for pattern in wanted:
        found = [file for file in files if matches(file, pattern)]
        if not found:
            hint = f"it is compared with paths from {root}, such as data/prices.json or data/*"
            raise BundleFault(f'--with "{pattern}" names no file of the project', hint)
        yield from found


def matches(name: str, pattern: str) -> bool:
    """Whether a pattern names a file, or a folder that it is in; `*` stands for `/` too."""
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern.rstrip('/')}/*")


def _all_files(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS_TO_SEND)
        for name in sorted(names):
            if (found := relative(str(Path(folder, name)), root)) is not None:
                yield found


def _is_installed(path: str) -> bool:
    if {"site-packages", "dist-packages"} & set(Path(path).parts):
        return True
    homes = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()} - {"/usr", "/"}
    return any(path.startswith(home + os.sep) for home in homes)


def _is_ours(path: str) -> bool:
    """Scenario Runner's own files, also where it is installed to be edited."""
    file = Path(path)
    return file.is_relative_to(_OURS) or file.is_relative_to(_OURS.with_name("schemas"))
