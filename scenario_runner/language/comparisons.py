"""Rules of `compare` and `ignore`: branches that exist, and paths that can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.facts import check_fact, check_jsonpath
from scenario_runner.language.model import Compare
from scenario_runner.language.outline import Outline
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import flow, listed, quoted, suggestion
from scenario_runner.problem import Problem


def compared(root: Value) -> tuple[Compare, ...]:
    """The comparisons of a checked scenario."""
    count = len(root.data.get("compare", ()))
    return tuple(_compare(root["compare"][index]) for index in range(count))


def _compare(value: Value) -> Compare:
    data = value.data
    return Compare(
        branches=tuple(data["branches"]),
        equal=tuple(data.get("equal", ())),
        differ=tuple(data.get("differ", ())),
        place=value.place,
        places=tuple((path.data, path.place) for path in _paths(value)),
    )


def _paths(value: Value) -> Iterator[Value]:
    for key in ("equal", "differ"):
        for index in range(len(_list(value.data.get(key)))):
            yield value[key][index]


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []


def check_ignore(root: Value) -> Iterator[Problem]:
    """Problems of the paths that comparisons leave out."""
    for index, path in enumerate(_list(root.data.get("ignore"))):
        value = root["ignore"][index]
        if path == "$":
            yield Problem(
                place=value.place,
                message="this leaves out everything",
                hint="name what changes from run to run, such as $.values.created_at",
                code="empty",
            )
        elif isinstance(path, str) and path:
            yield from check_jsonpath(value, path, at_key=False)


def check_compare(root: Value, outline: Outline) -> Iterator[Problem]:
    """Problems of every comparison."""
    for index, entry in enumerate(_list(root.data.get("compare"))):
        if not isinstance(entry, dict):
            continue
        value = root["compare"][index]
        yield from _branches(value, outline)
        if not entry.keys() - {"branches"}:
            yield Problem(
                place=value.place,
                message="this comparison says neither what is equal nor what differs",
                hint="for example: differ: [$.values.status]",
                code="empty",
            )
        for path in _paths(value):
            if isinstance(path.data, str) and path.data:
                yield from check_fact(path, path.data, at_key=False)


def _branches(value: Value, outline: Outline) -> Iterator[Problem]:
    names = _list(value.data.get("branches"))
    first: dict[str, Value] = {}
    for index, name in enumerate(names):
        if not isinstance(name, str) or not name:
            continue
        here = value["branches"][index]
        if name in first:
            yield Problem(
                place=here.place,
                message=f"{quoted(name)} is compared with itself",
                hint="name each branch once",
                code="duplicate-branch",
                related=((first[name].place, "first named here"),),
            )
        elif name not in outline.lines:
            yield from _unknown(here, outline)
        first.setdefault(name, here)
    if len(names) == 1:
        yield Problem(
            place=value["branches"].place,
            message="one branch alone has nothing to be compared with",
            hint="name another, such as main",
            code="wrong-value",
        )


def _unknown(value: Value, outline: Outline) -> Iterator[Problem]:
    name = value.data
    base = outline.lines.get(name.partition("[")[0])
    if base is not None and base.branch is not None and "for_each" in base.branch.data:
        return  # its rows are told to be wrong
    message = f"there is no branch {quoted(name)}"
    hint = suggestion(name, outline.lines, "branches are")
    if made := outline.rows_of(name):
        message = f"{quoted(name)} is several branches, one for each row"
        hint = f"name them one by one: {listed(map(flow, made))}"
    yield Problem(place=value.place, message=message, hint=hint, code="unknown-branch")
