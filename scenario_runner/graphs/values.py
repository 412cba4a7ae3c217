"""Values as written become Python objects: messages, files, what a module holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from scenario_runner.graphs import messages
from scenario_runner.graphs.errors import GraphLoadError, ValueFault
from scenario_runner.graphs.modules import load_object
from scenario_runner.graphs.surroundings import importable, project_folders
from scenario_runner.language import source
from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import ProblemsError

Normalise = Callable[[object], Data]


def build(data: Data, *, folder: str, root: str) -> object:
    """The object that some data describes; plain data is itself, as a copy.

    folder: what `$file` is relative to. root: what it never leaves; both absolute. Raises
    ValueFault.
    """
    return _build(data, (), Path(folder), Path(root))


def resolve_expected(data: Data, *, folder: str, root: str, normalise: Normalise) -> Data:
    """Expected data with each `$file` and `$python` as `{"$literal": its normal form}`.

    What stands inside `$schema` and `$literal` is not read. Raises ValueFault.
    """
    return _resolve(data, (), Path(folder), Path(root), normalise)


def _build(data: Data, way: Pointer, folder: Path, root: Path) -> object:
    match data:
        case dict():
            if len(data) == 1 and (name := next(iter(data))).startswith("$"):
                return _construct(name, data[name], way, folder, root)
            return {key: _build(part, (*way, key), folder, root) for key, part in data.items()}
        case list():
            return [_build(part, (*way, index), folder, root) for index, part in enumerate(data)]
        case _:
            return data


def _construct(name: str, data: Data, way: Pointer, folder: Path, root: Path) -> object:
    inner = (*way, name)
    if name == "$literal":
        return deepcopy(data)
    if name == "$python":
        return _python(data, inner, root)
    if name == "$file":
        return _file(data, inner, folder, root)
    if (construct := messages.CONSTRUCTORS.get(name)) is not None:
        return construct(_build(data, inner, folder, root), inner)
    known = [*messages.CONSTRUCTORS, "$python", "$file", "$literal"]
    raise ValueFault(
        inner,
        f"nothing is built by {quoted(name)}",
        suggestion(name, known, "wrap data that really has this key in $literal; there are"),
    )


def _resolve(data: Data, way: Pointer, folder: Path, root: Path, normalise: Normalise) -> Data:
    match data:
        case {"$file": path, **rest} if not rest:
            return {"$literal": normalise(_file(path, (*way, "$file"), folder, root))}
        case {"$python": reference, **rest} if not rest:
            return {"$literal": normalise(_python(reference, (*way, "$python"), root))}
        case dict():
            return {
                key: part
                if key in ("$schema", "$literal")
                else _resolve(part, (*way, key), folder, root, normalise)
                for key, part in data.items()
            }
        case list():
            return [
                _resolve(part, (*way, index), folder, root, normalise)
                for index, part in enumerate(data)
            ]
        case _:
            return data


def _python(reference: Data, way: Pointer, root: Path) -> object:
    if not isinstance(reference, str):
        raise ValueFault(way, "$python wants a text", "write {$python: module:name}")
    try:
        with importable(project_folders(str(root))):
            return load_object(reference)
    except GraphLoadError as error:
        raise ValueFault(way, error.message, error.hint) from error


def _file(path: Data, way: Pointer, folder: Path, root: Path) -> Data:
    if not isinstance(path, str) or not path:
        raise ValueFault(way, "$file wants a path", "write {$file: data/order.json}")
    try:
        file = (folder / path).resolve()
    except (OSError, RuntimeError, ValueError):
        raise ValueFault(way, "this is not a path", "write {$file: data/order.json}") from None
    if Path(path).is_absolute() or not file.is_relative_to(root.resolve()):
        raise ValueFault(
            way,
            f"{path} lies outside the project",
            "put the file into the project; the path is relative to this file",
        )
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise ValueFault(
            way, f"there is no file {path}", "the path is relative to this file"
        ) from None
    except OSError:
        raise ValueFault(way, f"{path} cannot be read", "name a file, not a folder") from None
    return _parse(path, content, way)


def _parse(path: str, content: bytes, way: Pointer) -> Data:
    match Path(path).suffix.lower():
        case ".json":
            return _json(path, _text(path, content, way), way)
        case ".yaml" | ".yml":
            try:
                return source.read(path, content).data
            except ProblemsError as error:
                first = error.problems[0]
                raise ValueFault(way, f"{first.place}: {first.message}", first.hint) from error
        case _:
            return _text(path, content, way)


def _text(path: str, content: bytes, way: Pointer) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueFault(way, f"{path} is not text in UTF-8", "save it as UTF-8") from None


def _json(path: str, text: str, way: Pointer) -> Data:
    try:
        return json.loads(text, object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        hint = "look for a missing comma or quote, or a comma too many, at or before this place"
        raise ValueFault(way, f"{place} is not valid JSON", hint) from None
    except _RepeatedKeyError as error:
        message = f'{path} has the key "{error}" twice in one object'
        raise ValueFault(way, message, "take one of them out") from None
    except RecursionError:
        raise ValueFault(way, f"{path} is nested too deep", "flatten it") from None


class _RepeatedKeyError(Exception):
    pass


def _no_repeats(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        seen: set[str] = set()
        raise _RepeatedKeyError(next(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]  # `add` is called for its effect
    return built
