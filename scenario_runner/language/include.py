"""`$include`, and tables of rows in files of their own: put in their place before anything is
checked, each part still knowing where it was written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenario_runner.language.project_files import (
    FileFault,
    ProjectFile,
    found_file,
    read_project_file,
    shown_from,
    text_of,
)
from scenario_runner.language.references import project_root, rebased
from scenario_runner.language.source import DEEPEST, Source
from scenario_runner.language.template import UNREAD, is_template
from scenario_runner.language.value import Data, Places, Pointer, Value
from scenario_runner.language.words import kind, quoted, shortened, suggestion
from scenario_runner.problem import Place, Problem, ProblemsError

MOST = 200_000
"""Values of one scenario with all that it includes."""

_Part = tuple[Path, Pointer]
_TARGETS = ("models", "patches")
"""Mappings whose keys may be references to files."""
_REFERENCES: frozenset[Pointer] = frozenset({("graph",), ("graph", "ref")})


@dataclass(frozen=True, kw_only=True, slots=True)
class Expanded:
    """A source with what it includes in its place."""

    source: Source
    problems: tuple[Problem, ...] = ()
    lost: frozenset[Place] = frozenset()
    """Where something should have been included, and nothing was."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The texts of the other files, by what messages call them."""


def expand(source: Source, path: Path, *, folder: Path | None = None) -> Expanded:
    """What the file at `path` (absolute) says with its includes. Never reads outside the
    project. Paths in it are told as from `folder`, its own unless said otherwise."""
    plain = "$include" not in source.text and "$file" not in source.text
    if plain and folder in {None, path.parent}:
        return Expanded(source=source)
    file = ProjectFile(path=path, shown=source.file, source=source)
    assembly = _Assembly(root=project_root(folder or path.parent), folder=folder or path.parent)
    try:
        data = assembly.put(source.value, file, (), ((path, ()),))
    except _TooMuchError as fault:
        return Expanded(source=source, problems=(fault.problem,), texts=assembly.texts)
    places = Places(values=assembly.values, keys=assembly.keys)
    made = replace(source, data=data, places=places, last_lines=assembly.last_lines)
    return Expanded(
        source=made,
        problems=tuple(assembly.problems),
        lost=frozenset(map(places.value, assembly.lost)),
        texts=assembly.texts,
    )


