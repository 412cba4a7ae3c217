"""The JSON Schema of scenario files: what editors complete by, and what `check` judges by."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry

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


@cache
def validator() -> Draft7Validator:
    """A validator of scenario files that never fetches anything.

    Stricter than what editors are told: a folder's defaults have been laid under the scenario,
    so that its graph must be there, and what was included stands in its place. Where a part is
    commented as open, editors complete by it, and rules in code judge."""
    schema = dict(scenario_schema())
    schema["required"] = ["scenario", "graph", "steps"]
    schema["definitions"] = {
        name: {} if "$comment" in part else part for name, part in schema["definitions"].items()
    }
    return Draft7Validator(schema, registry=Registry())


def keys_of(definition: str) -> dict[str, Any]:
    """The properties of one of the schema's definitions: `step`, `expect`, `branch`, ..."""
    properties: dict[str, Any] = scenario_schema()["definitions"][definition]["properties"]
    return properties
