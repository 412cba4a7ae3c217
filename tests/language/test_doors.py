"""JSONPath and JSON Schema, each behind its one door."""

import pytest

from scenario_runner.language.json_schema import check_schema, errors
from scenario_runner.language.jsonpath import PathError, compile_path

DATA = {"a": [{"b": 1}, {"b": 2}], "odd 'key": None, "é": {"x-y": True}}


@pytest.mark.parametrize(
    ("path", "singular", "hits"),
    [
        ("$", True, [("$", DATA)]),
        ("$.a[-1].b", True, [("$.a[1].b", 2)]),
        ("$.a[*].b", False, [("$.a[0].b", 1), ("$.a[1].b", 2)]),
        ("$.a[0:1]", False, [("$.a[0]", {"b": 1})]),
        ("$..b", False, [("$.a[0].b", 1), ("$.a[1].b", 2)]),
        ("$.a[?@.b > 1].b", False, [("$.a[1].b", 2)]),
        ('$["odd \'key"]', True, [("$['odd \\'key']", None)]),
        ("$.é['x-y']", True, [("$.é['x-y']", True)]),
        ("$.nothing.here", True, []),
    ],
)
def test_a_path_finds(path, singular, hits):
    """Every hit comes with a path that people can read, in document order."""
    query = compile_path(path)
    assert (query.singular, query.find(DATA)) == (singular, hits)


@pytest.mark.parametrize(
    ("path", "message", "column"),
    [
        ("values.a", "a JSONPath begins with $", 1),
        ("", "a JSONPath begins with $", 1),
        ("$.a[", "this JSONPath ends too early", 5),
        ("$.a b", 'this JSONPath goes wrong at "b"', 5),
        ("$.a[?foo(@.b)]", 'this JSONPath goes wrong at "foo(@.b)]"', 6),
        ("$.a[99999999999999999999]", 'this JSONPath goes wrong at "999999999999"', 5),
        ("$" + "[?@" * 500, "this JSONPath ends too early", 1502),
    ],
)
def test_what_is_no_path_is_told_by_its_character(path, message, column):
    """The fault is in our own words."""
    with pytest.raises(PathError) as caught:
        compile_path(path)
    assert (caught.value.message, caught.value.column) == (message, column)


def test_a_path_we_print_finds_the_same_again():
    """The readable form of a hit is itself a path to it."""
    found = compile_path("$..*").find(DATA)
    assert len(found) > 5
    for shown, value in found:
        assert compile_path(shown).find(DATA) == [(shown, value)]


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "object"}, None),
        (True, None),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {}}, None),
        ({"$defs": {"a": {"type": "null"}}, "$ref": "#/$defs/a"}, None),
        ([], "a JSON Schema is a mapping, not a list"),
        ({"type": "strin"}, 'this is not a valid JSON Schema at type: there is no type "strin"'),
        ({"properties": {"a": {"minimum": "x"}}},
         "this is not a valid JSON Schema at properties.a.minimum: it must be a number, not text"),
        ({"$ref": "file:///etc/passwd"},
         '$ref "file:///etc/passwd" leads out of the schema'),
    ],
)  # fmt: skip
def test_a_schema_is_checked(schema, fault):
    """Bad schemas and references that lead out are told before anything runs."""
    assert check_schema(schema) == fault


def test_what_breaks_a_schema_is_told_by_its_way():
    """One sentence for each part that is wrong."""
    schema = {
        "required": ["a", "b"],
        "properties": {
            "c": {"type": ["integer", "null"]},
            "d": {"items": {"minimum": 3}},
            "e": {"enum": [1]},
        },
        "additionalProperties": False,
    }
    assert errors(schema, {"c": "x", "d": [4, 1], "e": 2, "z": 0}) == [
        ((), "has keys that the schema does not allow"),
        ((), 'lacks "a", "b"'),
        (("c",), "must be a whole number or null, not text"),
        (("d", 1), "breaks the schema's minimum of 3"),
        (("e",), "is none of the values that the schema lists"),
    ]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/hostname"])
def test_nothing_outside_the_schema_is_ever_read(address):
    """A reference that was missed by the check finds a closed door."""
    told = errors({"$ref": address}, 1)
    assert told == [((), "the schema refers to something outside itself")]


def test_a_schema_that_never_ends():
    """A loop of references is an answer, not a crash."""
    schema = {"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}
    assert errors(schema, 1) == [((), "the schema refers to itself without end")]
