"""Releases side by side as a terminal shows them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.value import Data
from scenario_runner.releases.bisect import Found, Unchanged, changed, ended
from scenario_runner.releases.play import Played
from scenario_runner.releases.table import Cell, Row, Table, table
from scenario_runner.report.paint import Paint
from scenario_runner.report.show import inline, plural
from scenario_runner.report.visible import one_line, visible
from scenario_runner.results.codec import encode

_WIDE = 10
_MOST = 5


def table_text(told: Table, *, color: bool = False, width: int = 100, every: bool = False) -> str:
    """The cases that the releases do not agree on, `every` one where asked for, each with its
    first difference to the newest; then the releases that could not be run on."""
    paint = Paint(on=color, width=width)
    rows = [row for row in told.rows if every or row.differs]
    lines: list[str] = []
    if rows:
        names = [visible(name) for name in told.releases]
        columns = [max(_WIDE, len(name)) for name in names]
        lines.append(
            paint.strong("  ".join(n.ljust(w) for n, w in zip(names, columns, strict=True)))
        )
        for row in rows:
            lines += _row(row, columns, paint)
        lines.append("")
    for one in told.missing:
        lines.append(f"{paint.style('error', visible(one.release))}  {one_line(one.why, 400)}")
    same = sum(not row.differs for row in told.rows)
    if told.releases:
        on = f"all {len(told.releases)} releases" if len(told.releases) > 1 else told.releases[0]
        lines.append(f"{plural(len(told.rows), 'case')}, {same} the same on {visible(on)}")
    return "\n".join(line.rstrip() for line in lines)


def _row(row: Row, columns: list[int], paint: Paint) -> Iterator[str]:
    cells = zip(row.cells, columns, strict=True)
    outcomes = "  ".join(_outcome(cell, wide, paint) for cell, wide in cells)
    yield f"{outcomes}  {paint.strong(visible(row.case))}"
    seen: set[tuple[str | None, str | None, str, str]] = set()
    for cell in row.cells:
        if cell.path is None:
            continue
        here, newest = inline(cell.here, 60), inline(cell.newest, 60)
        if (key := (cell.where, cell.path, here, newest)) in seen:
            continue
        seen.add(key)
        told = f"{cell.release}: {cell.where}  {cell.path}  {here}, on the newest {newest}"
        yield paint.dim(f"    {one_line(told, 300)}")


def _outcome(cell: Cell, wide: int, paint: Paint) -> str:
    if cell.outcome is None:
        return "-".ljust(wide)
    mark = "" if cell.kind in {"same", "newly_failing", "fixed", "flaky"} else " *"
    return paint.style(cell.outcome, f"{cell.outcome}{mark}".ljust(wide))


def table_json(told: Table) -> Data:
    """The table's facts; `rows[].cells[].outcome` is null where a release has no such case."""
    return encode(told, Table, lambda value: value)


def bisect_text(told: Found | Unchanged, *, color: bool = False, width: int = 100) -> str:
    """Where it changes, and the first difference there."""
    paint = Paint(on=color, width=width)
    match told:
        case Unchanged(outcome=outcome):
            return f"{paint.style(outcome, outcome)} on both ends, in the same way"
        case Found(before=before, after=after, by=by, between=between):
            what = "the outcome changes" if by == "outcome" else "what it does changes"
            lines = [paint.strong(f"{what} with LangGraph {visible(after.name)}")]
            lines += [f"  {_end(one, paint)}" for one in (before, after)]
            lines += list(_branches(told))
            for row in table((before, after)).rows:
                lines += list(_row(row, [_WIDE, _WIDE], paint))[1:]
            if between:
                names = ", ".join(between)
                lines.append(f"  it may be one of these, which could not be run on: {names}")
            return "\n".join(lines)


def _end(one: Played, paint: Paint) -> str:
    return f"{visible(one.name).ljust(_WIDE)} {paint.style(one.results.outcome, ended(one))}"


def _branches(told: Found) -> Iterator[str]:
    """The branches that end otherwise, where the two lines above do not say it."""
    if ended(told.before) != ended(told.after) and len(changed(told)) == 1:
        return
    for name, before, after in changed(told)[:_MOST]:
        yield f"    {visible(name)}: {before or 'not there'}, then {after or 'not there'}"
