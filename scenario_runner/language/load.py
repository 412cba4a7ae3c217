"""The way from a path to a Scenario, or to every problem of the file at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scenario_runner.language.check import check_shape
from scenario_runner.language.defaults import with_defaults
from scenario_runner.language.graph_names import check_graph_names
from scenario_runner.language.include import Expanded, expand
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.model import Scenario
from scenario_runner.language.outline import outline
from scenario_runner.language.parse import parse
from scenario_runner.language.rows import case_rows
from scenario_runner.language.rules import check_rules
from scenario_runner.language.snapshots import with_snapshots
from scenario_runner.language.source import Source, scan
from scenario_runner.language.value import Data
from scenario_runner.language.words import shown
from scenario_runner.problem import Place, Problem, ProblemsError, line_of

_LONGEST = 580
"""Characters of one sentence."""
_OF_OTHER_PARTS = frozenset({"unknown-name", "unknown-moment", "missing-key"})


def load(path: str | Path, *, shown_as: str | None = None) -> Scenario:
    """Read and check one scenario file, as `load_cases`; of several rows, the first."""
    return load_cases(path, shown_as=shown_as)[0]


def load_cases(path: str | Path, *, shown_as: str | None = None) -> tuple[Scenario, ...]:
    """Read and check one scenario file; nothing of it is run or imported. A scenario for each
    row of its `parameters`, or the one.

    `shown_as` is how messages call the file, the path as given unless said otherwise.
    Raises ProblemsError with every problem, in file order.
    """
    shown = shown_as if shown_as is not None else str(path)
    return cases_of(_content(Path(path), shown), path, shown_as=shown)


def cases_of(
    content: bytes, path: str | Path, *, shown_as: str | None = None
) -> tuple[Scenario, ...]:
    """As `load_cases`, of a content that is to stand at `path`, and may not yet."""
    shown, file = shown_as if shown_as is not None else str(path), Path(path).resolve()
    expanded, problems = _expanded(content, file, shown)
    folder, source = file.parent, expanded.source
    # What stands where the text itself is wrong was read by a guess: no more is said of it.
    guessed = {problem.place for problem in problems} | expanded.lost
    judged = [problem for problem in check(source, folder) if problem.place not in guessed]
    if expanded.lost:  # it may be what defines them
        judged = [problem for problem in judged if problem.code not in _OF_OTHER_PARTS]
    found = _in_file_order(problems + judged, shown)
    if any(problem.severity == "error" for problem in found):
        raise ProblemsError(tuple(_as_told(problem, expanded.texts) for problem in found))
    return with_snapshots(parse(source, folder), Path(path))


def expanded_data(path: str | Path, *, folder: Path | None = None) -> Data:
    """What a scenario file without problems says, with all that it includes in its place; paths
    in it as seen from `folder`, its own unless said otherwise. What defaults add is not in it.
    Raises ProblemsError where it cannot be read."""
    source, _ = scan(str(path), _content(Path(path), str(path)))
    home = folder.resolve() if folder is not None else None
    return expand(source, Path(path).resolve(), folder=home).source.data


def unknown_names(
    path: str | Path, known: Mapping[str | None, Mapping[str, Knowledge]]
) -> tuple[Problem, ...]:
    """The nodes and channels that a scenario file without problems names and that its graph
    does not have, in file order. `known`: by the id of a row (None where there are none) the
    graphs of the branches by their names. Raises ProblemsError where it cannot be read.
    """
    expanded, _ = _expanded(_content(Path(path), str(path)), Path(path).resolve(), str(path))
    root = expanded.source.value
    found: list[Problem] = []
    for row in case_rows(root) or (None,):
        graphs = known.get(row.id if row is not None else None, {})
        found += check_graph_names(root, outline(root, row), graphs)
    ordered = _in_file_order(found, str(path))
    return tuple(_as_told(problem, expanded.texts) for problem in ordered)


def _expanded(content: bytes, file: Path, shown: str) -> tuple[Expanded, list[Problem]]:
    """The content with what it includes and what its folders say, and what is wrong so far."""
    source, problems = scan(shown, content)
    expanded = with_defaults(expand(source, file), file)
    return expanded, [*problems, *expanded.problems]


def check(source: Source, folder: Path) -> list[Problem]:
    """What is wrong with a text that is YAML but may be no scenario."""
    shape = check_shape(source.value)
    if not isinstance(source.data, dict):
        return shape
    # A value of the wrong type is told once, whatever else it is not.
    mistyped = {problem.place for problem in shape if problem.code == "wrong-type"}
    rules = check_rules(source.value, folder)
    return shape + [problem for problem in rules if problem.place not in mistyped]


def _content(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message, hint = "there is no such file", "check the path"
    except IsADirectoryError:
        message, hint = "this is a folder, not a file", "name a file in it"
    except (OSError, ValueError):
        message, hint = "the file cannot be read", "check its permissions"
    place = Place(file=shown, line=1, column=1)
    raise ProblemsError((Problem(place=place, message=message, hint=hint, code="unreadable"),))


def _as_told(problem: Problem, texts: Mapping[str, str]) -> Problem:
    """A problem as people may see it: whatever words of the file its sentences hold, they are
    visible and not without end. One of another file gets its line, as nobody who shows it has
    that file's text."""
    text = texts.get(problem.place.file)
    return replace(
        problem,
        message=shown(problem.message, _LONGEST),
        hint=None if problem.hint is None else shown(problem.hint, _LONGEST),
        line=problem.line if text is None else line_of(text, problem.place),
    )


def _in_file_order(problems: list[Problem], own: str) -> tuple[Problem, ...]:
    """Sorted by place, the scenario's own first; what two checks found alike is told once."""
    unique = {(problem.place, problem.message): problem for problem in problems}
    places = [problem.place for problem in problems]
    files = list(dict.fromkeys([own, *(place.file for place in places)]))
    return tuple(
        sorted(
            unique.values(),
            key=lambda problem: (
                files.index(problem.place.file),
                problem.place.line,
                problem.place.column,
            ),
        )
    )
