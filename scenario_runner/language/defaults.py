"""`defaults.scenario-runner.yaml`: what a folder says for all scenarios at or below it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scenario_runner.language.check import check_shape
from scenario_runner.language.include import Expanded, expand
from scenario_runner.language.project_files import (
    FileFault,
    read_project_file,
    shown_from,
    text_of,
)
from scenario_runner.language.references import project_root
from scenario_runner.language.source import Source
from scenario_runner.language.value import Data, Places, Pointer, Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Place, Problem, ProblemsError

NAME = "defaults.scenario-runner.yaml"
BY_ENTRY = ("variables", "models", "patches", "environment", "checks")
"""The nearest one holds for each entry; null removes it."""
ADDED = ("tags", "secrets", "ignore")
"""All of them hold."""
KEYS = (
    "graph", "tags", "variables", "models", "patches", "environment", "secrets", "timeout",
    "checks", "ignore",
)  # fmt: skip
"""Of those besides, the nearest one holds."""

_READABLE = "check its permissions"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """Something that one of the files says."""

    data: Data
    places: Places
    pointer: Pointer


def with_defaults(own: Expanded, path: Path) -> Expanded:
    """What a scenario (at `path`, absolute) says together with the defaults of its folders."""
    files = [file for file in defaults_paths(path.parent) if file.is_file()]
    if not files or not isinstance(own.source.data, dict):
        return own
    texts = dict(own.texts)
    problems = list(own.problems)
    layers: list[Source] = []
    for file in files:
        shown = shown_from(os.path.relpath(file, path.parent), own.source.file)
        try:
            texts[shown] = text_of(file)
            read, wrong = read_project_file(file, shown)
        except FileFault as fault:
            place = Place(file=shown, line=1, column=1)
            problems.append(Problem(place=place, message=fault.message, hint=_READABLE))
            continue
        except ProblemsError as error:
            problems += error.problems
            continue
        layer = expand(read.source, file, folder=path.parent)
        texts |= layer.texts
        lost = [] if wrong or layer.problems else list(_wrong(layer.source.value))
        problems += [*wrong, *layer.problems, *lost]
        layers.append(layer.source)
    return replace(
        own, source=_merged([*layers, own.source]), problems=tuple(problems), texts=texts
    )


def defaults_paths(folder: Path) -> Iterator[Path]:
    """The files whose defaults hold in `folder` where they are there, from the project's root
    down."""
    root, above = project_root(folder), [folder]
    while above[-1] != root:
        above.append(above[-1].parent)
    return (one / NAME for one in reversed(above))


def _wrong(root: Value) -> Iterator[Problem]:
    if not isinstance(root.data, dict):
        yield Problem(
            place=root.place,
            message=f"defaults must be a mapping, not {kind(root.data)}",
            hint=f"give it some of {', '.join(KEYS)}",
            code="wrong-type",
        )
        return
    for key in root.data:
        if key not in KEYS:
            yield Problem(
                place=root[key].key_place,
                message=f"defaults have no {quoted(key)}",
                hint=suggestion(key, KEYS, "they have"),
                code="unknown-key",
            )
    known = {key: _there(root.data[key]) for key in KEYS if root.data.get(key) is not None}
    for problem in check_shape(replace(root, data=known)):
        if problem.code != "missing-key" or problem.place != root.key_place:
            yield problem


def _there(data: Data) -> Data:
    """Without the entries that are only there to be removed."""
    if not isinstance(data, dict):
        return data
    return {name: part for name, part in data.items() if part is not None} or {"_": 0}


def _merged(files: list[Source]) -> Source:
    """The files as one, the last of them the scenario itself."""
    own = files[-1]
    parts: dict[Pointer, _Part] = {}
    data = dict(own.data)
    for key in KEYS:
        said = [
            _Part(data=f.data[key], places=f.places, pointer=(key,)) for f in files if _has(f, key)
        ]
        if not said:
            continue
        parts[(key,)] = nearest = said[-1]
        data[key] = nearest.data
        if key in ADDED and all(isinstance(part.data, list) for part in said):
            data[key] = _added(key, said, parts)
        elif key in BY_ENTRY and all(
            isinstance(part.data, dict) or part.data is None for part in said
        ):
            data[key] = _by_entry(key, said, parts)
        if data[key] is None:
            del data[key]
    return replace(
        own,
        data=data,
        places=Places(
            values=_Routed(
                own.places.values, {at: (p.places.values, p.pointer) for at, p in parts.items()}
            ),
            keys=_Routed(
                own.places.keys, {at: (p.places.keys, p.pointer) for at, p in parts.items()}
            ),
        ),
    )


def _has(file: Source, key: str) -> bool:
    return isinstance(file.data, dict) and key in file.data


def _added(key: str, said: list[_Part], parts: dict[Pointer, _Part]) -> list[Data]:
    items: list[Data] = []
    for part in said:
        for index, item in enumerate(part.data):
            if item not in items:
                parts[(key, len(items))] = replace(part, data=item, pointer=(key, index))
                items.append(item)
    return items


def _by_entry(key: str, said: list[_Part], parts: dict[Pointer, _Part]) -> Data:
    """The entries of all; what a nearer file writes comes where the farther one has it."""
    entries: dict[str, Data] = {}
    for part in said:
        if part.data is None:
            entries.clear()
            continue
        for name, data in part.data.items():
            if data is None and name in entries:
                del entries[name]
            elif data is not None or part is said[-1]:
                entries[name] = data
                parts[(key, name)] = replace(part, data=data, pointer=(key, name))
    if not entries and said[-1].data:
        return None  # every entry is removed
    return entries or said[-1].data


class _Routed(Mapping[Pointer, Place]):
    """Places of several files, by where their parts stand in the whole."""

    def __init__(
        self,
        own: Mapping[Pointer, Place],
        routes: Mapping[Pointer, tuple[Mapping[Pointer, Place], Pointer]],
    ) -> None:
        self._own = own
        self._routes = routes

    def __getitem__(self, pointer: Pointer) -> Place:
        for length in (2, 1):
            if (route := self._routes.get(pointer[:length])) is not None:
                places, start = route
                return places[(*start, *pointer[length:])]
        return self._own[pointer]

    def __iter__(self) -> Iterator[Pointer]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)
