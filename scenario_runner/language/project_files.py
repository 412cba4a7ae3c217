"""Files beside a scenario that it names: found inside the project only, read with their places."""

from __future__ import annotations

import csv
import json
import posixpath
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.source import LARGEST, Source, scan
from scenario_runner.language.template import is_template
from scenario_runner.language.text import decode
from scenario_runner.language.value import Data, Places, Pointer
from scenario_runner.language.words import meant, quoted
from scenario_runner.problem import Place, Problem, ProblemsError

YAML = (".yaml", ".yml")
KINDS = (*YAML, ".json", ".csv")


class FileFault(Exception):
    """A file that cannot be had; told where it is named."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@frozen
class ProjectFile:
    """A file that was read, or its problems."""

    path: Path
    """Absolute, links resolved."""
    shown: str
    """What messages call it."""
    source: Source

    @property
    def folder(self) -> Path:
        """What paths in it are relative to."""
        return self.path.parent


def found_file(written: Data, folder: Path, root: Path) -> Path:
    """The file of data that a path in a file of `folder` means, which never lies outside `root`.

    Raises FileFault.
    """
    return _found(written, folder, root, KINDS)


def any_file(written: Data, folder: Path, root: Path) -> Path:
    """As `found_file`, of a file of any kind."""
    return _found(written, folder, root, ())


def _found(written: Data, folder: Path, root: Path, kinds: tuple[str, ...]) -> Path:
    if not isinstance(written, str) or not written:
        raise FileFault("this is not a path", "name a file, such as shared/steps.yaml")
    if is_template(written):
        raise FileFault("a path here cannot be a template", "write the path out")
    try:
        path = (folder / written).resolve()
        there = path.exists()
    except (OSError, RuntimeError, ValueError):
        raise FileFault("this is not a path", "name a file, such as shared/steps.yaml") from None
    if Path(written).is_absolute() or not path.is_relative_to(root.resolve()):
        hint = "put the file into the project; the path is relative to this file"
        raise FileFault(f"{quoted(written)} lies outside the project", hint)
    if not there:
        raise FileFault(f"there is no file {quoted(written)}", _near(path, written, kinds))
    if kinds and path.suffix.lower() not in kinds:
        raise FileFault(
            f"{quoted(written)} is not YAML, JSON or CSV",
            f"its name must end in {', '.join(kinds)}",
        )
    return path


def _near(path: Path, written: str, kinds: tuple[str, ...]) -> str:
    """What may have been meant by a file that is not there."""
    try:
        files = [file for file in path.parent.iterdir() if file.is_file()]
    except OSError:
        files = []
    beside = [file.name for file in files if not kinds or file.suffix.lower() in kinds]
    close = meant(path.name, sorted(beside))
    relative = "the path is relative to the file it is written in"
    if close is None:
        return relative
    return f"did you mean {quoted(posixpath.join(posixpath.dirname(written), close))}? {relative}"


def shown_from(written: str, beside: str) -> str:
    """How messages call a file that another one names; `beside` is how that is called."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), written))


def text_of(path: Path) -> str:
    """The file's text as far as it can be read, to show lines of it. Raises FileFault."""
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        raise FileFault(f"{path.name} cannot be read", "name a file, not a folder") from None


def read_project_file(path: Path, shown: str) -> tuple[ProjectFile, list[Problem]]:
    """Read a file that was found. Raises OSError, and ProblemsError for what is wrong in it."""
    content = path.read_bytes()
    problems: list[Problem] = []
    match path.suffix.lower():
        case ".csv":
            source = _csv(shown, content)
        case ".json":
            source = _json(shown, content)
        case _:
            source, problems = scan(shown, content)
    return ProjectFile(path=path, shown=shown, source=source), problems


def _json(shown: str, content: bytes) -> Source:
    """JSON is read as JSON; where each part stands is taken from its reading as YAML."""
    text = _text(shown, content)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file=shown, line=error.lineno, column=error.colno)
        hint = "look for a missing comma or quote, or a comma too many, at or before this place"
        raise _wrong(place, "this is not valid JSON", hint) from None
    except RecursionError:
        raise _wrong(_start(shown), "this file is nested too deep", "flatten it") from None
    try:
        source, problems = scan(shown, content)
    except ProblemsError:
        return _placed(shown, text, data, {(): _start(shown)}, {})
    if any(problem.code == "duplicate-key" for problem in problems):
        raise ProblemsError(tuple(problems))
    return Source(
        file=shown, text=text, data=data, places=source.places, last_lines=source.last_lines
    )


def _csv(shown: str, content: bytes) -> Source:
    """A list of rows, named by the first line. Every value is text, as CSV knows no other."""
    text = _text(shown, content)
    header_line = text.partition("\n")[0]
    comma = max(",;\t", key=header_line.count)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=comma, strict=True)
    try:
        numbered = [(lines.line_num, cells) for cells in lines if cells]
    except csv.Error:
        place = Place(file=shown, line=max(lines.line_num, 1), column=1)
        hint = 'a quoted value ends in a quote; a quote in it is written twice: "a ""b"""'
        raise _wrong(place, "this line is not valid CSV", hint) from None
    if len(numbered) < 2:
        hint = "write the names into the first line, and a row into each line after it"
        raise _wrong(_start(shown), "this file has no rows", hint)
    (_, header), *rows = numbered
    header = [name.strip() for name in header]
    problems = [*_bad_header(shown, header), *_uneven(shown, header, rows)]
    if problems:
        raise ProblemsError(tuple(problems))
    values: dict[Pointer, Place] = {(): _start(shown)}
    keys: dict[Pointer, Place] = {}
    for index, (line, _) in enumerate(rows):
        values[(index,)] = Place(file=shown, line=line, column=1)
        keys |= {(index, name): _start(shown) for name in header}
    data = [dict(zip(header, cells, strict=True)) for _, cells in rows]
    return _placed(shown, text, data, values, keys)


def _bad_header(shown: str, header: list[str]) -> Iterator[Problem]:
    told = partial(Problem, place=_start(shown), code="wrong-file")
    if "" in header:
        yield told(message="a column has no name", hint="name every column in the first line")
    for name, count in Counter(header).items():
        if name and count > 1:
            yield told(
                message=f"two columns are called {quoted(name)}",
                hint="give each column a name of its own",
            )


def _uneven(shown: str, header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    for line, cells in rows:
        if len(cells) != len(header):
            yield Problem(
                place=Place(file=shown, line=line, column=1),
                message=f"the values of this row are {len(cells)}, its columns {len(header)}",
                hint="give each column a value; put a value that holds a comma in quotes",
                code="wrong-file",
            )


def _placed(
    shown: str, text: str, data: Data, values: dict[Pointer, Place], keys: dict[Pointer, Place]
) -> Source:
    places = Places(values=values, keys=keys)
    return Source(file=shown, text=text, data=data, places=places, last_lines={})


def _text(shown: str, content: bytes) -> str:
    if len(content) > LARGEST:
        place = _start(shown)
        raise _wrong(place, f"the file is larger than {LARGEST // 1_000_000} MB", "take a part")
    return decode(shown, content).removeprefix("\ufeff")


def _start(shown: str) -> Place:
    return Place(file=shown, line=1, column=1)


def _wrong(place: Place, message: str, hint: str) -> ProblemsError:
    return ProblemsError((Problem(place=place, message=message, hint=hint, code="wrong-file"),))
