"""`$include`, and tables of rows in files of their own: put in their place before anything is
checked, each part still knowing where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenario_runner.language.assembly import Assembly, TooMuchError
from scenario_runner.language.included import Files
from scenario_runner.language.project_files import ProjectFile
from scenario_runner.language.references import project_root
from scenario_runner.language.source import Source
from scenario_runner.language.value import Places
from scenario_runner.problem import Place, Problem


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
    assembly = Assembly(
        folder=folder or path.parent, files=Files(root=project_root(folder or path.parent))
    )
    try:
        data = assembly.put(source.value, file, (), ((path, ()),))
    except TooMuchError as fault:
        return Expanded(source=source, problems=(fault.problem,), texts=assembly.files.texts)
    places = Places(values=assembly.values, keys=assembly.keys)
    made = replace(source, data=data, places=places, last_lines=assembly.last_lines)
    return Expanded(
        source=made,
        problems=tuple(assembly.problems),
        lost=frozenset(map(places.value, assembly.lost)),
        texts=assembly.files.texts,
    )
