"""`$file`: data from the project's own files; `.json` and `.yaml` parsed, else text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenario_runner.graphs.errors import ValueFault
from scenario_runner.language.value import Data, Pointer
from scenario_runner.problem import ProblemsError


def read_file(path: Data, way: Pointer, folder: Path, root: Path) -> Data:
    """What stands in the file at `path`, relative to `folder` and never outside `root`.

    Raises ValueFault at `way`.
    """
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
            from scenario_runner.language.source import read  # noqa: PLC0415  # YAML, for few

            try:
                return read(path, content).data
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
