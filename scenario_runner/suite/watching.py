"""Waiting for changes of what scenarios lean on, by watchfiles (extra `watch`)."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_runner.frozen import frozen
from scenario_runner.suite.collect import collect
from scenario_runner.suite.options import Options
from scenario_runner.suite.touched import Changed, Touching, changed_of
from scenario_runner.suite.usage import UsageFault

if TYPE_CHECKING:
    from watchfiles import Change

_LOOK_UP = 200
"""Milliseconds after which a wait ends where nothing has changed."""

_TOGETHER = 400
"""Milliseconds in which what is saved counts as one change."""


def require_watchable(options: Options, **others: bool) -> None:
    """Raises UsageFault for options that make no sense in a watch, or without watchfiles.

    others: more of the command line, by the names of its options, as to whether they are given.
    """
    unfit = {
        **others,
        "in-process": options.in_process,
        "record": options.record != "none",
        "resume": options.resumed is not None,
        "shard": options.shard is not None,
        "update-snapshots": options.update_snapshots,
    }
    for name, given in unfit.items():
        if given:
            raise UsageFault(f"--watch and --{name} do not go together", "take one of them away")
    if importlib.util.find_spec("watchfiles") is None:
        hint = "pip install 'scenario-runner[watch]'"
        raise UsageFault("--watch needs the package watchfiles, which is not installed", hint)


@frozen
class _Watcher:
    """Folders that are watched from the moment it is made."""

    folders: tuple[str, ...]
    found: Iterator[set[tuple[Change, str]]]


def changes(paths: Sequence[str], played: Iterable[tuple[float, float]]) -> Iterator[Changed]:
    """What has changed below the folders of all that the scenarios of `paths` lean on. Watching
    begins at the first step, which gives nothing; what changes while the caller is busy comes
    next. `played`: when runs began and ended (seconds of the wall clock), as far as they have.
    """
    watcher = _watcher(_folders(paths))
    yield changed_of(())
    while True:
        found = _wait(watcher)
        yield changed_of(found, written={path for path in found if _is_within(path, played)})
        if (folders := _folders(paths)) != watcher.folders:
            watcher = _watcher(folders)


def again(options: Options, changed: Changed) -> Options:
    """How what a change touches is run: all that was selected at first, and failures go beside
    no journal, as the watch keeps that of the whole."""
    return replace(options, changed=changed, changed_since=None, failed_in=None, journal=None)


def _watcher(folders: tuple[str, ...]) -> _Watcher:
    from watchfiles import DefaultFilter, watch  # noqa: PLC0415  # an extra, which has been asked for

    passed_by = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, ".scenario-runner"))

    def is_watched(change: Change, path: str) -> bool:
        """By what lies below the folder: it may lie itself where nothing else is looked at."""
        home = max((one for one in folders if path.startswith(f"{one}/")), key=len, default="")
        return passed_by(change, path.removeprefix(home))

    found = watch(
        *folders,
        watch_filter=is_watched,
        debounce=_TOGETHER,
        rust_timeout=_LOOK_UP,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    try:
        next(found)  # only now it is watching
    except OSError as error:
        message = f"the files cannot be watched: {error.strerror or error}"
        hint = "set WATCHFILES_FORCE_POLLING=true, which needs nothing of the system"
        raise UsageFault(message, hint) from error
    return _Watcher(folders=folders, found=found)


def _wait(watcher: _Watcher) -> frozenset[str]:
    while True:
        if found := next(watcher.found, set()):
            return frozenset(path for _, path in found)


def _folders(paths: Sequence[str]) -> tuple[str, ...]:
    """The folders that hold all that counts, none of them below another."""
    try:
        cases = collect(paths)
    except UsageFault:  # a path that has just gone
        cases = []
    wanted = {os.path.realpath(one) for one in Touching().folders(cases)}
    for path in paths:
        named = Path(path.partition("::")[0])
        wanted.add(os.path.realpath(named if named.is_dir() else named.parent))
    held = sorted(one for one in wanted if Path(one).is_dir())
    top: list[str] = []
    for one in held:
        if not any(one.startswith(f"{other.rstrip('/')}/") for other in top):
            top.append(one)
    return tuple(top)


def _is_within(path: str, played: Iterable[tuple[float, float]]) -> bool:
    try:
        changed = Path(path).stat().st_mtime
    except OSError:
        return False
    return any(began <= changed <= ended for began, ended in played)
