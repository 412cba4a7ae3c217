"""The JSON Schema of scenario files: what editors complete by, and what `check` judges by."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry

from scenario_runner.language.fitting import Fits, fitting

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
    """A validator of scenario files that never fetches anything."""
    return Draft7Validator(scenario_schema(), registry=Registry())


@cache
def fits_scenario() -> Fits:
    """Whether data has the shape of a scenario file; why not is for `validator` to say."""
    return fitting(scenario_schema())


def keys_of(definition: str) -> dict[str, Any]:
    """The properties of one of the schema's definitions: `step`, `expect`, `branch`, ..."""
    properties: dict[str, Any] = scenario_schema()["definitions"][definition]["properties"]
    return properties
