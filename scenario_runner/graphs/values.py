"""Values as written become Python objects: messages, files, what a module holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType

from scenario_runner.frozen import frozen
from scenario_runner.graphs import messages
from scenario_runner.graphs.data_file import read_file
from scenario_runner.graphs.errors import GraphLoadError, ValueFault
from scenario_runner.graphs.modules import load_object
from scenario_runner.graphs.surroundings import importable, project_folders
from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.words import quoted, suggestion

_NO_MODELS: Mapping[str, object] = MappingProxyType({})

Normalise = Callable[[object], Data]


def build(
    data: Data, *, folder: str, root: str, models: Mapping[str, object] = _NO_MODELS
) -> object:
    """The object that some data describes; plain data is itself, as a copy.

    folder: what `$file` is relative to. root: what it never leaves; both absolute. models: what
    `$model` names. Raises ValueFault.
    """
    return _build(data, (), _From(folder=Path(folder), root=Path(root), models=models))


def resolve_expected(data: Data, *, folder: str, root: str, normalise: Normalise) -> Data:
    """Expected data with each `$file` and `$python` as `{"$literal": its normal form}`.

    What stands inside `$schema` and `$literal` is not read. Raises ValueFault.
    """
    return _resolve(data, (), Path(folder), Path(root), normalise)


@frozen
class _From:
    """What values are built from, beside the data."""

    folder: Path
    root: Path
    models: Mapping[str, object]


def _build(data: Data, way: Pointer, source: _From) -> object:
    match data:
        case dict():
            if len(data) == 1 and (name := next(iter(data))).startswith("$"):
                return _construct(name, data[name], way, source)
            return {key: _build(part, (*way, key), source) for key, part in data.items()}
        case list():
            return [_build(part, (*way, index), source) for index, part in enumerate(data)]
        case _:
            return data


def _construct(name: str, data: Data, way: Pointer, source: _From) -> object:
    inner = (*way, name)
    if name == "$literal":
        return deepcopy(data)
    if name == "$python":
        return _python(data, inner, source.root)
    if name == "$file":
        return read_file(data, inner, source.folder, source.root)
    if name == "$model":
        return _model(data, inner, source.models)
    if (construct := messages.CONSTRUCTORS.get(name)) is not None:
        return construct(_build(data, inner, source), inner)
    known = [*messages.CONSTRUCTORS, "$python", "$file", "$model", "$literal"]
    raise ValueFault(
        inner,
        f"nothing is built by {quoted(name)}",
        suggestion(name, known, "wrap data that really has this key in $literal; there are"),
    )


def _model(name: Data, way: Pointer, models: Mapping[str, object]) -> object:
    if not isinstance(name, str) or name not in models:
        hint = suggestion(str(name), models, "under models are the names")
        hint = hint or "give it replies under models, by a name without a colon"
        raise ValueFault(way, f"there is no scripted model {quoted(name)}", hint)
    return models[name]


def _resolve(data: Data, way: Pointer, folder: Path, root: Path, normalise: Normalise) -> Data:
    match data:
        case {"$file": path, **rest} if not rest:
            return {"$literal": normalise(read_file(path, (*way, "$file"), folder, root))}
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