class _TooMuchError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(kw_only=True)
class _Assembly:
    """The parts put together so far, by where they stand in the whole."""

    root: Path
    folder: Path
    """The scenario's own."""
    values: dict[Pointer, Place] = field(default_factory=dict)
    keys: dict[Pointer, Place] = field(default_factory=dict)
    last_lines: dict[Pointer, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lost: set[Pointer] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    _read: dict[Path, ProjectFile] = field(default_factory=dict)

    def put(self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]) -> Data:
        """Put a part of `file` at `at`; `way` is what was included to get here."""
        data = value.data
        if isinstance(data, dict) and "$include" in data:
            return self._included(value, file, at, way)
        if _is_table(at) and isinstance(data, dict) and set(data) == {"$file"}:
            return self._table(value, file, at, way)
        self._place(value, file, at)
        if isinstance(data, dict):
            return dict(self._entry(value, key, file, at, way) for key in data)
        if isinstance(data, list):
            return self._items(value, file, at, way)
        return self._rebased(data, file, at) if isinstance(data, str) else data

    def _rebased(self, text: str, file: ProjectFile, at: Pointer) -> str:
        """A path as the scenario's own file would write it, where another one wrote it."""
        if file.folder == self.folder or is_template(text):
            return text
        if at[-1] == "$file":
            return os.path.relpath(file.folder / text, self.folder)
        return rebased(text, file.folder, self.folder) if _is_reference(at) else text

    def _place(self, value: Value, file: ProjectFile, at: Pointer) -> None:
        if len(self.values) > MOST or len(at) > DEEPEST:
            what = "holds too many values" if len(at) <= DEEPEST else "is nested too deep"
            raise _TooMuchError(
                Problem(
                    place=value.place,
                    message=f"with what it includes, the scenario {what}",
                    hint="include less of it, or the same part fewer times",
                    code="include",
                )
            )
        self.values[at] = value.place
        if (last := file.source.last_lines.get(value.pointer)) is not None:
            self.last_lines[at] = last

    def _entry(
        self, value: Value, key: str, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]
    ) -> tuple[str, Data]:
        part, name = value[key], self._rebased_key(key, file, at)
        self.keys[here := (*at, name)] = part.key_place
        if key in UNREAD:
            return name, self._unread(part, file, here)
        return name, self.put(part, file, here, way)

    def _rebased_key(self, key: str, file: ProjectFile, at: Pointer) -> str:
        """A target as the scenario's own file would write it, where another one wrote it."""
        if file.folder == self.folder or not _names_targets(at):
            return key
        return rebased(key, file.folder, self.folder)

    def _unread(self, value: Value, file: ProjectFile, at: Pointer) -> Data:
        """What stands inside `$literal` and `$schema` stays as it is."""
        self._place(value, file, at)
        for key in _keys(value.data):
            self.keys[(*at, key)] = value[key].key_place
            self._unread(value[key], file, (*at, key))
        return value.data

    def _items(
        self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]
    ) -> list[Data]:
        """The items of a list; a list included among steps gives its own."""
        items: list[Data] = []
        for index in range(len(value.data)):
            item = value[index]
            if at and at[-1] == "steps" and isinstance(item.data, dict) and "$include" in item.data:
                items += self._steps(item, file, (at, len(items)), way)
            else:
                items.append(self.put(item, file, (*at, len(items)), way))
        return items

    def _steps(
        self, item: Value, file: ProjectFile, where: tuple[Pointer, int], way: tuple[_Part, ...]
    ) -> list[Data]:
        at, first = where
        found = self._target(item, file, (*at, first), way)
        if found is None:
            return [None]
        target, home, beyond = found
        if not isinstance(target.data, list):
            return [self.put(target, home, (*at, first), beyond)]
        made: list[Data] = []
        for index in range(len(target.data)):
            inner = target[index]
            if isinstance(inner.data, dict) and "$include" in inner.data:
                made += self._steps(inner, home, (at, first + len(made)), beyond)
            else:
                made.append(self.put(inner, home, (*at, first + len(made)), beyond))
        return made

    def _included(
        self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]
    ) -> Data:
        found = self._target(value, file, at, way)
        return None if found is None else self.put(found[0], found[1], at, found[2])

    def _target(
        self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]
    ) -> tuple[Value, ProjectFile, tuple[_Part, ...]] | None:
        """What an include means, and the way to it; None where that has been told as a problem."""
        try:
            home, target = self._meant(value, file)
            _refuse_circle(step := (home.path, target.pointer), way)
        except FileFault as fault:
            self._told(value, at, fault)
            return None
        except ProblemsError as error:
            self._broken(value, at, error.problems)
            return None
        return target, home, (*way, step)

    def _meant(self, value: Value, file: ProjectFile) -> tuple[ProjectFile, Value]:
        if len(value.data) > 1:
            other = next(key for key in value.data if key != "$include")
            hint = f"remove {quoted(other)}, or write it where it is included from"
            raise FileFault('"$include" stands for a whole value', hint)
        keys, path = _split(value.data["$include"])
        home = self._file(found_file(path, file.folder, self.root), value) if path else file
        return home, _pointed(home, keys, path)

    def _table(self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]) -> Data:
        """The rows of a file, in place of `{$file: PATH}`."""
        try:
            home = self._file(found_file(value.data["$file"], file.folder, self.root), value)
        except FileFault as fault:
            self._told(value, at, fault)
            return None
        except ProblemsError as error:
            self._broken(value, at, error.problems)
            return None
        return self.put(home.source.value, home, at, (*way, (home.path, ())))

    def _file(self, path: Path, value: Value) -> ProjectFile:
        if path not in self._read:
            written = str(value.data.get("$include", value.data.get("$file"))).partition("#")[0]
            shown = shown_from(written, value.place.file)
            self.texts[shown] = text_of(path)
            file, problems = read_project_file(path, shown)
            if problems:
                raise ProblemsError(tuple(problems))
            self._read[path] = file
        return self._read[path]

    def _told(self, value: Value, at: Pointer, fault: FileFault) -> None:
        self.values[at] = value.place
        self.lost.add(at)
        named = value.at("$include" if "$include" in value.data else "$file")
        told = Problem(place=named, message=fault.message, hint=fault.hint, code="include")
        self.problems.append(told)

    def _broken(self, value: Value, at: Pointer, problems: tuple[Problem, ...]) -> None:
        """The problems of another file, each told once with where it is included."""
        self.values[at] = value.place
        self.lost.add(at)
        told = {(problem.place, problem.message) for problem in self.problems}
        for problem in problems:
            if (problem.place, problem.message) not in told:
                related = (*problem.related, (value.place, "the file is read from here"))
                self.problems.append(replace(problem, related=related))


