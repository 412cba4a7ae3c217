"""Rules of `for_each` and `parameters`: rows of one kind, each with a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scenario_runner.language.rows import MOST_ROWS, ODD, can_combine, rows, word_of
from scenario_runner.language.value import Value
from scenario_runner.language.words import flow, kind, meant, quoted
from scenario_runner.problem import Problem


def check_rows(for_each: Value) -> Iterator[Problem]:
    """What makes rows useless beyond their shape."""
    data = for_each.data
    if isinstance(data, dict) and not can_combine(data):
        if all(isinstance(part, list) for part in data.values()):
            yield _too_many(for_each)
    elif isinstance(data, list):
        if len(data) > MOST_ROWS:
            yield _too_many(for_each)
        yield from _uneven(for_each)
        yield from _bad_ids(for_each)
    yield from _same_ids(for_each)


def _too_many(for_each: Value) -> Problem:
    table = str(for_each.pointer[-1])
    made = "cases" if table == "parameters" else "branches"
    return Problem(
        place=for_each.key_place,
        message=f"{table} makes more than {MOST_ROWS:,} {made}",
        hint="write fewer values, or make several scenarios of it",
        code="too-many-rows",
    )


def _bad_ids(for_each: Value) -> Iterator[Problem]:
    for index, row in enumerate(for_each.data):
        given = row.get("id", "x") if isinstance(row, dict) else "x"
        if isinstance(given, str) and given and not ODD.search(given):
            continue
        if isinstance(given, int) and not isinstance(given, bool):
            continue
        said = quoted(given) if isinstance(given, str) else kind(given)
        yield Problem(
            place=for_each[index]["id"].place,
            message=f"{said} cannot be a row's id",
            hint=(
                f'put it in quotes: "{flow(given)}"'
                if isinstance(given, bool)
                else "use a word without spaces, /, :: and brackets"
            ),
            code="bad-name",
        )


def _same_values(for_each: Value) -> list[Problem]:
    """Values of lists to combine that would give rows the same id."""
    found = []
    for name, values in for_each.data.items():
        first: dict[str, int] = {}
        for index, data in enumerate(values):
            before = first.setdefault(word_of(name, data, index), index)
            if before != index:
                where = for_each[name]
                found.append(
                    Problem(
                        place=where[index].place,
                        message=f"this value of {quoted(name)} would name two rows alike",
                        hint="write each value once",
                        code="duplicate-row",
                        related=((where[before].place, "the other one"),),
                    )
                )
    return found


def _same_ids(for_each: Value) -> Iterator[Problem]:
    data = for_each.data
    if isinstance(data, dict) and can_combine(data) and (found := _same_values(for_each)):
        yield from found
        return
    first: dict[str, Value] = {}
    for row in rows(for_each):
        if not row.id:
            continue  # told as a bad id
        if row.id in first:
            before = _named_by(first[row.id])
            here = _named_by(row.value)
            yield Problem(
                place=here.place,
                message=f"two rows are called {quoted(row.id)}",
                hint="give each row an id of its own",
                code="duplicate-row",
                related=((before.place, "the other row"),) if before.place != here.place else (),
            )
        first.setdefault(row.id, row.value)


def _named_by(row: Value) -> Value:
    return row["id"] if "id" in row.data and row.pointer else row


def _uneven(for_each: Value) -> Iterator[Problem]:
    """Names that some rows have and others have not: a name is wanted where most have it."""
    items = [for_each[index] for index in range(len(for_each.data))]
    told = [row for row in items if isinstance(row.data, dict)]
    count = Counter(name for row in told for name in row.data if name != "id")
    usual = [name for name in count if count[name] * 2 >= len(told)]
    for row in told:
        odd = [name for name in row.data if name != "id" and name not in usual]
        lacking = [name for name in usual if name not in row.data]
        for name in odd:
            close = meant(name, lacking)
            yield Problem(
                place=row[name].key_place,
                message=f"other rows have no {quoted(name)}",
                hint=f"did you mean {quoted(close)}?" if close else "give it in every row",
                code="uneven-rows",
            )
        for name in lacking:
            if not meant(name, odd):
                yield Problem(
                    place=row.place,
                    message=f"this row has no {quoted(name)}",
                    hint="other rows have it; give it in every row, null where there is none",
                    code="uneven-rows",
                )
