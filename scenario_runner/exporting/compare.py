"""`compare` in a script: what the ends of branches show, and that it is alike or differs."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.observed import reached
from scenario_runner.exporting.script import Script
from scenario_runner.exporting.text import Source, call, comment, lines, listed, mapping, text
from scenario_runner.language.model import Compare
from scenario_runner.plan.watch import begins

_AT_AN_END = ("$.values", "$.next", "$.interrupts", "$.subgraphs", "$.store")
"""What the state of a thread shows by itself."""


def end_lines(
    branch: str, config: str, compares: tuple[Compare, ...], script: Script
) -> Iterator[str]:
    """The lines that remember what is compared of the end of a branch; nothing where nothing is.
    `config`: of the thread it ends on."""
    paths = dict.fromkeys(
        path for each in compares if branch in each.branches for path in _told(each, script)
    )
    if not paths:
        return
    entries: list[tuple[str, Source]] = [(path, reached(path, script)[0]) for path in paths]
    yield from ("", "    # its end, to be compared with others")
    if any(begins(path) != "store" for path in paths):
        yield f"    state = await graph.aget_state({config}, subgraphs=True)"
    yield from lines(f"ENDS[{text(branch)}] = ", mapping(entries), indent=4)


def compare_lines(compare: Compare, played: set[str], script: Script) -> Iterator[str]:
    """The lines that compare."""
    names = listed(text(name) for name in compare.branches)
    for key in ("equal", "differ"):
        for path in getattr(compare, key):
            if path in _told(compare, script) and played.issuperset(compare.branches):
                told = call(script.use("compare"), text(path), text(key), names)
                yield from lines("", told, indent=8)
            else:
                words = f"Not checked: {path} is to {key} in {', '.join(compare.branches)}."
                yield from comment(words, 8)


def _told(compare: Compare, script: Script) -> list[str]:
    """The paths that a script can follow at the end of a branch."""
    found = []
    for path in (*compare.equal, *compare.differ):
        if not path.startswith(_AT_AN_END):
            continue
        try:
            reached(path, script)
        except NotSaid:
            continue
        found.append(path)
    return found