def _is_table(at: Pointer) -> bool:
    """`parameters`, or the `for_each` of a branch."""
    return at == ("parameters",) or (len(at) == 3 and (at[0], at[2]) == ("branches", "for_each"))


def _is_reference(at: Pointer) -> bool:
    """Whether a graph stands there, or a function of the user's own."""
    named = at[:-1] if at and isinstance(at[-1], int) else at
    checks = named[-2:] == ("expect", "check")
    return at in _REFERENCES or checks or (at[-1:] == ("call",) and "patches" in at[:-1])


def _names_targets(at: Pointer) -> bool:
    """The `models` and `patches` of a scenario or a branch, and the `calls` of a step."""
    own = len(at) == 1 or (len(at) == 3 and at[0] == "branches")
    return at[-2:] == ("expect", "calls") or (own and at[-1] in _TARGETS)


def _keys(data: Data) -> range | list[str]:
    return list(data) if isinstance(data, dict) else range(len(data) if type(data) is list else 0)


def _refuse_circle(step: _Part, way: tuple[_Part, ...]) -> None:
    if step in way:
        raise FileFault(
            "this includes itself in a circle", "take this out, or include something else"
        )


def _split(written: Data) -> tuple[tuple[str, ...], str]:
    """`path.yaml#/a/b`: the keys to go down by, and the path."""
    if not isinstance(written, str) or not written:
        hint = "write $include: shared/steps.yaml, or shared/steps.yaml#/approve"
        got = "empty text" if written == "" else kind(written)
        raise FileFault(f"$include wants a path, not {got}", hint)
    path, _, fragment = written.partition("#")
    if fragment and not fragment.startswith("/"):
        hint = f"write {shortened(path)}#/{shortened(fragment)}"
        raise FileFault(f"{quoted('#' + fragment)} is not the way to a part of a file", hint)
    keys = tuple(k.replace("~1", "/").replace("~0", "~") for k in fragment.split("/")[1:])
    return keys, path


def _items_of(data: list[Data]) -> str:
    return "1 item" if len(data) == 1 else f"{len(data)} items"


def _pointed(file: ProjectFile, keys: tuple[str, ...], written: str) -> Value:
    """The part of a file that a JSON pointer (RFC 6901) means. Raises FileFault."""
    value = file.source.value
    for key in keys:
        data = value.data
        if isinstance(data, dict) and key in data:
            value = value[key]
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            value = value[int(key)]
        else:
            where = quoted(written) if written else "this file"
            hint = suggestion(key, data, "there are") if isinstance(data, dict) else None
            if isinstance(data, list):
                hint = f"the list has {_items_of(data)}, counted from 0"
            hint = hint or "there is nothing below it"
            raise FileFault(f"there is no {quoted('/'.join(keys))} in {where}", hint)
    return value
