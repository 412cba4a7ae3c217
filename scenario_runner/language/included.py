"""What an `$include` means: a part of a file of the project, which is read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scenario_runner.language.project_files import (
    FileFault,
    ProjectFile,
    found_file,
    read_project_file,
    shown_from,
    text_of,
)
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted, shortened, suggestion
from scenario_runner.problem import ProblemsError


@dataclass(kw_only=True, slots=True)
class Files:
    """The files of a project that a scenario names."""

    root: Path
    """Of the project: nothing outside of it is read."""
    texts: dict[str, str] = field(default_factory=dict)
    """By what messages call them."""
    _read: dict[Path, ProjectFile] = field(default_factory=dict)

    def part(self, value: Value, file: ProjectFile) -> tuple[ProjectFile, Value]:
        """The file and the part of it that an `$include` in `file` means.

        Raises FileFault, or ProblemsError with the problems of that file.
        """
        if len(value.data) > 1:
            other = next(key for key in value.data if key != "$include")
            hint = f"remove {quoted(other)}, or write it where it is included from"
            raise FileFault('"$include" stands for a whole value', hint)
        keys, path = _split(value.data["$include"])
        home = self.file(path, value, file) if path else file
        return home, _pointed(home, keys, path)

    def file(self, written: Data, value: Value, file: ProjectFile) -> ProjectFile:
        """The file that a path in `file` means, written in `value`. Raises as `part` does."""
        path = found_file(written, file.folder, self.root)
        if path not in self._read:
            shown = shown_from(str(written), value.place.file)
            self.texts[shown] = text_of(path)
            read, problems = read_project_file(path, shown)
            if problems:
                raise ProblemsError(tuple(problems))
            self._read[path] = read
        return self._read[path]


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


def _items_of(data: list[Data]) -> str:
    return "1 item" if len(data) == 1 else f"{len(data)} items"
