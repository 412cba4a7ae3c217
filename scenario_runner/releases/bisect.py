"""The first release on which a case does not end as on the oldest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.judge.verdict import Outcome
from scenario_runner.releases.environments import NotMade
from scenario_runner.releases.play import Played
from scenario_runner.releases.table import Column
from scenario_runner.releases.wanted import Release

Play = Callable[[Release], Column]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Where it changes."""

    before: Played
    """The last release that is as the oldest."""
    after: Played
    """The first that is not."""
    by: str
    """`outcome`, of the case or of a branch; `conversation` where all of those are the same."""
    between: tuple[str, ...]
    """Releases between the two that could not be run on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """Both ends are alike."""

    outcome: Outcome


def bisect(span: Sequence[Release], play: Play) -> Found | Unchanged | NotMade:
    """Binary search over releases, the oldest first. Ends that cannot be run on are told of; those
    between that cannot are passed by."""
    first, last = play(span[0]), play(span[-1])
    if isinstance(first, NotMade):
        return first
    if isinstance(last, NotMade):
        return last
    by = "outcome" if _outcomes(first) != _outcomes(last) else "conversation"
    if by == "conversation" and compare_runs(first.results, last.results).is_same:
        return Unchanged(outcome=_outcome(first))

    def is_like_first(other: Played) -> bool:
        if by == "outcome":
            return _outcomes(other) == _outcomes(first)
        return compare_runs(first.results, other.results).is_same

    return _search(list(span), (first, last), play, is_like_first, by)


def _search(
    span: list[Release],
    ends: tuple[Played, Played],
    play: Play,
    is_like_first: Callable[[Played], bool],
    by: str,
) -> Found:
    (before, after), low, high = ends, 0, len(span) - 1
    broken: set[int] = set()
    while rest := [n for n in range(low + 1, high) if n not in broken]:
        middle = rest[len(rest) // 2]
        column = play(span[middle])
        if isinstance(column, NotMade):
            broken.add(middle)
        elif is_like_first(column):
            low, before = middle, column
        else:
            high, after = middle, column
    names = tuple(span[n].name for n in range(low + 1, high))
    return Found(before=before, after=after, by=by, between=names)


def _outcome(column: Played) -> Outcome:
    return column.results.outcome


def _outcomes(column: Played) -> dict[tuple[str, str], Outcome]:
    """How each case and each of its branches ended."""
    told: dict[tuple[str, str], Outcome] = {}
    for case in column.results.cases:
        told[case.id, ""] = case.outcome
        told.update({(case.id, branch.name): branch.outcome for branch in case.branches})
    return told


def ended(column: Played) -> str:
    """How that which was selected ended: in a few words."""
    outcomes = dict.fromkeys(
        branch.outcome
        for case in column.results.cases
        for branch in case.branches
        if not branch.on_the_way
    )
    whole = _outcome(column)
    return ", ".join(outcomes) if whole in outcomes or (whole == "passed" and outcomes) else whole


def changed(found: Found) -> list[tuple[str, Outcome | None, Outcome | None]]:
    """The branches that end otherwise: their names, and how each ended before and after."""
    before, after = _outcomes(found.before), _outcomes(found.after)
    return [
        (branch, before.get((case, branch)), after.get((case, branch)))
        for case, branch in dict.fromkeys([*before, *after])
        if branch and before.get((case, branch)) != after.get((case, branch))
    ]
