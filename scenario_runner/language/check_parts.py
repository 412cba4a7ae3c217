"""What the schema's complaints are told with: the part that is meant, and an example of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario_runner.language.schema import scenario_schema
from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.words import (
    flow,
    quoted,
)

if TYPE_CHECKING:
    from jsonschema import ValidationError


def schema_of(error: ValidationError) -> dict[str, Any]:
    """The part of our schema that the data breaks; ours holds no bare true and false."""
    schema: Any = error.schema
    return dict(schema)


def named(pointer: Pointer) -> str:
    """What stands at `pointer`, as people call it: `"tags"`, `item 2 of "tags"`."""
    if not pointer:
        return "a scenario file"
    last = pointer[-1]
    if isinstance(last, str):
        return quoted(last)
    if len(pointer) > 1 and pointer[-2] == "steps":
        return f"step {last + 1}"
    return f"item {last + 1} of {named(pointer[:-1])}"


def inside(pointer: Pointer) -> str:
    """Where a key stands or is missing, as the end of a sentence."""
    if not pointer or isinstance(pointer[-1], int):
        return ""
    return f" in {named(pointer)}"


def example_at(error: ValidationError, pointer: Pointer) -> str | None:
    """The schema's first example for what stands at `pointer`, as a hint."""
    return example(pointer[-1] if pointer else None, error.schema)


def example(key: str | int | None, schema: Any) -> str | None:
    """The same for a key, or for an item without one; None where the schema gives none."""
    if "$ref" in schema:
        schema = scenario_schema()["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    examples = schema.get("examples")
    if not examples:
        return None
    written: Data = examples[0]
    return (
        f"for example: {flow(key)}: {flow(written)}"
        if isinstance(key, str)
        else (f"for example: {flow(written)}")
    )
