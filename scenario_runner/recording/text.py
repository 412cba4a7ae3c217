"""A recording as the text of a scenario."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.language.write import WIDTH, Room, entry, key
from scenario_runner.recording.lines import Told
from scenario_runner.recording.record import Line, Recording

_NOTE = """\
# Written by scenario-runner record: the steps are what was sent to the thread, and what stands
# under expect is what its database tells."""
_SKIP = "TODO: fill the gaps marked TODO, and take this out"
_NO_GRAPH = "TODO:graph"


@frozen
class Heading:
    """What stands above the steps."""

    name: str
    graph: Data
    """As the key `graph` has it; None: a gap."""
    rest: Mapping[str, Data]
    """More top-level keys."""
    branches: Mapping[str, Mapping[str, Data]]
    """More keys of branches, by the names they were kept under."""
    notes: tuple[str, ...] = ()
    """For comments at the top."""


def text_of(recording: Recording, heading: Heading) -> str:
    """The whole file. Raises CannotWrite."""
    lines = [_NOTE, *_comments(heading.notes, 0), *_entry("scenario", heading.name)]
    main, *others = recording.lines
    has_gap = heading.graph is None or any(step.has_gap for step in main.steps)
    if heading.graph is None:
        lines += ["# TODO: the graph is not stored: name it, for example agents/shop.py:graph"]
    lines += _entry("graph", _NO_GRAPH if heading.graph is None else heading.graph)
    for name, data in heading.rest.items():
        lines += _entry(name, data)
    if has_gap:
        lines += _entry("skip", _SKIP)
    lines += ["steps:", *_steps(main, 2)] if main.steps else ["steps: []"]
    told = [line for each in others for line in _branch(each, heading)]
    return "\n".join([*lines, *(["branches:", *told] if told else [])]) + "\n"


def _branch(line: Line, heading: Heading) -> Iterator[str]:
    yield f"  {key(line.name)}:"
    yield from _entry("from", line.start, 4)
    for name, data in heading.branches.get(line.kept_as, {}).items():
        yield from _entry(name, data, 4)
    if any(step.has_gap for step in line.steps):
        yield from _entry("skip", _SKIP, 4)
    yield "    steps:"
    if line.steps:
        yield from _steps(line, 6)
    else:
        yield "      - expect: {values: {$present: true}}"


def _steps(line: Line, margin: int) -> Iterator[str]:
    for step in line.steps:
        yield from _comments(step.notes, margin)
        first, *rest = _step(step, margin + 2)
        yield f"{' ' * margin}- {first.lstrip()}"
        yield from rest


def _step(step: Told, margin: int) -> Iterator[str]:
    if step.is_named:
        yield from _entry("id", step.id, margin)
    for name, data in step.body.items():
        yield from _entry(name, data, margin)
    if step.expect:
        yield " " * margin + "expect:"
        for name, data in step.expect.items():
            yield from _entry(name, data, margin + 2)


def _comments(notes: tuple[str, ...] | list[str], margin: int) -> Iterator[str]:
    for note in notes:
        for number, line in enumerate(textwrap.wrap(f"TODO: {note}", WIDTH - margin - 4)):
            yield f"{' ' * margin}# {'  ' if number else ''}{line}"


def _entry(name: str, data: Data, margin: int = 0) -> list[str]:
    lines = entry(name, data, room=Room(columns=WIDTH - margin))
    return [" " * margin + line if line else line for line in lines]
