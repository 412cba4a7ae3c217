"""The values of a scenario put together: its own, and those it includes, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenario_runner.language.included import Files
from scenario_runner.language.project_files import FileFault, ProjectFile
from scenario_runner.language.rebasing import rebased_key, rebased_text
from scenario_runner.language.source import DEEPEST
from scenario_runner.language.template import UNREAD
from scenario_runner.language.value import Data, Pointer, Value
from scenario_runner.problem import Place, Problem, ProblemsError

MOST = 200_000
"""Values of one scenario with all that it includes."""

_Part = tuple[Path, Pointer]


class TooMuchError(Exception):
    """A scenario that holds more than it may, with what it includes."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(kw_only=True)
class Assembly:
    """The parts put together so far, by where they stand in the whole."""

    folder: Path
    """The scenario's own."""
    files: Files
    values: dict[Pointer, Place] = field(default_factory=dict)
    keys: dict[Pointer, Place] = field(default_factory=dict)
    last_lines: dict[Pointer, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lost: set[Pointer] = field(default_factory=set)

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
        if isinstance(data, str):
            return rebased_text(data, at, file.folder, self.folder)
        return data

    def _place(self, value: Value, file: ProjectFile, at: Pointer) -> None:
        if len(self.values) > MOST or len(at) > DEEPEST:
            what = "holds too many values" if len(at) <= DEEPEST else "is nested too deep"
            raise TooMuchError(
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
        part, name = value[key], rebased_key(key, at, file.folder, self.folder)
        self.keys[here := (*at, name)] = part.key_place
        if key in UNREAD:
            return name, self._unread(part, file, here)
        return name, self.put(part, file, here, way)

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
        with self._telling(value, at):
            home, target = self.files.part(value, file)
            _refuse_circle(step := (home.path, target.pointer), way)
            return target, home, (*way, step)
        return None

    def _table(self, value: Value, file: ProjectFile, at: Pointer, way: tuple[_Part, ...]) -> Data:
        """The rows of a file, in place of `{$file: PATH}`."""
        home: ProjectFile | None = None
        with self._telling(value, at):
            home = self.files.file(value.data["$file"], value, file)
        return home and self.put(home.source.value, home, at, (*way, (home.path, ())))

    @contextmanager
    def _telling(self, value: Value, at: Pointer) -> Iterator[None]:
        """Tells as problems what another file is not, or what is wrong in it."""
        try:
            yield
        except FileFault as fault:
            self._told(value, at, fault)
        except ProblemsError as error:
            self._broken(value, at, error.problems)

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


def _keys(data: Data) -> range | list[str]:
    return list(data) if isinstance(data, dict) else range(len(data) if type(data) is list else 0)


def _refuse_circle(step: _Part, way: tuple[_Part, ...]) -> None:
    if step in way:
        raise FileFault(
            "this includes itself in a circle", "take this out, or include something else"
        )
