"""The way from a path to a Scenario, or to every problem of the file at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scenario_runner.language.check import check_shape
from scenario_runner.language.defaults import with_defaults
from scenario_runner.language.include import expand
from scenario_runner.language.model import Scenario
from scenario_runner.language.parse import parse
from scenario_runner.language.rules import check_rules
from scenario_runner.language.snapshots import with_snapshots
from scenario_runner.language.source import Source, scan
from scenario_runner.problem import Place, Problem, ProblemsError, line_of

_OF_OTHER_PARTS = frozenset({"unknown-name", "unknown-moment", "missing-key"})


def load(path: str | Path, *, shown_as: str | None = None) -> Scenario:
    """Read and check one scenario file, as `load_cases`; of several rows, the first."""
    return load_cases(path, shown_as=shown_as)[0]


def load_cases(
    path: str | Path, *, shown_as: str | None = None, content: bytes | None = None
) -> tuple[Scenario, ...]:
    """Read and check one scenario file; nothing of it is run or imported. A scenario for each
    row of its `parameters`, or the one.

    `shown_as` is how messages call the file, the path as given unless said otherwise; `content`
    is read in its place, as what it is to hold.
    Raises ProblemsError with every problem, in file order.
    """
    shown = shown_as if shown_as is not None else str(path)
    content = _content(Path(path), shown) if content is None else content
    source, problems = scan(shown, content)
    file = Path(path).resolve()
    folder, expanded = file.parent, with_defaults(expand(source, file), file)
    source = expanded.source
    problems = [*problems, *expanded.problems]
    # What stands where the text itself is wrong was read by a guess: no more is said of it.
    guessed = {problem.place for problem in problems} | expanded.lost
    judged = [problem for problem in check(source, folder) if problem.place not in guessed]
    if expanded.lost:  # it may be what defines them
        judged = [problem for problem in judged if problem.code not in _OF_OTHER_PARTS]
    found = _in_file_order(problems + judged, shown)
    if any(problem.severity == "error" for problem in found):
        raise ProblemsError(tuple(_with_line(problem, expanded.texts) for problem in found))
    return with_snapshots(parse(source, folder), Path(path))


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


def _with_line(problem: Problem, texts: Mapping[str, str]) -> Problem:
    """A problem of another file with its line, as nobody who shows it has that file's text."""
    text = texts.get(problem.place.file)
    return problem if text is None else replace(problem, line=line_of(text, problem.place))


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
