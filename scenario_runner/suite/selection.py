"""Which cases a run plays: by paths, names, tags, how they ended last, and shard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from scenario_runner.judge.outcome import is_bad
from scenario_runner.problem import ProblemsError
from scenario_runner.results.durations import NO_DURATIONS, read_durations
from scenario_runner.results.journal import read_journal
from scenario_runner.results.model import CaseResult, Results, Shard
from scenario_runner.results.selected import Selected
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.collect import UsageFault, collected
from scenario_runner.suite.filed import Waiting, opened, waiting
from scenario_runner.suite.options import Options
from scenario_runner.suite.secrets import hiding, secrets_of
from scenario_runner.suite.select import Expression, name_matches, parse, tags_match
from scenario_runner.suite.shards import shard_of
from scenario_runner.suite.storing import password_values

K = TypeVar("K", Case | BrokenCase, Waiting)


def select(paths: Sequence[str], options: Options) -> list[Case | BrokenCase]:
    """The cases that a run with these options plays. Raises UsageFault."""
    return list(_selected(paths, options))


def _selected(paths: Sequence[str], options: Options) -> Iterator[Case | BrokenCase]:
    keyword = parse(options.keyword) if options.keyword else None
    tags = parse(options.tags) if options.tags else None

    again = _bad_ids(options.failed_in) if options.failed_in is not None else None

    ids = options.going_on.cases if options.going_on is not None else None
    found = collected(paths) if ids is None else _of(ids, collected(paths))

    def wanted(case: Case) -> bool:
        if again is not None and case.id not in again:
            return False
        return keyword is None or name_matches(keyword, _names(case))

    found = (case for case in found if isinstance(case, BrokenCase) or wanted(case))
    for one in _touched(found, options):
        if (case := one if tags is None else _tagged(one, tags)) is not None:
            yield case


def _touched(
    found: Iterator[Case | BrokenCase], options: Options
) -> Iterator[Case | BrokenCase] | list[Case | BrokenCase]:
    """Those that what has changed touches; broken ones too, since what they lean on is known."""
    if options.changed_since is None and options.changed is None:
        return found
    from scenario_runner.suite.touched import Touching, changed_of  # noqa: PLC0415  # seldom asked

    cases = list(found)
    if options.changed_since is not None:
        from scenario_runner.suite.git import changed_since  # noqa: PLC0415  # as above

        folders = {Path(case.file).parent for case in cases}
        changed = changed_of(changed_since(options.changed_since, folders))
        cases = Touching().touched(cases, changed)
    return cases if options.changed is None else Touching().touched(cases, options.changed)


def shard_selected(
    paths: Sequence[str], options: Options
) -> tuple[list[Case | BrokenCase], Shard | None]:
    """As `select`; of a shard only its own part of them. Raises UsageFault."""
    return _sharded(select(paths, options), options)


def shard_waiting(paths: Sequence[str], options: Options) -> tuple[list[Waiting], Shard | None]:
    """As `shard_selected`, each case as it waits for its turn. Raises UsageFault."""
    return _sharded(waiting(_selected(paths, options)), options)


def _sharded(cases: list[K], options: Options) -> tuple[list[K], Shard | None]:
    if options.going_on is not None:
        return cases, options.going_on.shard
    if options.shard is None:
        return cases, None
    known = read_durations(options.shard_by) if options.shard_by else NO_DURATIONS
    return shard_of(cases, *options.shard, known)


def _tagged(case: Case | BrokenCase, tags: Expression) -> Case | BrokenCase | None:
    """The case with the branches whose tags fit; a branch has those of its scenario too."""
    if isinstance(case, BrokenCase):
        return case
    branches = case.scenario.branches
    asked = [b for b in branches if case.branches is None or b.name in case.branches]
    fit = [b for b in asked if tags_match(tags, (*case.scenario.tags, *b.tags))]
    if len(fit) == len(asked):
        return case
    return replace(case, branches=frozenset(b.name for b in fit)) if fit else None


def _bad_ids(journal: Path) -> frozenset[str]:
    return frozenset(
        case.id for case in _last_run(journal, "take the failures of").cases if is_bad(case.outcome)
    )


def failed_files(journal: Path) -> tuple[str, ...]:
    """The files of the cases that were not well in a run. Raises UsageFault."""
    cases = _last_run(journal, "take the failures of").cases
    return tuple(dict.fromkeys(case.file for case in cases if is_bad(case.outcome)))


def _last_run(journal: Path, what_for: str) -> Results:
    try:
        return read_journal(journal)
    except ProblemsError as error:
        hint = "run the scenarios once; each run is remembered in the folder it is started in"
        raise UsageFault(f"there is no last run to {what_for}", hint) from error


def _of(ids: Sequence[str], found: Iterator[Case | BrokenCase]) -> Iterator[Case | BrokenCase]:
    """Those with these ids; and a file that was broken and is not now, or the other way round."""
    known, files = frozenset(ids), frozenset(one.partition("::")[0] for one in ids)
    for case in found:
        beside = isinstance(case, BrokenCase) and case.file in files
        if case.id in known or case.file in known or beside:
            yield case


def selected_of(
    paths: Sequence[str | Path], cases: Sequence[Waiting], shard: Shard | None, options: Options
) -> Selected:
    """What a run with these options has selected."""
    if options.going_on is not None:
        return options.going_on
    return Selected(
        paths=tuple(map(str, paths)),
        tags=options.tags,
        cases=tuple(case.id for case in cases),
        failed=options.failed_in is not None,
        shard=shard,
    )


def done_before(cases: Sequence[Waiting], options: Options) -> dict[int, CaseResult]:
    """What an earlier run has finished of these cases, by their numbers: not where the file says
    something else by now. Raises UsageFault."""
    if options.resumed is None:
        return {}
    known = {result.id: result for result in _last_run(options.resumed, "go on with").cases}
    return {
        number: known[case.id]
        for number, case in enumerate(cases)
        if case.id in known and _says(opened(case), options) == known[case.id].source
    }


def _says(case: Case | BrokenCase, options: Options) -> str:
    """The text of its file, as results show it."""
    if isinstance(case, BrokenCase):
        return case.source
    hidden = hiding(secrets_of(case.scenario), password_values(options.storage))
    return hidden.mask.text(case.scenario.text)


def _names(case: Case) -> str:
    return "::".join([case.id, *(branch.name for branch in case.scenario.branches)])
