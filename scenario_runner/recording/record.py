"""Databases become the lines of a scenario: one alone, or a folder with one for each branch."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.language.words import listed
from scenario_runner.recording.acts import Act, Answered, acts_of
from scenario_runner.recording.lines import Told, moment, steps_of
from scenario_runner.recording.replies import replies
from scenario_runner.recording.thread import Thread, read_thread, thread_ids
from scenario_runner.stored.database import CannotRead, opened
from scenario_runner.suite.databases import MANIFEST


@frozen
class Database:
    """One database to be recorded."""

    branch: str
    path: Path


@frozen
class Line:
    """A branch of the scenario."""

    name: str
    """Fit to be a branch's name."""
    kept_as: str
    """Its name in the manifest."""
    start: Data
    """The moment it leaves; None for `main`."""
    steps: tuple[Told, ...]
    """Its own."""
    replies: tuple[Data, ...]
    """What chat models said in these steps."""


@frozen
class Recording:
    """All that was read."""

    thread: str
    lines: tuple[Line, ...]
    gaps: tuple[str, ...]
    """What of the databases was not read."""
    metadata: tuple[str, ...]
    """What runs were told besides: names of entries in the metadata of checkpoints."""


def databases(path: Path) -> tuple[Database, ...]:
    """The database, or those that a manifest in a folder tells, `main` first. Raises
    CannotRead."""
    manifest = path / MANIFEST
    if not path.is_dir() or not manifest.exists():
        return (Database(branch="main", path=path),)
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        found = [
            Database(branch=str(each["name"]), path=path / Path(each["database"]).name)
            for each in told["branches"]
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "run the scenario again with --keep-db"
        raise CannotRead(f"{manifest} is not a manifest of kept databases", hint) from error
    if not found:
        raise CannotRead(f"{manifest} tells of no database", "run it again with --keep-db")
    return tuple(found)


def record(path: Path, wanted: Sequence[str]) -> Recording:
    """The lines of all branches. `wanted` names the threads, the main one first; without it,
    the one thread there is. Raises CannotRead."""
    done: list[tuple[Line, list[Told], list[Act]]] = []
    gaps: dict[str, None] = {}
    extras: dict[str, None] = {}
    main = ""
    for database in databases(path):
        threads = _threads(database.path, wanted, is_folder=path.is_dir())
        main = main or threads[0].id
        acts = sorted((act for each in threads for act in acts_of(each)), key=lambda a: a.order)
        done.append(_line(database.branch, threads, acts, done))
        gaps |= dict.fromkeys(gap for each in threads for gap in each.gaps)
        extras |= dict.fromkeys(name for each in threads for name in _extras(each))
    return Recording(
        thread=main,
        lines=tuple(line for line, _, _ in done),
        gaps=tuple(gaps),
        metadata=tuple(extras),
    )


def _threads(path: Path, wanted: Sequence[str], *, is_folder: bool) -> list[Thread]:
    with opened(path) as connection:
        known = thread_ids(connection)
        names = list(wanted)
        if not names and is_folder:
            names = sorted(known, key=lambda name: name != "main")
        elif not names and len(known) == 1:
            names = known
        if not names:
            there = f"{path} holds {len(known)} threads" if known else f"{path} holds no thread"
            hint = f"name one with --thread: {listed(known)}" if known else "look at another one"
            raise CannotRead(there, hint)
        return [read_thread(connection, name) for name in names]


_Done = tuple[Line, list[Told], list[Act]]


def _line(branch: str, threads: Sequence[Thread], acts: list[Act], done: Sequence[_Done]) -> _Done:
    name = re.sub(r"[^\w.-]+", "-", branch).strip("-.") or "branch"
    if not done:
        steps = steps_of(threads, acts, (), "step")
        line = Line(
            name="main",
            kept_as=branch,
            start=None,
            steps=tuple(steps),
            replies=tuple(replies(threads, acts)),
        )
        return line, steps, acts
    _, whole, others = max(done, key=lambda each: _shared(each[2], acts))
    common = _shared(others, acts)
    start: Data = "start"
    inherited = whole[:common]
    if common:
        inherited[-1].is_named = True
        inside = _as_written(inherited[-1], threads, acts)
        start = _from(inherited[-1], inside, done)
    if common < len(acts) and common < len(others) and _is_part(acts[common], others[common]):
        inside = moment(acts[common].made[-1], [whole[common]])
        inherited = whole[: common + 1]
        start = _from(whole[common], inside, done)
    steps = steps_of(threads, acts, inherited, name)
    before = replies(threads, acts[: len(inherited)])
    said = replies(threads, acts)[len(before) :]
    line = Line(name=name, kept_as=branch, start=start, steps=tuple(steps), replies=tuple(said))
    return line, [*inherited, *steps], acts


def _as_written(left: Told, threads: Sequence[Thread], acts: Sequence[Act]) -> Data:
    """The moment at which the last checkpoint of a step was just written: nobody has asked there
    yet; None where somebody has."""
    end = left.act.end or ""
    thread = next(each for each in threads if each.id == left.act.thread)
    moved = any(act.at == end for act in acts)
    if not left.act.made or moved or thread.checkpoints[end].writes or not left.expect.get("next"):
        return None
    return {"in": left.id, "nth": len(left.act.made) - 1}


def _from(step: Told, inside: Data, done: Sequence[_Done]) -> Data:
    """A moment of another branch, as `from` has it."""
    branch = next(line.name for line, _, _ in done if any(own is step for own in line.steps))
    if isinstance(inside, dict):
        return inside if branch == "main" else {**inside, "branch": branch}
    return step.id if branch == "main" else f"{branch}/{step.id}"


def _shared(one: Sequence[Act], other: Sequence[Act]) -> int:
    """How many acts two lines have in common."""
    pairs = zip_longest(one, other)
    return next(
        (
            number
            for number, (a, b) in enumerate(pairs)
            if a is None or b is None or not _is_same(a, b) or a.made != b.made
        ),
        len(one),
    )


def _is_same(one: Act, other: Act) -> bool:
    if (one.thread, one.at) != (other.thread, other.at):
        return False
    if isinstance(one.what, Answered) and isinstance(other.what, Answered):
        values = [[each.value for each in what.given] for what in (one.what, other.what)]
        return values[0] == values[1]
    return one.what == other.what


def _is_part(one: Act, other: Act) -> bool:
    """Whether a line left inside of an act."""
    count = len(one.made)
    return _is_same(one, other) and 0 < count < len(other.made) and other.made[:count] == one.made


def _extras(thread: Thread) -> list[str]:
    own = {"source", "step", "parents", "writes", "thread_id", "run_id", "checkpoint_ns"}
    own |= {"counters_since_delta_snapshot"}
    return [
        name
        for each in thread.checkpoints.values()
        for name in each.metadata
        if name not in own and not name.startswith(("langgraph_", "ls_", "__"))
    ]
