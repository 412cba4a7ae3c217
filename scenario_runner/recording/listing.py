"""The threads of a database, each on a line: when, how large, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.language.words import listed, word
from scenario_runner.recording.database import CannotRecord, opened
from scenario_runner.recording.ended import open_questions
from scenario_runner.recording.record import databases
from scenario_runner.recording.thread import Thread, read_thread, thread_ids


def threads_of(path: Path) -> list[str]:
    """Lines about all threads, of each branch in a folder of kept databases. Raises
    CannotRecord."""
    kept = databases(path)
    lines = []
    for database in kept:
        with opened(database.path) as connection:
            for name in thread_ids(connection):
                try:
                    told = _told(read_thread(connection, name))
                except CannotRecord as fault:
                    told = f"cannot be recorded: {fault.message}"
                branch = f"{word(database.branch)}  " if len(kept) > 1 else ""
                lines.append(f"{branch}{word(name)}  {told}")
    return lines


def _told(thread: Thread) -> str:
    own = list(thread.checkpoints.values())
    size = sum(each.size for each in (*own, *thread.nested))
    return "  ".join(_parts(thread, [each.at for each in own if each.at], len(own), size))


def _parts(thread: Thread, times: list[str], count: int, size: int) -> Iterator[str]:
    if times:
        first, last = (time[:19].replace("T", " ") for time in (min(times), max(times)))
        yield first if first == last else f"{first} to {last}"
    yield f"{count} checkpoint{'s' * (count != 1)}"
    yield f"{size / 1024:.1f} kB"
    asked = open_questions(thread, max(thread.checkpoints)) if count else []
    if asked:
        nodes = ["/".join(each.address) if each.address else "?" for each in asked]
        yield f"open: {listed(nodes)}"
