"""The JSON Schema of scenario files: what editors complete by, and what `check` judges by."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario_runner.language.fitting import Fits, fitting

if TYPE_CHECKING:
    from jsonschema import Draft7Validator

_PACKAGE = Path(__file__).resolve().parent.parent


def schema_text(name: str = "scenario.schema.json") -> str:
    """The schema file as shipped: inside the package when installed from a wheel, beside it in
    a checkout. Raises FileNotFoundError when the installation is incomplete."""
    for folder in (_PACKAGE / "schemas", _PACKAGE.parent / "schemas"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise FileNotFoundError(f"{name} is missing from this installation of scenario-runner")


@cache
def scenario_schema() -> dict[str, Any]:
    """The schema of scenario files. Shared: never change it."""
    schema: dict[str, Any] = json.loads(schema_text())
    return schema


_IDLE: dict[str, Any] = {"allOf": [{}], "items": {}, "additionalProperties": {}}
"""Keywords that ask for nothing where they hold this."""


@cache
def judging_schema() -> dict[str, Any]:
    """The schema that reading judges by. Shared: never change it.

    It asks for more than editors are told to, and for less. A folder's defaults have been laid
    under the scenario, so that its graph must be there, and what was included stands in its
    place. What is commented as open, editors complete by; rules in code judge it."""
    schema = scenario_schema()
    is_open = {name for name, part in schema["definitions"].items() if "$comment" in part}
    told = {
        **schema,
        "required": ["scenario", "graph", "steps"],
        "definitions": {
            name: part for name, part in schema["definitions"].items() if name not in is_open
        },
    }
    judging: dict[str, Any] = _judging(told, frozenset(f"#/definitions/{name}" for name in is_open))
    return judging


def _judging(part: Any, is_open: frozenset[str]) -> Any:
    """A part of the schema where anything goes that is open."""
    if isinstance(part, list):
        return [_judging(each, is_open) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("$ref") in is_open:
        return {}
    kept = {key: _judging(inner, is_open) for key, inner in part.items()}
    return {
        key: inner
        for key, inner in kept.items()
        if key != "patternProperties" and (key not in _IDLE or inner != _IDLE[key])
    }


@cache
def validator() -> Draft7Validator:
    """A validator of scenario files that never fetches anything. Asked to explain what is wrong;
    where nothing is, the import would take longer than all else."""
    from jsonschema import Draft7Validator  # noqa: PLC0415  # as said
    from referencing import Registry  # noqa: PLC0415  # as said

    return Draft7Validator(judging_schema(), registry=Registry())


@cache
def fits_scenario() -> Fits:
    """Whether data has the shape of a scenario file; why not is for `validator` to say."""
    return fitting(judging_schema())


def keys_of(definition: str) -> dict[str, Any]:
    """The properties of one of the schema's definitions: `step`, `expect`, `branch`, ..."""
    properties: dict[str, Any] = scenario_schema()["definitions"][definition]["properties"]
    return properties
