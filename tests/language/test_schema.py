"""The schema of scenario files: what editors show, and what reading judges by."""

from typing import get_args

import pytest
from jsonschema import Draft7Validator

from scenario_runner.language.model import ExpectKey
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import keys_of, scenario_schema

SCHEMA = scenario_schema()


def parts(schema, way="$"):
    """Every schema inside the schema, with the way to it."""
    yield way, schema
    for key in ("properties", "definitions"):
        for name, part in schema.get(key, {}).items():
            yield from parts(part, f"{way}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key], f"{way}.{key}")


def described():
    """Every key of the language, with its schema."""
    for way, part in parts(SCHEMA):
        for name, key in part.get("properties", {}).items():
            yield pytest.param(name, key, id=f"{way}.{name}")


def test_it_is_a_schema():
    """Editors support draft-07 best."""
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("name", "key"), list(described()))
def test_every_key_is_described_with_an_example_that_holds(name, key):
    """An editor shows what a key means, and how it is written."""
    if "$ref" in key:
        key = SCHEMA["definitions"][key["$ref"].rsplit("/", 1)[1]]
    assert key["description"].endswith(".")
    validator = Draft7Validator({**key, "definitions": SCHEMA["definitions"]})
    assert key["examples"]
    assert [list(validator.iter_errors(example)) for example in key["examples"]] == [
        [] for _ in key["examples"]
    ]


def test_every_mapping_with_keys_of_ours_is_closed():
    """A key that the language does not know is never accepted and ignored."""
    open_ones = [
        way
        for way, part in parts(SCHEMA)
        if "properties" in part and part.get("additionalProperties") is not False
    ]
    assert open_ones == []


def test_no_part_offers_whole_shapes_to_choose_from():
    """`oneOf` makes errors that nobody understands."""
    assert [way for way, part in parts(SCHEMA) if "oneOf" in part] == []


def test_the_schema_and_the_code_know_the_same_words():
    """Expectations of the schema are expectations of the model; acts are acts."""
    assert set(keys_of("expect")) <= set(get_args(ExpectKey))
    assert set(ACTS) <= set(keys_of("step"))
    assert [one["required"] for one in SCHEMA["definitions"]["step"]["anyOf"]] == [
        [act] for act in (*ACTS, "expect")
    ]
