"""The quick question of whether data has a shape, against jsonschema's own answer."""

from copy import deepcopy

import pytest
import test_any_file
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from scenario_runner.language.fitting import fitting
from scenario_runner.language.schema import fits_scenario, judging_schema, validator

PLAIN = st.sampled_from([None, True, False, 0, 1, 1.0, -1, 2.5, "", "a", "ab", [], {}, 10**30])
DATA = st.recursive(
    PLAIN, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from("ab$"), part)
)


@pytest.mark.parametrize(
    "schema",
    [
        {}, {"type": "integer"}, {"type": ["number", "null"]}, {"type": "array", "minItems": 1},
        {"enum": ["a", "ab"]}, {"enum": [1, "a"]}, {"const": True}, {"const": "a"},
        {"not": {"const": "ab"}}, {"pattern": "^a"}, {"minLength": 1}, {"minimum": 1},
        {"exclusiveMinimum": 1}, {"items": {"type": "string"}}, {"minProperties": 1},
        {"required": ["a"], "properties": {"a": {"type": "null"}}, "additionalProperties": False},
        {"additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^[ab]$"}},
        {"anyOf": [{"type": "string"}, {"required": ["b"]}]}, {"maxLength": 1},
        {"uniqueItems": True}, {"items": {"$ref": "#/definitions/own"}, "definitions": {
            "own": {"type": ["array", "null"], "items": {"$ref": "#/definitions/own"}}}},
        {"properties": {"a": False}}, {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
    ],
    ids=str,
)  # fmt: skip
def test_each_keyword_is_asked_as_jsonschema_asks_it(schema):
    """Those that are left to jsonschema too."""
    fits, judge = fitting(schema), Draft7Validator(schema)

    @given(DATA)
    @settings(max_examples=60, deadline=None)
    def agree(data):
        assert fits(data) == judge.is_valid(data)

    agree()


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_scenario_fits_where_jsonschema_says_so(data):
    """The whole schema, on scenarios with a part made wrong."""
    whole = deepcopy(test_any_file.WHOLE)
    way = data.draw(st.sampled_from(list(test_any_file.ways(whole))))
    test_any_file.at(whole, way[:-1])[way[-1]] = data.draw(st.sampled_from(test_any_file.ODD))
    assert fits_scenario()(whole) == validator().is_valid(whole)


def test_no_keyword_of_ours_is_slow():
    """What the schema uses is known here, so that reading stays quick."""
    from scenario_runner.language import fitting as room

    def words(schema):
        if isinstance(schema, dict):
            yield from schema
            for name in ("properties", "definitions"):
                for part in schema.get(name, {}).values():
                    yield from words(part)
            for name in ("items", "additionalProperties", "propertyNames", "not"):
                yield from words(schema.get(name))
            for part in schema.get("anyOf", ()):
                yield from words(part)

    known = {*room._MADE, *room._SAID, *room._OF_MAPPINGS, "$ref"}
    assert set(words(judging_schema())) <= known
