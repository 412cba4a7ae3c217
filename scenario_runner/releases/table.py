"""Several releases side by side: how each case ended on each, and where it first differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scenario_runner.comparing.cases import compare_cases
from scenario_runner.comparing.model import CaseChange, Kind
from scenario_runner.judge.outcome import worst
from scenario_runner.judge.verdict import Outcome
from scenario_runner.releases.environments import NotMade
from scenario_runner.releases.play import Played
from scenario_runner.results.model import CaseResult, ErrorTold, Results
from scenario_runner.suite.unplayed import not_run

Column = Played | NotMade


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One case on one release."""

    release: str
    outcome: Outcome | None
    """None where the release has no such case."""
    kind: Kind
    """What it is against the newest: `same`, `changed`, `newly_failing` (well on this one and bad
    on the newest), `fixed`, ..."""
    where: str | None = None
    """The step of the first difference to the newest, `BRANCH/STEP`."""
    path: str | None = None
    here: object = None
    newest: object = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One case on all of them."""

    case: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the releases do not agree."""
        return any(cell.kind != "same" for cell in self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A release that could not be run on."""

    release: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Cases by releases, in the order asked for."""

    releases: tuple[str, ...]
    newest: str | None
    """The one that the others are held against; None where there is none."""
    rows: tuple[Row, ...]
    missing: tuple[Missing, ...]


def table(columns: Sequence[Column]) -> Table:
    """The last of the releases that could be run on is the newest."""
    there = [column for column in columns if isinstance(column, Played)]
    missing = [
        Missing(release=column.release.name, why=column.why)
        for column in columns
        if isinstance(column, NotMade)
    ]
    newest = there[-1] if there else None
    ids = dict.fromkeys(case.id for column in there for case in column.results.cases)
    return Table(
        releases=tuple(column.name for column in there),
        newest=newest.name if newest is not None else None,
        rows=tuple(Row(case=id_, cells=tuple(_cells(id_, there, newest))) for id_ in ids),
        missing=tuple(missing),
    )


def _cells(id_: str, there: Sequence[Played], newest: Played | None) -> Iterator[Cell]:
    against = _case(newest, id_) if newest is not None else None
    for column in there:
        case = _case(column, id_)
        if case is None and against is None:
            yield Cell(release=column.name, outcome=None, kind="same")
        elif column is newest:
            outcome = case.outcome if case is not None else None
            yield Cell(release=column.name, outcome=outcome, kind="same")
        else:
            yield _cell(column.name, case, compare_cases(case, against))


def _cell(release: str, case: CaseResult | None, change: CaseChange) -> Cell:
    outcome = case.outcome if case is not None else None
    for branch in change.branches:
        talk = branch.conversation
        if talk is not None and talk.first is not None:
            step, part = talk.first
            return Cell(
                release=release,
                outcome=outcome,
                kind=change.kind,
                where=step.left or step.right,
                path=part.path,
                here=part.left,
                newest=part.right,
            )
    return Cell(release=release, outcome=outcome, kind=change.kind)


def _case(column: Played, id_: str) -> CaseResult | None:
    return next((case for case in column.results.cases if case.id == id_), None)


def as_one_run(columns: Sequence[Column]) -> Results | None:
    """All of them as one run, for reports: each case on each release, and a case in error for a
    release that could not be run on. None where nothing was run."""
    there = [column for column in columns if isinstance(column, Played)]
    if not there:
        return None
    cases: list[CaseResult] = []
    for column in columns:
        if isinstance(column, NotMade):
            cases.append(_not_there(column))
        else:
            cases += [_named(case, column) for case in column.results.cases]
    last = there[-1].results
    return replace(
        last,
        environment=replace(last.environment, langgraph=", ".join(c.name for c in there)),
        duration=sum(column.results.duration for column in there),
        outcome=worst(case.outcome for case in cases),
        cases=tuple(cases),
        shard=None,
    )


def _named(case: CaseResult, column: Played) -> CaseResult:
    suffix = f" on LangGraph {column.name}"
    return replace(
        case,
        id=case.id + suffix,
        scenario=case.scenario + suffix,
        tags=(*case.tags, f"langgraph-{column.results.environment.langgraph}"),
    )


def _not_there(column: NotMade) -> CaseResult:
    error = ErrorTold(kind="graph", message=f"it could not be installed: {column.why}")
    return not_run(f"LangGraph {column.release.name}", error)
